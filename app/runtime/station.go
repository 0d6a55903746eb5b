package runtime

import (
	"cmp"
	"context"
	"errors"
	"sync/atomic"
	"time"

	"ikd/station/app/desk"
	"ikd/station/app/logging"
	"ikd/station/scanner"
	"ikd/station/siak"
	"ikd/station/siak/credential"
	"ikd/station/siak/registry"
	"ikd/station/siak/syncer"
	"ikd/station/store"
)

// Step is a part of the opening that the officer waits for.
type Step string

// The steps.
const (
	StepKeys  Step = "keys"  // the secret is being stretched
	StepEnrol Step = "enrol" // the station gets its certificate
	StepReady Step = "ready"
)

// Options says how a station is opened.
type Options struct {
	Dir        string
	Officer    string // "" for the only one there is
	Passphrase []byte
	// Admitted has proven the passphrase already; nil for who has not.
	Admitted *store.Admission
	// Recovery opens the folder with its recovery code; nil for who signs in.
	Recovery *store.Recovery
	// AnySecret takes any passphrase for a new folder, which can then be enrolled
	// at a training registry only.
	AnySecret bool
	// Registry is where to enrol, and from then on overrides the address that
	// the store remembers; "" where the station is enrolled already.
	Registry string
	// Code enrols, or enrols again, at a registry that asks for one; StationName is
	// the name that its staff see.
	Code, StationName string
	// CreateUnenrolled makes a new folder before anybody has said at which registry the
	// station is to be enrolled.
	CreateUnenrolled bool
	Events           syncer.Events
	// OnStep is told what is being waited for; may be nil.
	OnStep func(Step)
	// OnCacheRebuilt is told that the cache was damaged and is being built anew.
	OnCacheRebuilt func(error)
	// OnReserveReleased is told that the disk was full and the reserve was given up.
	OnReserveReleased func()
	// OnNames is told the names of the chosen kecamatan, which the registry sends; may
	// be nil.
	OnNames func(map[siak.Region]string)
	// OnRescued is told what was saved of a ledger that is damaged; may be nil.
	OnRescued func(file string, saved store.Copy)
	// ReadDamaged opens a ledger that is damaged to be read, rather than not at all.
	ReadDamaged bool
	// Log is where the station writes what happens; nil for nowhere. A wipe takes
	// its files.
	Log *logging.Log
}

// Station is a station at work, without a screen: the open store, the way to
// the registry, the two workers and the counter. The window and the command
// scan both stand on it.
type Station struct {
	Store    *store.Store
	Identity registry.Identity
	Client   *registry.Client
	Workers  *syncer.Syncer
	Counter  *desk.Counter
	Filter   *scanner.Filter
	// Trusted says that a trust list was there at the opening: codes can be
	// judged before the first contact.
	Trusted bool
	rotate  chan struct{} // holds one: a change of the data key has begun
	dir     string
	log     *logging.Log
	contact chan struct{} // holds one: the registry was spoken to
	// enrolled is the identity of an enrolment while the station runs, for who renews it.
	enrolled atomic.Pointer[registry.Identity]
	onNames  func(map[siak.Region]string)
	// events are those of the workers, for what comes in transfer files.
	events syncer.Events
	// Officers sign, and the registry is told of their keys.
	Officers *Officers
}

// Open opens a station's folder, sets it up where it is new, and
// enrols where it is not enrolled. A set-up that was broken off goes on where
// it stopped.
func Open(ctx context.Context, o Options) (st *Station, err error) {
	if o.OnStep == nil {
		o.OnStep = func(Step) {}
	}
	if o.Log == nil {
		o.Log = logging.New(logging.LevelFromEnv()) // in memory only
	}
	o.OnStep(StepKeys)
	s, err := openStore(ctx, o)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, closeStore(s))
		}
	}()
	_ = o.Log.Open(o.Dir) // a station without a log works all the same
	keepChosenProxy(ctx, s, o.Dir)
	identity, err := enrolled(ctx, s, o)
	if err != nil {
		return nil, err
	}
	return assemble(ctx, s, identity, o)
}

// firstOfficer is the account of a folder that is set up without a name.
const firstOfficer = "petugas"

func openStore(ctx context.Context, o Options) (*store.Store, error) {
	options := store.Options{OnRebuilt: o.OnCacheRebuilt, OnReserveUsed: o.OnReserveReleased}
	if o.Admitted != nil {
		return o.Admitted.Open(ctx, options)
	}
	if o.Recovery != nil {
		return store.Recover(ctx, o.Dir, *o.Recovery, options)
	}
	if store.Exists(o.Dir) {
		s, err := store.Open(ctx, o.Dir, o.Officer, o.Passphrase, options)
		if siak.KindOf(err) == siak.KindDamaged {
			saveDamaged(ctx, o.Dir, o.OnRescued)
			if o.ReadDamaged {
				return openDamaged(ctx, o, options)
			}
		}
		return s, err
	}
	if o.Registry == "" && !o.CreateUnenrolled {
		return nil, siak.E("open station", siak.KindNotSetUp, nil)
	}
	options.MadeUp = o.AnySecret
	return store.Create(ctx, o.Dir, store.Officer{Name: cmp.Or(o.Officer, firstOfficer)}, o.Passphrase, options)
}

