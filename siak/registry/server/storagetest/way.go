package storagetest

import (
	"context"
	"slices"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// code is what the last mail of a registration says.
func (w *Harness) code(t testing.TB, registrationID string) string {
	t.Helper()
	mails, err := w.Registry.Mail(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range slices.Backward(mails) {
		if m.RegistrationID == registrationID {
			return m.Code
		}
	}
	t.Fatal("no mail")
	return ""
}

// testWay goes the whole way: accepted, asked again, active; another one expires.
func testWay(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	c, d := w.NewCitizens(t, 0, 3), w.NewStation(t)
	subs := []server.Submission{d.Activation(t, w, c[0]), d.Activation(t, w, c[1]), d.Activation(t, w, c[0])}
	subs = append(subs, subs[0])
	vs := w.Submit(t, d, subs...)
	for i, want := range []siak.Verdict{{State: siak.Accepted}, {State: siak.Accepted}, {State: siak.Rejected, Reason: siak.ReasonAlreadyPending}, {State: siak.Accepted}} {
		wantVerdict(t, "first", vs[i], want.State, want.Reason)
	}
	wantSame(t, "the same again", vs, w.Submit(t, d, subs...))
	testEnds(t, w, d, c)
	if got := len(w.Events()); got != 5 {
		t.Errorf("%d events", got)
	}
	all, err := w.Registry.Activations(t.Context())
	if err != nil || len(all) != 3 || all[0].Submissions+all[1].Submissions+all[2].Submissions != 8 {
		t.Errorf("%d activations, error %v", len(all), err)
	}
}

// testEnds: the first citizen finishes, the second one's code runs out.
func testEnds(t *testing.T, w *Harness, d Station, c []Citizen) {
	active, reason, err := w.Registry.Finish(t.Context(), c[0].RegistrationID, w.code(t, c[0].RegistrationID))
	if err != nil || !active {
		t.Fatalf("finish: active %v, reason %q, error %v", active, reason, err)
	}
	w.Clock.Add(25 * time.Hour)
	log, more, err := w.Registry.Verdicts(t.Context(), d.ID, 0)
	if err != nil || more || len(log) != 5 {
		t.Fatalf("%d verdicts, error %v", len(log), err)
	}
	wantVerdict(t, "finished", log[3], siak.Active, "")
	wantVerdict(t, "expired", log[4], siak.Rejected, siak.ReasonCodeExpired)
	r, found, err := w.Registry.Resident(t.Context(), c[0].RegistrationID)
	if err != nil || !found || r.ActivePhone.IsZero() || r.Version != 4 {
		t.Errorf("found %v at version %d, error %v", found, r.Version, err)
	}
}

// spoiled has the storage refuse the activation of one citizen.
type spoiled struct {
	server.Storage
	person int64
}

func (s spoiled) Write(ctx context.Context, f func(server.Tx) error) error {
	return s.Storage.Write(ctx, func(tx server.Tx) error { return f(spoiledTx{tx, s.person}) })
}

type spoiledTx struct {
	server.Tx
	person int64
}

// AddActivations adds somebody of the register a second time: the storage itself
// refuses, in the middle of the transaction.
func (t spoiledTx) AddActivations(as ...server.Activation) (bool, error) {
	if !slices.ContainsFunc(as, func(a server.Activation) bool { return a.Person == t.person }) {
		return t.Tx.AddActivations(as...)
	}
	p, _, err := t.LockPerson(t.person)
	if err != nil {
		return false, err
	}
	return false, t.AddPeople(slices.Values([]server.Person{p}))
}

// One that the storage refuses is held, and the others have their verdicts.
func testRefusedItem(t *testing.T, replicas Replicas) {
	s := replicas(t)()
	c := NewClock()
	citizens := NewHarness(t, s, c).NewCitizens(t, 0, 3)
	w := NewHarness(t, spoiled{s, citizens[1].ID}, c)
	d := w.NewStation(t)
	subs := []server.Submission{d.Activation(t, w, citizens[0]), d.Activation(t, w, citizens[1]), d.Activation(t, w, citizens[2])}
	for range 2 {
		vs := w.Submit(t, d, subs...)
		wantVerdict(t, "before", vs[0], siak.Accepted, "")
		wantVerdict(t, "refused", vs[1], siak.Held, siak.ReasonInternal)
		wantVerdict(t, "after", vs[2], siak.Accepted, "")
	}
	read(t, s, func(tx server.Tx) error {
		used, err := tx.UsedPresentations("", c.Now().Add(-time.Hour), 10)
		if len(used) != 2 {
			t.Errorf("%d codes are used, want the 2 that stand", len(used))
		}
		return err
	})
}
