package sandbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"ikd/station/siak"
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
	if o.Events == nil {
		o.Events = func(Event) {}
	}
	return o
}

// Event is a change of an activation: it was decided, or finished, or its code
// ran out.
type Event struct {
	ID      siak.ActivationID
	Station string
	State   siak.State
	Reason  siak.Reason
}

// Sandbox is an open registry. Its methods may be used by many goroutines.
type Sandbox struct {
	o    Options
	db   *database
	keys *keys
	// foreign counts the codes shown that are of no citizen.
	foreign atomic.Int64
	// overloaded is when to come again, in nanoseconds; 0: the registry works.
	overloaded atomic.Int64
}

// Open opens the registry in o.Dir and makes it where there is none. It fails
// with damaged, wrong-version, disk-full, read-only or busy.
func Open(ctx context.Context, o Options) (*Sandbox, error) {
	const op = "open registry"
	o = o.withDefaults()
	if o.People < MinPeople {
		o.Log.Warn("too few people to show every outcome", "asked", o.People, "made", MinPeople)
		o.People = MinPeople
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, siak.E(op, siak.KindReadOnly, err)
	}
	db, err := openDatabase(o.Dir)
	if err != nil {
		return nil, storageError(op, err)
	}
	s := &Sandbox{o: o, db: db}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(storageError(op, err), db.Close())
	}
	return s, nil
}

// Close gives the file back. Serve must have returned.
func (s *Sandbox) Close() error { return s.db.Close() }

// prepare makes or recognises what is in the file.
func (s *Sandbox) prepare(ctx context.Context) error {
	err := s.db.write(ctx, func(tx *sql.Tx) error {
		var version int
		if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
			return err
		}
		switch version {
		case 0:
			return create(ctx, tx, s.o)
		case 1:
			return upgrade(ctx, tx)
		case schemaVersion:
			return s.greet(ctx, tx)
		default:
			return siak.E("open registry", siak.KindWrongVersion, fmt.Errorf("the file has version %d", version))
		}
	})
	if err != nil {
		return err
	}
	s.keys, err = loadKeys(ctx, s.db.reader)
	return err
}

// greet says so where the file has other people than were asked for.
func (s *Sandbox) greet(ctx context.Context, tx *sql.Tx) error {
	people, err := metaNumber(ctx, tx, "people")
	if err != nil {
		return err
	}
	seed, err := metaNumber(ctx, tx, "seed")
	if err != nil {
		return err
	}
	if people != int64(s.o.People) || uint64(seed) != s.o.Seed {
		s.o.Log.Warn("the register is kept as it was made", "people", people, "seed", uint64(seed))
	}
	return nil
}
