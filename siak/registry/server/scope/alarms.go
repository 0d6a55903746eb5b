package scope

import (
	"slices"
	"time"
)

// AlarmKind is what is unusual in what a station does. None refuses anything:
// somebody is to look.
type AlarmKind string

// The alarms.
const (
	AlarmPace       AlarmKind = "impossible-pace"
	AlarmHours      AlarmKind = "out-of-hours"
	AlarmUnused     AlarmKind = "look-ups-without-activation"
	AlarmPhone      AlarmKind = "people-on-one-phone"
	AlarmAddress    AlarmKind = "people-on-one-address"
	AlarmQuota      AlarmKind = "quota-used-up"
	AlarmNotGranted AlarmKind = "not-granted" // a partition or a right that the station does not have
)

// AlarmKinds lists the closed set.
func AlarmKinds() []AlarmKind {
	return []AlarmKind{AlarmPace, AlarmHours, AlarmUnused, AlarmPhone, AlarmAddress, AlarmQuota, AlarmNotGranted}
}

// Alarm is what was unusual with a station and an officer on one day (UTC).
type Alarm struct {
	Kind             AlarmKind
	Station, Officer string
	Day              string
	Count            int // how often
	First, Last      time.Time
}

// AlarmStore keeps alarms.
type AlarmStore interface {
	// RaiseAlarm counts one more, at a time.
	RaiseAlarm(k AlarmKind, station, officer string, at time.Time) error
	// ListAlarms are those since a time, the newest last.
	ListAlarms(since time.Time) ([]Alarm, error)
}

// Unusual are the alarms that an access raises by itself and with those before it.
func (l Limits) Unusual(a Access, recent []Access, zone *time.Location) (raised []AlarmKind) {
	if a.Result == NoRight {
		raised = append(raised, AlarmNotGranted)
	}
	if l.OutOfHours(a.At, zone) {
		raised = append(raised, AlarmHours)
	}
	times := []time.Time{a.At}
	for _, r := range recent {
		if a.At.Sub(r.At) < time.Minute {
			times = append(times, r.At)
		}
	}
	if l.TooFast(times) {
		raised = append(raised, AlarmPace)
	}
	return raised
}

// OutOfHours reports whether a time is outside office hours.
func (l Limits) OutOfHours(at time.Time, zone *time.Location) bool {
	local := at.In(zone)
	day := (int(local.Weekday())+6)%7 + 1 // Monday is 1
	return day > l.OfficeDays || local.Hour() < l.OfficeFrom || local.Hour() >= l.OfficeTo
}

// TooFast reports whether more of some times lie within one minute than one
// counter can serve.
func (l Limits) TooFast(times []time.Time) bool {
	times = slices.SortedFunc(slices.Values(times), time.Time.Compare)
	for i := l.PaceMinute; i < len(times); i++ {
		if times[i].Sub(times[i-l.PaceMinute]) < time.Minute {
			return true
		}
	}
	return false
}

// served is how long after a look-up its activation may still be on its way.
const served = time.Hour

// Unused are the registrations of a day's look-ups that should have led to an
// activation by now; nil where they are too few to say anything.
func (l Limits) Unused(recent []Access, now time.Time) (registrations []string) {
	for _, r := range recent {
		if r.Kind == LookUp && r.Result == Given && r.Registration != "" && now.Sub(r.At) > served {
			registrations = append(registrations, r.Registration)
		}
	}
	slices.Sort(registrations)
	if registrations = slices.Compact(registrations); len(registrations) < l.UnusedLookUps {
		return nil
	}
	return registrations
}

// MostUnused reports whether most of them, and enough, led to none.
func (l Limits) MostUnused(registrations []string, activated map[string]bool) bool {
	unused := len(registrations) - len(activated)
	return unused >= l.UnusedLookUps && 2*unused > len(registrations)
}
