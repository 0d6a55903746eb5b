package keys

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"
)

var errNoRegister = errors.New("the register has no key: `keys rotate register`, or `keys request register`")

// Options of a [Service].
type Options struct {
	// Read and Write run a function in a transaction of the registry's storage.
	Read, Write func(context.Context, func(Storage) error) error
	// Scrub overwrites what was deleted from the storage, so that keys which stood in
	// clear are gone from its files; nil for a storage that cannot.
	Scrub func(context.Context) error
	// Adopt takes over what else a registry of an earlier version kept in clear, under
	// the keys that were wrapped in the same transaction.
	Adopt func(Storage, *Ring) error
	// Wrapping is the key from outside the storage under which the keys are wrapped.
	Wrapping *Wrapping
	Now      func() time.Time
	Log      *slog.Logger
}

// Service reads a registry's keys and changes them. Its methods may be used by many
// goroutines.
type Service struct {
	o    Options
	ring atomic.Pointer[Ring]
}

// NewService makes one that has read no keys yet, see [Service.PrepareKeys].
func NewService(o Options) *Service { return &Service{o: o} }

// PrepareKeys wraps what an earlier version left in clear, and reads the keys.
func (s *Service) PrepareKeys(ctx context.Context) error {
	adopted := false
	err := s.o.Read(ctx, func(tx Storage) error {
		records, err := tx.KeyRecords()
		if err == nil && len(records) > 0 {
			return nil
		}
		made, err2 := Created(tx)
		adopted = made
		return errors.Join(err, err2)
	})
	if err != nil {
		return err
	}
	if adopted {
		err := s.o.Write(ctx, func(tx Storage) error {
			ring, err := adopt(tx, s.o.Wrapping, s.o.Now())
			if adopted = ring != nil; err != nil || !adopted {
				return err
			}
			return s.o.Adopt(tx, ring)
		})
		if err != nil {
			return err
		}
	}
	if adopted && s.o.Scrub != nil {
		if err := s.o.Scrub(ctx); err != nil {
			return err
		}
		s.o.Log.Info("the registry's keys were wrapped", "wrapping_key", s.o.Wrapping.ID())
	}
	return s.ReloadKeys(ctx)
}

// ReloadKeys reads the keys anew: another program may have rotated one.
func (s *Service) ReloadKeys(ctx context.Context) error {
	var ring *Ring
	err := s.o.Read(ctx, func(tx Storage) (err error) {
		ring, err = Load(tx, s.o.Wrapping, s.o.Now)
		return err
	})
	if err != nil {
		return at("read keys", err)
	}
	s.ring.Store(ring)
	return nil
}

// keysEvery is how often a running registry looks whether its keys were changed.
const keysEvery = 5 * time.Second

// FollowKeys reads the keys anew when another program, or another replica, has
// changed them, until ctx ends.
func (s *Service) FollowKeys(ctx context.Context) {
	tick := time.NewTicker(keysEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		var version int64
		err := s.o.Read(ctx, func(tx Storage) (err error) {
			version, err = tx.Number(numberKeys)
			return err
		})
		if err == nil && uint64(version) != s.Ring().Version {
			err = s.ReloadKeys(ctx)
		}
		if err != nil && ctx.Err() == nil {
			s.o.Log.Error("the keys cannot be read anew", "error", err)
		}
	}
}

// Ring is the keys, as they were read last.
func (s *Service) Ring() *Ring { return s.ring.Load() }

// Rotate makes what takes the place of the keys of a kind that are in use, to
// come into use at a time. Stations hear of it at their next contact. It gives the
// new keys. It fails with not-set-up where the authority's key is kept elsewhere.
func (s *Service) Rotate(ctx context.Context, kind Kind, from time.Time) (made []Record, err error) {
	err = s.changeKeys(ctx, "rotate a key", func(ring Rotator) ([]Record, error) {
		made, err = ring.Rotate(kind, from)
		return made, err
	})
	return made, err
}

// AskForKey makes a key whose certificate is to be signed where the authority's
// key is.
func (s *Service) AskForKey(ctx context.Context, kind Kind, from time.Time) (q Request, err error) {
	err = s.changeKeys(ctx, "ask for a certificate", func(ring Rotator) ([]Record, error) {
		var rec Record
		rec, q, err = ring.Ask(kind, from)
		return []Record{rec}, err
	})
	return q, err
}

// InstallCertificate puts the certificate (DER) that was signed elsewhere to its key.
func (s *Service) InstallCertificate(ctx context.Context, der []byte) (rec Record, err error) {
	err = s.changeKeys(ctx, "install a certificate", func(ring Rotator) ([]Record, error) {
		rec, err = ring.Install(der)
		return []Record{rec}, err
	})
	return rec, err
}

// DetachAuthority takes the authority's private key (PKCS #8) out of the storage,
// after keep has kept it. AttachAuthority brings it back.
func (s *Service) DetachAuthority(ctx context.Context, keep func(pkcs8 []byte) error) error {
	_, key, err := Rotator{Ring: s.Ring()}.Detach()
	if err != nil {
		return err
	}
	if err := keep(key); err != nil {
		return err
	}
	err = s.changeKeys(ctx, "take the authority's key out", func(ring Rotator) ([]Record, error) {
		rec, _, err := ring.Detach()
		return []Record{rec}, err
	})
	if err == nil && s.o.Scrub != nil {
		err = s.o.Scrub(ctx)
	}
	return err
}

// AttachAuthority brings the authority's private key (PKCS #8) back.
func (s *Service) AttachAuthority(ctx context.Context, pkcs8 []byte) error {
	return s.changeKeys(ctx, "bring the authority's key back", func(ring Rotator) ([]Record, error) {
		rec, err := ring.Attach(pkcs8)
		return []Record{rec}, err
	})
}

// Rewrap wraps the keys under another key from outside. Every program that serves
// the registry must be given that one: they go on with what they have read until
// they are started again.
func (s *Service) Rewrap(ctx context.Context, wrap *Wrapping) error {
	err := s.changeKeys(ctx, "wrap the keys anew", func(ring Rotator) ([]Record, error) { return ring.Rewrap(wrap) })
	if err == nil && s.o.Scrub != nil {
		err = s.o.Scrub(ctx)
	}
	return err
}

// changeKeys keeps the keys that f makes of those that there are, in one
// transaction, and uses them.
func (s *Service) changeKeys(ctx context.Context, op string, f func(Rotator) ([]Record, error)) error {
	var changed []Record
	err := s.o.Write(ctx, func(tx Storage) error {
		ring, err := Load(tx, s.o.Wrapping, s.o.Now)
		if err != nil {
			return err
		}
		if changed, err = f(Rotator{Ring: ring}); err != nil {
			return err
		}
		return putKeys(tx, changed)
	})
	if err != nil {
		return at(op, err)
	}
	for _, rec := range changed {
		s.o.Log.Info("a key was changed", "kind", rec.Kind, "id", rec.ID, "from", rec.From, "to", rec.To)
	}
	if err := s.ReloadKeys(ctx); err != nil && op != "wrap the keys anew" {
		return err
	}
	return nil
}
