package scope

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"ikd/station/siak"
)

// UsedUp: a quota is used up for so long.
type UsedUp struct{ Wait time.Duration }

func (*UsedUp) Error() string { return "a quota is used up" }

// Judged is an access under judgement, with what the station did before.
type Judged struct {
	Access
	limits Limits
	recent []Access
	raised []AlarmKind // beside those that the access raises by itself
}

// Begin looks whether a station may make one more access. A quota that is used up
// is no error of the transaction, for its alarm must stand. The station is locked
// by the caller.
func Begin(tx Tx, a Access) (j *Judged, used *UsedUp, err error) {
	j = &Judged{Access: a}
	if j.limits, err = limitsOf(tx); err != nil {
		return nil, nil, err
	}
	if j.recent, err = tx.RecentAccesses(a.Station, a.At.Add(-Window)); err != nil {
		return nil, nil, err
	}
	if wait := j.limits.Wait(a, j.recent); wait > 0 {
		return nil, &UsedUp{wait}, tx.RaiseAlarm(AlarmQuota, a.Station, a.Officer, a.At)
	}
	return j, nil, nil
}

// Phone raises an alarm where several people registered one phone.
func (j *Judged) Phone(tx Tx, phone siak.Thumbprint) error {
	people, err := tx.PeopleOfPhone(phone)
	if people > j.limits.PeoplePhone {
		j.raised = append(j.raised, AlarmPhone)
	}
	return err
}

// Address raises an alarm where several people have one address.
func (j *Judged) Address(tx Tx, address siak.Email) error {
	people, err := tx.PeopleOfAddress(address)
	if people > j.limits.PeopleAddress {
		j.raised = append(j.raised, AlarmAddress)
	}
	return err
}

// Record writes an access down with its result, and the alarms that it raises. zone
// is the legal time of the station's office.
func (j *Judged) Record(tx Tx, zone *time.Location) error {
	if err := tx.AddAccess(j.Access); err != nil {
		return err
	}
	raised := append(j.raised, j.limits.Unusual(j.Access, j.recent, zone)...)
	if looked := j.limits.Unused(j.recent, j.At); j.Kind == LookUp && looked != nil {
		activated, err := tx.Activated(j.Station, looked...)
		if err != nil {
			return err
		}
		if j.limits.MostUnused(looked, activated) {
			raised = append(raised, AlarmUnused)
		}
	}
	for _, k := range raised {
		if err := tx.RaiseAlarm(k, j.Station, j.Officer, j.At); err != nil {
			return err
		}
	}
	return nil
}

// errRowsUsed: a station got as many rows as it may in a day.
var errRowsUsed = errors.New("the rows of the day are used up")

// Copy records what a page brings a station, before it is given. It fails with
// [UsedUp] where the station got too many rows that day.
func (s *Service) Copy(ctx context.Context, c Copied) error {
	now := s.o.Now()
	c.Day, c.First, c.Last = Day(now), now, now
	err := s.o.Write(ctx, func(tx Tx) error {
		limits, err := limitsOf(tx)
		if err != nil {
			return err
		}
		rows, err := tx.AddCopied(c)
		if err == nil && !c.ByFile && rows > limits.RowsStation {
			err = errRowsUsed
		}
		return err
	})
	if errors.Is(err, errRowsUsed) {
		tomorrow := now.UTC().Truncate(Window).Add(Window)
		if err = s.Raise(ctx, AlarmQuota, c.Station); err == nil {
			err = &UsedUp{tomorrow.Sub(now)}
		}
	}
	return err
}

// Raise raises an alarm of a station that is of no access.
func (s *Service) Raise(ctx context.Context, k AlarmKind, station string) error {
	return s.o.Write(ctx, func(tx Tx) error { return tx.RaiseAlarm(k, station, "", s.o.Now()) })
}

// Confirmed is activations of a station that were accepted.
type Confirmed struct {
	Station, Officer string
	At               []time.Time // by the station's clock, when they were confirmed
	Phones           []siak.Thumbprint
}

// Activated raises the alarms of activations.
func (s *Service) Activated(tx Tx, c Confirmed, zone *time.Location) error {
	l, err := limitsOf(tx)
	if err != nil {
		return err
	}
	people, err := tx.PeopleOfPhone(c.Phones...)
	if err != nil {
		return err
	}
	for kind, raised := range map[AlarmKind]bool{
		AlarmPhone: people > l.PeoplePhone,
		AlarmPace:  l.TooFast(s.pace.add(c.Station, c.At, l.PaceMinute)),
		AlarmHours: slices.ContainsFunc(c.At, func(at time.Time) bool { return l.OutOfHours(at, zone) }),
	} {
		if !raised {
			continue
		}
		if err := tx.RaiseAlarm(kind, c.Station, c.Officer, s.o.Now()); err != nil {
			return err
		}
	}
	return nil
}

// pace remembers when stations confirmed lately, by their own clocks. It is kept
// in memory: each replica knows what came through it.
type pace struct {
	mu sync.Mutex
	of map[string][]time.Time
}

// mostStations bounds what pace remembers.
const mostStations = 10_000

// add gives a station's last confirmations with some more, and keeps as many as an
// alarm needs.
func (p *pace) add(station string, times []time.Time, most int) []time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of == nil || len(p.of) > mostStations {
		p.of = map[string][]time.Time{}
	}
	all := slices.SortedFunc(slices.Values(slices.Concat(p.of[station], times)), time.Time.Compare)
	p.of[station] = slices.Clone(all[max(0, len(all)-most):])
	return all
}
