package scope

import (
	"bytes"
	"context"
	crand "crypto/rand"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"ikd/station/siak"
)

// Tx is a transaction of the registry's storage, as far as this package needs it.
type Tx interface {
	GrantStore
	Store
	AlarmStore
	NoticeStore
	// Setting is a value; nil for none.
	Setting(key string) ([]byte, error)
	SetSetting(key string, value []byte) error
}

// Settings of what stations may see.
const (
	settingLimits    = "limits"
	settingAccessKey = "access_key" // of the record's hashes; who lost it finds no misses any more
)

// Options of a [Service].
type Options struct {
	// Read and Write run a function in a transaction of the registry's storage.
	Read, Write func(context.Context, func(Tx) error) error
	// Person is who has a NIK, and where they live; 0 for nobody.
	Person func(Tx, siak.NIK) (id int64, lives siak.Region, err error)
	Now    func() time.Time
	Log    *slog.Logger
}

// Service answers what stations saw of people, and sets what they may. Its methods
// may be used by many goroutines.
type Service struct {
	o    Options
	key  atomic.Pointer[[]byte] // of the record's hashes, once it was read
	pace pace
}

// NewService makes one.
func NewService(o Options) *Service { return &Service{o: o} }

// at gives an error without a kind one, with what was tried.
func at(op string, err error) error {
	if err == nil || siak.KindOf(err) != siak.KindUnknown {
		return err
	}
	return siak.E(op, siak.KindUnknown, err)
}

// Limits are the quotas and the bounds of the alarms, as they are now.
func (s *Service) Limits(ctx context.Context) (l Limits, err error) {
	err = s.o.Read(ctx, func(tx Tx) error {
		l, err = limitsOf(tx)
		return err
	})
	return l, at("read the limits", err)
}

func limitsOf(tx Tx) (Limits, error) {
	kept, err := tx.Setting(settingLimits)
	if err != nil {
		return Limits{}, err
	}
	return ReadLimits(kept)
}

// SetLimit changes one of the limits, from the next call on. It fails with refused,
// see [Limits.With].
func (s *Service) SetLimit(ctx context.Context, name string, value int) error {
	err := s.o.Write(ctx, func(tx Tx) error {
		l, err := limitsOf(tx)
		if err != nil {
			return err
		}
		if l, err = l.With(name, value); err != nil {
			return err
		}
		return tx.SetSetting(settingLimits, l.Bytes())
	})
	if err == nil {
		s.o.Log.Info("limit changed", "limit", name, "value", value)
	}
	return at("change a limit", err)
}

// Grants are what is granted to a station; none for a station that there is not.
func (s *Service) Grants(ctx context.Context, station string) (gs Grants, err error) {
	err = s.o.Read(ctx, func(tx Tx) error {
		gs, err = tx.ListGrants(station)
		return err
	})
	return gs, at("list grants", err)
}

// Ungrant takes a grant from a station. It fails with not-found where the station
// has not exactly that.
func (s *Service) Ungrant(ctx context.Context, station string, g Grant) error {
	const op = "take a grant"
	err := s.o.Write(ctx, func(tx Tx) error {
		found, err := tx.DropGrant(station, g)
		if err == nil && !found {
			err = siak.E(op, siak.KindNotFound, nil)
		}
		return err
	})
	if err == nil {
		s.o.Log.Info("grant taken", "station", station, "grant", string(g))
	}
	return at(op, err)
}

// SetGrants gives a station these and no others.
func SetGrants(tx Tx, station string, want Grants, now time.Time) error {
	had, err := tx.ListGrants(station)
	if err != nil {
		return err
	}
	for _, g := range had {
		if slices.Contains(want, g) {
			continue
		}
		if _, err := tx.DropGrant(station, g); err != nil {
			return err
		}
	}
	for _, g := range want {
		if err := tx.AddGrant(station, g, now); err != nil {
			return err
		}
	}
	return nil
}

