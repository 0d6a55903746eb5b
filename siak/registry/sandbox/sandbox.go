package sandbox

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/keys"
	"ikd/station/siak/registry/server/scope"
	"ikd/station/siak/registry/server/sqlite"

	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// Options of a sandbox. Only Dir is needed.
type Options struct {
	// Dir is the folder of the registry's file; made where there is none.
	Dir string
	// People live in the stations' area: 5,000 where it is 0, [MinPeople] at
	// the least. A file that exists keeps the people it has.
	People int
	// Seed draws the people.
	Seed uint64
	// Codes asks for an enrolment code, as a real registry does; without, every
	// station is enrolled that asks.
	Codes bool
	// CertificateFor is how long a station's certificate is good: 90 days where
	// it is 0.
	CertificateFor time.Duration
	// AnchorWithin is that of [server.Options].
	AnchorWithin time.Duration
	// AcceptOlderStations serves look-ups of stations that cannot send a
	// presentation yet, see [server.Options].
	AcceptOlderStations bool
	// Now is the registry's clock; [time.Now] where it is nil.
	Now func() time.Time
	// Log receives what an operator wants to know, nothing personal.
	Log *slog.Logger
	// Events is called after each change of an activation, in order and from
	// the goroutine that made it. It must return soon and must not call back.
	Events func(Event)
}

// defaultPeople is the size of a training register.
const defaultPeople = 5000

func (o Options) withDefaults() Options {
	if o.People == 0 {
		o.People = defaultPeople
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Sandbox is an open registry. Its methods may be used by many goroutines.
type Sandbox struct {
	*server.Registry
	o     Options
	store *sqlite.Store
	wrap  *keys.Wrapping
	// foreign counts the codes shown that are of no citizen.
	foreign atomic.Int64
}

// Open opens the registry in o.Dir and makes it where there is none. It fails
// with damaged, wrong-version, disk-full, read-only or busy.
func Open(ctx context.Context, o Options) (*Sandbox, error) {
	o = o.withDefaults()
	if o.People < MinPeople {
		o.Log.Warn("too few people to show every outcome", "asked", o.People, "made", MinPeople)
		o.People = MinPeople
	}
	wrap, err := wrapping(o.Dir)
	if err != nil {
		return nil, err
	}
	store, err := sqlite.Open(ctx, sqlite.Options{
		Dir: o.Dir, Fill: func(tx *sqlite.Tx) error { return create(tx, o, wrap) },
	})
	if err != nil {
		return nil, err
	}
	s := &Sandbox{o: o, store: store, wrap: wrap}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return s, nil
}

// keyFile is the wrapping key of a sandbox, beside its database: the people are
// made up, so that nothing is lost with both.
const keyFile = "registry.key"

// wrapping is the sandbox's wrapping key, made where there is none.
func wrapping(dir string) (*keys.Wrapping, error) {
	// A registry of real people refuses a folder that others may use; here nobody
	// is asked who wants to train.
	if err := keys.Tighten(dir, sqlite.FileName, sqlite.FileName+"-wal", sqlite.FileName+"-shm"); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, keyFile)
	wrap, err := keys.ReadFile(path)
	if siak.KindOf(err) == siak.KindNotSetUp {
		return keys.CreateFile(path)
	}
	return wrap, err
}

// Close gives the file back. Serve must have returned.
func (s *Sandbox) Close() error { return s.store.Close() }

func (s *Sandbox) prepare(ctx context.Context) (err error) {
	s.Registry, err = server.Open(ctx, s.store, server.Options{
		OfficeRegion: officeRegion, OfficeName: officeName, OpenEnrolment: !s.o.Codes, Training: true, Wrapping: s.wrap,
		Grants: scope.Grants{scope.Grant(officeRegion.City())}, AcceptOlderStations: s.o.AcceptOlderStations,
		CertificateFor: s.o.CertificateFor, AnchorWithin: s.o.AnchorWithin,
		Now: s.o.Now, Log: s.o.Log, Events: s.o.Events,
	})
	if err != nil {
		return err
	}
	s.Handle(pb.NewTrainingServiceHandler(trainingService{s}, wire.PlainOptions(maxRequest)))
	return s.store.Read(ctx, s.noteDifferences)
}

// maxRequest bounds what is asked of a made-up citizen, in bytes.
const maxRequest = 64 << 10

// noteDifferences says so where the file has other people than were asked for.
func (s *Sandbox) noteDifferences(tx server.Tx) error {
	people, err := tx.Number("people")
	if err != nil {
		return err
	}
	if people == 0 {
		return siak.E("open registry", siak.KindRefused, errors.New("not a registry of made-up people"))
	}
	seed, err := tx.Number("seed")
	if err != nil {
		return err
	}
	if people != int64(s.o.People) || uint64(seed) != s.o.Seed {
		s.o.Log.Warn("the register is kept as it was made", "people", people, "seed", uint64(seed))
	}
	return nil
}
