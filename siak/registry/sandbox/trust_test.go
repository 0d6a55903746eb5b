package sandbox_test

import (
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
)

// TestUsedPresentationsAreFollowed: what came through another station is told
// once and known from then on, and the list is whole again after an hour.
func TestUsedPresentationsAreFollowed(t *testing.T) {
	c := newClock()
	s := open(t, sandbox.Options{Now: c.now, People: 200})
	addr := serve(t, s)
	a, b := newDesk(t, addr, c.now), newDesk(t, addr, c.now)
	used := func() map[siak.PresentationID]bool {
		t.Helper()
		trust, _, err := a.client.Trust(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return trust.Used
	}
	before := len(used())
	for n := 1; n <= 3; n++ {
		b.activate(s)
		if got := len(used()); got != before+n {
			t.Fatalf("%d presentations after %d at another station, want %d", got, n, before+n)
		}
		c.add(5 * time.Minute) // beyond what is asked for again
	}
	a.activate(s) // its own are not in the list
	if got := len(used()); got != before+3 {
		t.Errorf("%d presentations, want %d", got, before+3)
	}
	c.add(25 * time.Hour)
	if got := len(used()); got != before {
		t.Errorf("%d presentations a day later, want %d", got, before)
	}
}
