package storagetest

import (
	"sync"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// rounds of the same at once.
const rounds = 20

// pair is two replicas on the same data and one clock.
func pair(t *testing.T, replicas Replicas) (a, b *Harness) {
	t.Helper()
	open := replicas(t)
	c := NewClock()
	return NewHarness(t, open(), c), NewHarness(t, open(), c)
}

// together runs all at once.
func together(all ...func()) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for _, f := range all {
		wg.Go(func() {
			<-start
			f()
		})
	}
	close(start)
	wg.Wait()
}

// submission is what a desk hands in at one replica.
type submission struct {
	at   *Harness
	from Station
	what server.Submission
}

// submitBoth hands in two at once.
func submitBoth(t *testing.T, a, b submission) (va, vb siak.Verdict) {
	t.Helper()
	together(
		func() { va = tell(t, a.at, a.from, a.what) },
		func() { vb = tell(t, b.at, b.from, b.what) },
	)
	return va, vb
}

func tell(t *testing.T, w *Harness, d Station, s server.Submission) siak.Verdict {
	vs, err := w.Registry.Submit(t.Context(), d.Caller, []server.Submission{s})
	if err != nil {
		t.Error("submit:", err)
		return siak.Verdict{}
	}
	return vs[0]
}

// wantOneStands: of two activations exactly one is accepted, the other has the
// reason.
func wantOneStands(t *testing.T, a, b siak.Verdict, reason siak.Reason) {
	t.Helper()
	if b.State == siak.Accepted {
		a, b = b, a
	}
	wantVerdict(t, "one", a, siak.Accepted, "")
	wantVerdict(t, "the other", b, siak.Rejected, reason)
}

// A station's call arrives at both replicas: one activation, one verdict, one
// mail.
func testSameID(t *testing.T, replicas Replicas) {
	a, b := pair(t, replicas)
	d := a.NewStation(t)
	for _, c := range a.NewCitizens(t, 0, rounds) {
		s := d.Activation(t, a, c)
		va, vb := submitBoth(t, submission{a, d, s}, submission{b, d, s})
		wantVerdict(t, "here", va, siak.Accepted, "")
		wantVerdict(t, "there", vb, siak.Accepted, "")
	}
	all, err := a.Registry.Activations(t.Context())
	if err != nil || len(all) != rounds {
		t.Errorf("%d activations, error %v", len(all), err)
	}
	for _, each := range all {
		if each.Submissions != 2 {
			t.Errorf("one came %d times", each.Submissions)
		}
	}
	log, _, err := b.Registry.Verdicts(t.Context(), d.ID, 0)
	if err != nil || len(log) != rounds {
		t.Errorf("%d verdicts, error %v", len(log), err)
	}
	if mails, err := b.Registry.Mail(t.Context(), 0); err != nil || len(mails) != rounds {
		t.Errorf("%d mails, error %v", len(mails), err)
	}
}

// One code at two stations, at two replicas.
func testSameCode(t *testing.T, replicas Replicas) {
	a, b := pair(t, replicas)
	da, db := a.NewStation(t), b.NewStation(t)
	for _, c := range a.NewCitizens(t, 0, rounds) {
		claim := c.Present(t, a)
		va, vb := submitBoth(t, submission{a, da, da.Confirm(t, claim, a.Clock.Now())}, submission{b, db, db.Confirm(t, claim, a.Clock.Now())})
		wantOneStands(t, va, vb, siak.ReasonPresentationUsed)
	}
}

// One citizen with two phones at two stations, at two replicas.
func testSameCitizen(t *testing.T, replicas Replicas) {
	a, b := pair(t, replicas)
	da, db := a.NewStation(t), b.NewStation(t)
	for _, c := range a.NewCitizens(t, 0, rounds) {
		second := a.AnotherPhone(t, c)
		va, vb := submitBoth(t, submission{a, da, da.Activation(t, a, c)}, submission{b, db, db.Activation(t, b, second)})
		wantOneStands(t, va, vb, siak.ReasonAlreadyPending)
	}
}

// Codes that run out are rejected once, and one that is typed in at the last
// moment is active or expired, not both.
func testSameExpiry(t *testing.T, replicas Replicas) {
	a, b := pair(t, replicas)
	d := a.NewStation(t)
	citizens := a.NewCitizens(t, 0, rounds)
	for _, c := range citizens {
		wantVerdict(t, "first", tell(t, a, d, d.Activation(t, a, c)), siak.Accepted, "")
	}
	var errs [2]error
	code := a.code(t, citizens[0].RegistrationID)
	a.Clock.Add(25 * time.Hour)
	together(
		func() { errs[0] = a.Registry.ExpireCodes(t.Context()) },
		func() { errs[1] = b.Registry.ExpireCodes(t.Context()) },
		func() {
			active, reason, err := b.Registry.Finish(t.Context(), citizens[0].RegistrationID, code)
			if err != nil || active || reason != siak.ReasonCodeExpired {
				t.Errorf("too late: active %v, reason %q, error %v", active, reason, err)
			}
		},
	)
	if errs[0] != nil || errs[1] != nil {
		t.Error(errs)
	}
	if got := len(a.Events()) + len(b.Events()); got != 2*rounds {
		t.Errorf("%d events, want %d", got, 2*rounds)
	}
	log, _, err := a.Registry.Verdicts(t.Context(), d.ID, 0)
	if err != nil || len(log) != 2*rounds {
		t.Errorf("%d verdicts, error %v", len(log), err)
	}
}