// Alarms are those since a time, the newest last.
func (s *Service) Alarms(ctx context.Context, since time.Time) (all []Alarm, err error) {
	err = s.o.Read(ctx, func(tx Tx) error {
		all, err = tx.ListAlarms(since)
		return err
	})
	return all, at("list alarms", err)
}

// LastDay is how often an alarm was raised on the days of the last 24 hours, for
// each that there is.
func (s *Service) LastDay(ctx context.Context) (map[AlarmKind]int, error) {
	counts := map[AlarmKind]int{}
	all, err := s.Alarms(ctx, s.o.Now().Add(-Window))
	for _, a := range all {
		counts[a.Kind] += a.Count
	}
	return counts, err
}

// mostNotices is how many one answer holds.
const mostNotices = 500

// Notices are the mails without a code after a sequence, oldest first.
func (s *Service) Notices(ctx context.Context, after uint64) (all []Notice, err error) {
	err = s.o.Read(ctx, func(tx Tx) error {
		all, err = tx.ListNotices(after, mostNotices)
		return err
	})
	return all, at("list notices", err)
}

// Subject is the hash by which the record knows a NIK. Its key is made where there
// is none.
func (s *Service) Subject(ctx context.Context, nik siak.NIK) ([]byte, error) {
	if key := s.key.Load(); key != nil {
		return Subject(*key, nik), nil
	}
	var key []byte
	read := func(tx Tx) (err error) {
		key, err = tx.Setting(settingAccessKey)
		return err
	}
	err := s.o.Read(ctx, read)
	if err == nil && key == nil {
		fresh := make([]byte, 32)
		_, _ = crand.Read(fresh)
		err = s.o.Write(ctx, func(tx Tx) error {
			if err := read(tx); err != nil || key != nil {
				return err // somebody was first
			}
			key = fresh
			return tx.SetSetting(settingAccessKey, fresh)
		})
	}
	if err != nil {
		return nil, at("read the key of the record", err)
	}
	key = bytes.Clone(key)
	s.key.Store(&key)
	return Subject(key, nik), nil
}

// Looked is who saw a person's record.
type Looked struct {
	// Accesses are the look-ups and requests, answered and refused, and the
	// activations, oldest first.
	Accesses []Access
	// Copies are what stations got of the partitions in which the person is or was.
	Copies []Copied
}

// WhoLooked is who saw the record of a NIK, or asked for it in vain, for all that
// is kept. The NIK need not be in the register.
func (s *Service) WhoLooked(ctx context.Context, nik siak.NIK) (l Looked, err error) {
	subject, err := s.Subject(ctx, nik)
	if err != nil {
		return l, err
	}
	err = s.o.Read(ctx, func(tx Tx) error {
		l, err = s.whoLooked(tx, nik, subject)
		return err
	})
	return l, at("find who looked", err)
}

func (s *Service) whoLooked(tx Tx, nik siak.NIK, subject []byte) (l Looked, err error) {
	person, lives, err := s.o.Person(tx, nik)
	if err != nil {
		return l, err
	}
	if l.Accesses, err = tx.ListAccesses(person, subject); err != nil {
		return l, err
	}
	regions, err := tx.LeftRegions(nik)
	if err != nil {
		return l, err
	}
	if person != 0 && !slices.Contains(regions, lives) {
		regions = append(regions, lives)
	}
	for _, region := range regions {
		copies, err := tx.ListCopied(region)
		if err != nil {
			return l, err
		}
		l.Copies = append(l.Copies, copies...)
	}
	slices.SortStableFunc(l.Copies, func(a, b Copied) int { return a.First.Compare(b.First) })
	return l, nil
}

// ForgetAccesses forgets what is older than the retention.
func (s *Service) ForgetAccesses(ctx context.Context) error {
	err := s.o.Write(ctx, func(tx Tx) error {
		l, err := limitsOf(tx)
		if err != nil {
			return err
		}
		return tx.ForgetAccesses(s.o.Now().AddDate(0, 0, -l.RetentionInDays))
	})
	return at("forget accesses", err)
}
