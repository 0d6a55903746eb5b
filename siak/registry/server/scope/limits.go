package scope

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"ikd/station/siak"
)

// Window is the day of the quotas: the last 24 hours, so that no midnight doubles
// them.
const Window = 24 * time.Hour

// Limits are the quotas, and where an alarm begins. All are changed by the
// registry's staff, by their names in JSON.
type Limits struct {
	// Quotas, in any 24 hours; what is refused counts too, so that guessing is
	// bounded.
	LookUpsStation  int `json:"look-ups-station"`
	LookUpsOfficer  int `json:"look-ups-officer"`
	ByNIKStation    int `json:"by-nik-station"`
	ByNIKOfficer    int `json:"by-nik-officer"`
	RequestsStation int `json:"requests-station"`
	RequestsOfficer int `json:"requests-officer"`
	// RowsStation is of copies over the network, on one day (UTC).
	RowsStation int `json:"rows-station"`

	// Alarms.
	PaceMinute      int `json:"pace-minute"`       // more look-ups, requests or confirmations in a minute
	PeoplePhone     int `json:"people-phone"`      // more people with one phone's key
	PeopleAddress   int `json:"people-address"`    // more people with one corrected address
	UnusedLookUps   int `json:"unused-look-ups"`   // as many look-ups of a day, and most of them, without an activation
	OfficeFrom      int `json:"office-from"`       // the hour, 0 to 23, in the legal time of the office
	OfficeTo        int `json:"office-to"`         // the hour, 1 to 24
	OfficeDays      int `json:"office-days"`       // 5: until Friday, 6: until Saturday, 7: all
	RetentionInDays int `json:"retention-in-days"` // how long accesses, copies and alarms are kept
}

// Defaults: a counter serves at most some 120 citizens a day, one in a few of whom is of
// elsewhere; an officer takes more than ten seconds for one; a city has 1.4
// million people, and a station that starts over pulls them again; the record is kept
// for five years, as other records of service are.
func Defaults() Limits {
	return Limits{
		LookUpsStation: 300, LookUpsOfficer: 150, ByNIKStation: 30, ByNIKOfficer: 15,
		RequestsStation: 60, RequestsOfficer: 40, RowsStation: 6_000_000,
		PaceMinute: 6, PeoplePhone: 1, PeopleAddress: 4, UnusedLookUps: 10,
		OfficeFrom: 6, OfficeTo: 20, OfficeDays: 6, RetentionInDays: 5 * 365,
	}
}

// ReadLimits reads kept limits over the defaults; nil are the defaults.
func ReadLimits(kept []byte) (Limits, error) {
	l := Defaults()
	if kept == nil {
		return l, nil
	}
	err := json.Unmarshal(kept, &l)
	return l, err
}

// Bytes is how limits are kept.
func (l Limits) Bytes() []byte {
	kept, _ := json.Marshal(l) // numbers only
	return kept
}

// bounds of what is not simply 0 and more.
var bounds = map[string][2]int{
	"office-from": {0, 23}, "office-to": {1, 24}, "office-days": {1, 7}, "retention-in-days": {1, 100 * 365},
	"people-phone": {1, 1 << 30}, "people-address": {1, 1 << 30}, "pace-minute": {1, 1 << 30}, "unused-look-ups": {1, 1 << 30},
}

// With gives the limits with one of them changed. It fails with refused for a name
// that there is not, and for a value out of bounds.
func (l Limits) With(name string, value int) (Limits, error) {
	const op = "change a limit"
	all := l.Named()
	if _, known := all[name]; !known {
		return l, siak.E(op, siak.KindRefused, errors.New("there is no such limit"))
	}
	bound, bounded := bounds[name]
	if !bounded {
		bound = [2]int{0, 1 << 30}
	}
	if value < bound[0] || value > bound[1] {
		return l, siak.E(op, siak.KindRefused, errors.New("the value is out of bounds"))
	}
	all[name] = value
	text, err := json.Marshal(all)
	if err == nil {
		err = json.Unmarshal(text, &l)
	}
	return l, err
}

// Named are the limits by their names.
func (l Limits) Named() map[string]int {
	all := map[string]int{}
	_ = json.Unmarshal(l.Bytes(), &all) // what was just written
	return all
}

// Names lists the limits in order.
func Names() []string { return slices.Sorted(maps.Keys(Defaults().Named())) }

// quota is how many accesses of some kinds there may be.
type quota struct {
	station, officer int
	counts           func(Kind) bool
}

func (l Limits) quota(k Kind) quota {
	switch {
	case k == ByNIK:
		return quota{l.ByNIKStation, l.ByNIKOfficer, func(of Kind) bool { return of == ByNIK }}
	case k == LookUp:
		return quota{l.LookUpsStation, l.LookUpsOfficer, func(of Kind) bool { return of == LookUp }}
	default:
		return quota{l.RequestsStation, l.RequestsOfficer, func(of Kind) bool { return !of.lookUp() }}
	}
}

// Wait is how long a station has to wait before one more access, 0 where it may
// make it now. recent are its accesses of the last [Window], oldest first.
func (l Limits) Wait(a Access, recent []Access) time.Duration {
	q := l.quota(a.Kind)
	var station, officer []time.Time
	for _, r := range recent {
		if !q.counts(r.Kind) {
			continue
		}
		station = append(station, r.At)
		if r.Officer == a.Officer {
			officer = append(officer, r.At)
		}
	}
	return max(until(station, q.station, a.At), until(officer, q.officer, a.At))
}

// until is how long it takes until there are fewer than most in a window. Where
// there may be none at all it is a whole one.
func until(times []time.Time, most int, now time.Time) time.Duration {
	switch {
	case len(times) < most:
		return 0
	case most == 0:
		return Window
	}
	return max(time.Second, times[len(times)-most].Add(Window).Sub(now))
}
