package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
)

// Every outcome must come out at a station that synchronised before the phone
// was shown, and for more citizens than one.
func TestShowPhoneLeadsToEveryOutcome(t *testing.T) {
	for _, people := range []int{sandbox.MinPeople, 1000} {
		c := newClock()
		s := open(t, sandbox.Options{People: people, Seed: 7, Now: c.now})
		d := newDesk(t, serve(t, s), c.now)
		for _, want := range siak.Outcomes() {
			codes := map[string]bool{}
			for range 6 {
				code, registrationID := show(t, s, sandbox.PhoneRequest{Outcome: want})
				if _, got := d.read(code, c.now()); got != want {
					t.Errorf("%d people: %s shown, %s read", people, want, got)
				}
				if (registrationID == "") != (want == siak.NotIKD) {
					t.Errorf("%s: registration %q", want, registrationID)
				}
				codes[code] = true
				c.add(time.Second)
			}
			if want != siak.StaticCode && len(codes) != 6 {
				t.Errorf("%d people: %s: only %d different codes of 6", people, want, len(codes))
			}
		}
	}
}

func TestShowPhoneElsewhere(t *testing.T) {
	c := newClock()
	s := open(t, sandbox.Options{People: 200, Now: c.now})
	d := newDesk(t, serve(t, s), c.now)
	for _, want := range siak.Outcomes() {
		code, _ := show(t, s, sandbox.PhoneRequest{Outcome: want, Elsewhere: true})
		claim, got := d.read(code, c.now())
		if got != want {
			t.Errorf("%s shown, %s read", want, got)
		}
		if _, cached := d.cache.people[claim.NIK]; want == siak.Eligible && cached {
			t.Error("an eligible citizen from elsewhere is in the cache")
		}
	}
}

// Each eligible citizen comes once before anybody comes again.
func TestShowPhoneBringsAnotherCitizen(t *testing.T) {
	s := open(t, sandbox.Options{People: 100})
	seen := map[string]int{}
	for range 116 {
		_, id := show(t, s, sandbox.PhoneRequest{Outcome: siak.Eligible})
		seen[id]++
	}
	if len(seen) != 58 { // 29 of the 50 of each cycle
		t.Errorf("%d eligible citizens of 100 people, want 58", len(seen))
	}
	for id, n := range seen {
		if n != 2 {
			t.Errorf("%s came %d times, want 2", id, n)
		}
	}
}

// The code tells its age: it is read at a time in the past, and expires.
func TestShowPhoneAge(t *testing.T) {
	c := newClock()
	s := open(t, sandbox.Options{People: 100, Now: c.now})
	d := newDesk(t, serve(t, s), c.now)
	code, _ := show(t, s, sandbox.PhoneRequest{Outcome: siak.Eligible, Age: time.Hour})
	if _, got := d.read(code, c.now()); got != siak.Expired {
		t.Errorf("a code of an hour ago is %s", got)
	}
	if _, got := d.read(code, c.now().Add(-time.Hour)); got != siak.Eligible {
		t.Errorf("a code of an hour ago, read then, is %s", got)
	}
}

func TestShowPhoneNeverRunsOutOfNewcomers(t *testing.T) {
	c := newClock()
	s := open(t, sandbox.Options{People: sandbox.MinPeople, Now: c.now})
	d := newDesk(t, serve(t, s), c.now)
	for i := range 40 { // more than the register has at first
		code, id := show(t, s, sandbox.PhoneRequest{Outcome: siak.NeedsCentral})
		claim, got := d.read(code, c.now())
		if got != siak.NeedsCentral {
			t.Fatalf("newcomer %d: %s", i, got)
		}
		if v := d.submit(d.confirm(claim, got, c.now())); v.State != siak.Accepted {
			t.Fatalf("newcomer %d: %s %s", i, v.State, v.Reason)
		}
		finish(t, s, id)
	}
}

func TestShowPhoneRefusesUnknownOutcomes(t *testing.T) {
	s := open(t, sandbox.Options{People: sandbox.MinPeople})
	_, _, err := s.ShowPhone(t.Context(), sandbox.PhoneRequest{Outcome: "splendid"})
	if siak.KindOf(err) != siak.KindRefused || strings.Contains(err.Error(), "splendid") {
		t.Errorf("error %v, want refused", err)
	}
}