// assemble puts client, workers and counter into an open store.
func assemble(ctx context.Context, s *store.Store, identity registry.Identity, o Options) (*Station, error) {
	client, err := registry.New(identity, registry.Options{Remembered: rememberedClock(ctx, o.Dir), Proxy: ReadProxy(ctx, o.Dir).For})
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
	st := &Station{
		Store: s, Identity: identity, Client: client, Trusted: trusted,
		Filter: scanner.NewFilter(scanner.CoolDown), rotate: make(chan struct{}, 1),
		dir: o.Dir, log: o.Log, onNames: o.OnNames, contact: make(chan struct{}, 1),
	}
	TellProtection(ctx, st)
	st.events = st.withEvents(context.WithoutCancel(ctx), o.Events)
	st.Officers = &Officers{st: st}
	tells := officersFirst{client, st}
	st.Workers = syncer.New(syncer.Stores{Outbox: s.Ledger, Cache: s.Cache}, tells, area(identity), st.events, syncer.Options{})
	if err := st.FollowArea(ctx); err != nil {
		return nil, errors.Join(err, client.Close())
	}
	st.Workers.Anchor(s.Audit, tells)
	policy := siak.DefaultPolicy(identity.OfficeRegion)
	if policy.MaxDataAge, err = s.DataAge.Limit(ctx); err != nil {
		return nil, errors.Join(err, client.Close())
	}
	st.Workers.FollowRevocations(s.Cache, client)
	deps := desk.Deps{
		Verifier: Verifier(ctx, s.Cache, trust), TrustVersion: trust.Version,
		Ledger: s.Ledger, Residents: s.Cache, Registry: client,
		Online: st.Workers.Online, Offset: client.ClockOffset,
		Sign: sign, SignOfficer: st.Officers.signActivation, Audit: st.note, Wake: st.Workers.Sender.Wake, Forget: st.Filter.Forget,
		Policy: policy, OldDataAllowed: s.DataAge.Allowed, Training: identity.Training,
		Officer: s.Officer(), Session: siak.NewActivationID().String(), Office: identity.OfficeName,
		Now: time.Now,
	}
	if st.ReadOnly() {
		deps = readOnlyDeps(deps)
	}
	st.Counter = desk.NewCounter(deps)
	return st, nil
}

// Verifier judges codes by a trust list and the revocations in the cache.
func Verifier(ctx context.Context, cache *store.Cache, trust siak.Trust) credential.Verifier {
	ctx = context.WithoutCancel(ctx)
	return credential.Verifier{Trust: trust, Revoked: func(id string) (bool, error) { return cache.Revoked(ctx, id) }}
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

// withEvents adds to the caller's events what the station itself must be told, and the
// log.
func (st *Station) withEvents(ctx context.Context, told syncer.Events) syncer.Events {
	told = told.WithDefaults()
	events := told
	events.OlderFile = func(is bool) {
		if is { // nobody waits for it, and what cannot be written is told again
			_ = st.Store.Audit.Append(ctx, store.Event{Act: store.ActFailure, Kind: siak.KindOlderFile})
		}
		told.OlderFile(is)
	}
	events.FalseOrder = func(err error) {
		_ = st.Store.Audit.Append(ctx, store.Event{Act: store.ActFailure, Subject: "wipe", Kind: siak.KindBadReply}) // as above
		told.FalseOrder(err)
	}
	events.Drift = func(r siak.Region) {
		_ = st.Store.Audit.Append(ctx, store.Event{Act: store.ActDrift, Region: r}) // as above
		told.Drift(r)
	}
	events.Trust = func(t siak.Trust) {
		st.Counter.Renew(Verifier(ctx, st.Store.Cache, t), t.Version)
		told.Trust(t)
	}
	events.Link = func(l syncer.Link) {
		if l.Measured {
			st.Store.SetClockOffset(l.Offset)
		}
		st.noteContact(l)
		told.Link(l)
	}
	return logged(st.log.Logger(), events)
}

// note writes what the counter did into the audit, whose words it speaks.
func (st *Station) note(ctx context.Context, n desk.Note) error {
	return st.Store.Audit.Append(ctx, auditEvent(n, st.Identity))
}

// Close signs the officer out, forgets the keys and closes the files. The workers
// must have ended.
func (st *Station) Close() error {
	return errors.Join(st.Client.Close(), closeStore(st.Store))
}
