package storagetest

import (
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// testAge: the registry judges an age in the legal time of the station's office,
// as the station did, and not in its own. Whoever becomes 17 may activate from the
// first minute of that day there.
func testAge(t *testing.T, replicas Replicas) {
	c := NewClock()
	w := NewHarness(t, replicas(t)(), c)
	from := 0
	for _, office := range []siak.Region{"917103", "517101", home} { // Jayapura, Denpasar, Depok: WIT, WITA, WIB
		d := w.newStationAt(t, office)
		birth, midnight := seventeen(c.Now().In(office.Zone()))
		for _, test := range []struct {
			after  time.Duration
			state  siak.State
			reason siak.Reason
		}{
			{-time.Minute, siak.Rejected, siak.Reason(siak.UnderAge)},
			{0, siak.Accepted, ""},
			{30 * time.Minute, siak.Accepted, ""},
			{119 * time.Minute, siak.Accepted, ""},
		} {
			c.set(midnight.Add(test.after))
			who := w.newCitizens(t, from, 1, func(r *siak.Resident) { r.Birth, r.Marital = birth, siak.Single })
			from++
			v := w.Submit(t, d, d.Activation(t, w, who[0]))[0]
			wantVerdict(t, string(office)+" "+test.after.String(), v, test.state, test.reason)
		}
		c.set(midnight.Add(-12 * time.Hour)) // of the next zone it is the day before still
	}
}

// seventeen is the next midnight after some hours, in now's zone, and the birth date
// of somebody who becomes 17 with it.
func seventeen(now time.Time) (siak.Date, time.Time) {
	for days := 1; ; days++ {
		midnight := time.Date(now.Year(), now.Month(), now.Day()+days, 0, 0, 0, 0, now.Location())
		birth := siak.Date{Year: midnight.Year() - 17, Month: midnight.Month(), Day: midnight.Day()}
		if birth.Anniversary(17) == siak.DateOf(midnight) && midnight.Sub(now) > time.Hour && birth.Day != 29 {
			return birth, midnight
		}
	}
}

// newStationAt enrols a station of an office.
func (w *Harness) newStationAt(t testing.TB, office siak.Region) Station {
	t.Helper()
	d := w.NewStation(t)
	write(t, w.Store, func(tx server.Tx) error { return tx.PlaceStation(d.ID, "Loket", office) })
	caller, err := w.Registry.StationCaller(t.Context(), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	d.Caller = caller
	return d
}
