package main

import (
	"cmp"
	"context"
	"errors"
	"time"

	"ikd/station/app"
	"ikd/station/app/desk"
	"ikd/station/scanner"
	"ikd/station/siak"
	"ikd/station/siak/credential"
	"ikd/station/siak/registry"
	"ikd/station/siak/station"
	"ikd/station/store"
)

// opening says how a workplace is opened.
type opening struct {
	dir        string
	officer    string // "" for the only one there is
	passphrase []byte
	// admitted has proven the passphrase already; nil for who has not.
	admitted *store.Admission
	// madeUp takes any passphrase for a new folder, which can then be enrolled
	// at a training registry only.
	madeUp bool
	// registry is where to enrol, and from then on overrides the address that
	// the store remembers; "" where the station is enrolled already.
	registry string
	// code enrols, or enrols again, at a registry that asks for one; counter is
	// the name that its staff see.
	code, counter string
	// foundable makes a new folder before anybody has said at which registry the
	// station is to be enrolled.
	foundable bool
	dial      registry.DialFunc
	events    station.Events
	// step is told what is being waited for; may be nil.
	step func(app.Step)
	// mended is told that the cache was damaged and is being built anew.
	mended func(error)
	// reserve is told that the disk was full and the reserve was given up.
	reserve func()
	// rescued is told what was saved of a ledger that is damaged; may be nil.
	rescued func(file string, saved store.Copy)
	// reading opens a ledger that is damaged to be read, rather than not at all.
	reading bool
}

// workplace is a station at work, without a screen: the open store, the way to
// the registry, the two workers and the counter. The window and the command
// scan both stand on it.
type workplace struct {
	store    *store.Store
	identity registry.Identity
	client   *registry.Client
	workers  *station.Station
	counter  *desk.Counter
	filter   *scanner.Filter
	// trusted says that a trust list was there at the opening: codes can be
	// judged before the first contact.
	trusted bool
	turning chan struct{} // holds one: a change of the data key has begun
	dir     string
	dial    registry.DialFunc
	contact chan struct{} // holds one: the registry was spoken to
	// events are those of the workers, for what comes by hand.
	events station.Events
}

// openWorkplace opens a station's folder, sets it up where it is new, and
// enrols where it is not enrolled. A set-up that was broken off goes on where
// it stopped.
func openWorkplace(ctx context.Context, o opening) (w *workplace, err error) {
	if o.step == nil {
		o.step = func(app.Step) {}
	}
	o.step(app.StepKeys)
	s, err := openStore(ctx, o)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	identity, err := enrolled(ctx, s, o)
	if err != nil {
		return nil, err
	}
	return furnish(ctx, s, identity, o)
}

// firstOfficer is the account of a folder that is set up without a name.
const firstOfficer = "petugas"

func openStore(ctx context.Context, o opening) (*store.Store, error) {
	options := store.Options{OnRebuilt: o.mended, OnReserveUsed: o.reserve}
	if o.admitted != nil {
		return o.admitted.Open(ctx, options)
	}
	if store.Exists(o.dir) {
		s, err := store.Open(ctx, o.dir, o.officer, o.passphrase, options)
		if siak.KindOf(err) == siak.KindDamaged {
			rescued(ctx, o.dir, o.rescued)
			if o.reading {
				return openToRead(ctx, o, options)
			}
		}
		return s, err
	}
	if o.registry == "" && !o.foundable {
		return nil, siak.E("open station", siak.KindNotSetUp, nil)
	}
	options.MadeUp = o.madeUp
	return store.Create(ctx, o.dir, store.Officer{Name: cmp.Or(o.officer, firstOfficer)}, o.passphrase, options)
}

// furnish puts client, workers and counter into an open store.
func furnish(ctx context.Context, s *store.Store, identity registry.Identity, o opening) (*workplace, error) {
	client, err := registry.New(identity, registry.Options{Dial: o.dial, Remembered: rememberedClock(ctx, o.dir)})
	if err != nil {
		return nil, err
	}
	trust, trusted, err := s.Cache.Trust(ctx)
	if err != nil {
		return nil, errors.Join(err, client.Close())
	}
	sign, err := signer(identity)
	if err != nil {
		return nil, errors.Join(err, client.Close())
	}
	w := &workplace{
		store: s, identity: identity, client: client, trusted: trusted,
		filter: scanner.NewFilter(scanner.CoolDown), turning: make(chan struct{}, 1),
		dir: o.dir, dial: o.dial, contact: make(chan struct{}, 1),
	}
	w.events = w.watch(context.WithoutCancel(ctx), o.events)
	w.workers = station.New(s.Ledger, s.Cache, client, area(identity), w.events, station.Options{})
	if err := w.follow(ctx); err != nil {
		return nil, errors.Join(err, client.Close())
	}
	w.workers.Anchor(s.Audit, client)
	deps := desk.Deps{
		Verifier: credential.Verifier{Trust: trust}, TrustVersion: trust.Version,
		Ledger: s.Ledger, Residents: s.Cache, Centre: client,
		Online: w.workers.Online, Offset: client.ClockOffset,
		Sign: sign, Audit: w.note, Wake: w.workers.Sender.Wake, Forget: w.filter.Forget,
		Policy: siak.DefaultPolicy(identity.OfficeRegion), Training: identity.Training,
		Officer: s.Officer(), Session: siak.NewActivationID().String(), Office: identity.OfficeName,
		Now: time.Now,
	}
	if w.reading() {
		deps = toRead(deps)
	}
	w.counter = desk.NewCounter(deps)
	return w, nil
}

// signer makes the function that signs statements with the station's key.
func signer(identity registry.Identity) (func(siak.Statement) ([]byte, error), error) {
	key, err := identity.Signer()
	if err != nil {
		return nil, err
	}
	s, err := credential.NewSigner(key, []byte(identity.StationID))
	if err != nil {
		return nil, err
	}
	return func(st siak.Statement) ([]byte, error) { return credential.SignStatement(st, s) }, nil
}

// watch adds to the caller's events what the workplace itself must hear.
func (w *workplace) watch(ctx context.Context, events station.Events) station.Events {
	trust, link, older, drift := events.Trust, events.Link, events.OlderFile, events.Drift
	events.OlderFile = func(is bool) {
		if is { // nobody waits for it, and what cannot be written is told again
			_ = w.store.Audit.Append(ctx, store.Event{Act: store.ActFailure, Kind: siak.KindOlderFile})
		}
		if older != nil {
			older(is)
		}
	}
	events.Drift = func(r siak.Region) {
		_ = w.store.Audit.Append(ctx, store.Event{Act: store.ActDrift, Region: r}) // as above
		if drift != nil {
			drift(r)
		}
	}
	events.Trust = func(t siak.Trust) {
		w.counter.Renew(credential.Verifier{Trust: t}, t.Version)
		if trust != nil {
			trust(t)
		}
	}
	events.Link = func(l station.Link) {
		if l.Measured {
			w.store.SetClockOffset(l.Offset)
		}
		w.met(l)
		if link != nil {
			link(l)
		}
	}
	return events
}

// note writes what the counter did into the audit, whose words it speaks.
func (w *workplace) note(ctx context.Context, n desk.Note) error {
	return w.store.Audit.Append(ctx, store.Event{
		Act: store.Act(n.Act), Activation: n.ID, Outcome: n.Outcome, Kind: n.Kind, Subject: n.Subject,
	})
}

// Close gives everything back. The workers must have ended.
func (w *workplace) Close() error {
	return errors.Join(w.client.Close(), w.store.Close())
}
