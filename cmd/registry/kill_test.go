package main

import (
	"slices"
	"testing"

	"ikd/station/siak"
	"ikd/station/siak/credential"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/postgres"
	"ikd/station/siak/registry/server/storagetest"
)

// Two replicas, one killed after the other in the middle of calls: what a station
// hands in again at whoever is there stands once, with one verdict and one mail.
func TestKilledReplicas(t *testing.T) {
	t.Parallel()
	_, url := storagetest.Postgres(t).NewDatabase(t)
	p := program{url}
	p.run(t, "migrate")
	store, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	w := storagetest.NewHarness(t, store, storagetest.NewClock())
	a, b := p.serve(t), p.serve(t)
	id, err := registry.Enrol(t.Context(), a.address, registry.EnrolOptions{Code: p.invited(t)})
	if err != nil {
		t.Fatal(err)
	}
	waiting := confirmed(t, w, id, 200)
	want := len(waiting)
	for round := 0; len(waiting) > 0; round++ {
		if round == 40 {
			t.Fatalf("%d activations still wait", len(waiting))
		}
		batch := waiting[:min(10, len(waiting))]
		end := a.killIn(round)
		verdicts, err := handIn(t, id, a, batch)
		end()
		if err != nil { // nobody knows what became of it: again, elsewhere
			verdicts, err = handIn(t, id, b, batch)
		}
		if err != nil {
			t.Fatal("the replica that lives:", err)
		}
		for _, v := range verdicts {
			if v.State != siak.Accepted {
				t.Errorf("%s %q", v.State, v.Reason)
			}
		}
		waiting = waiting[len(batch):]
		if round%2 == 0 {
			<-a.ended
			a, b = b, p.serve(t)
		}
	}
	wantOnce(t, w, id.StationID, want)
}

// killIn kills a replica every second round: when the first of the call's
// activations is committed, so that its answer is lost, or at once. The call has
// ended when end is called.
func (r *replica) killIn(round int) (end func()) {
	if round%2 != 0 {
		return func() {}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if round%4 == 0 {
			r.log.await(`"msg":"activation"`)
		}
		_ = r.cmd.Process.Kill()
	}()
	return func() {
		r.log.give()
		<-done
	}
}

// confirmed are activations that a station confirmed.
func confirmed(t *testing.T, w *storagetest.Harness, id registry.Identity, n int) (all []siak.Activation) {
	t.Helper()
	key, err := id.Signer()
	if err != nil {
		t.Fatal(err)
	}
	signer, err := credential.NewSigner(key, nil)
	if err != nil {
		t.Fatal(err)
	}
	desk := storagetest.StationOf(id.StationID, signer)
	for _, c := range w.NewCitizens(t, 0, n) {
		s := desk.Activation(t, w, c)
		all = append(all, siak.Activation{Statement: siak.Statement{ID: s.ID}, Signed: s.Statement, Presentation: s.Presentation})
	}
	return all
}

func handIn(t *testing.T, id registry.Identity, r *replica, batch []siak.Activation) ([]siak.Verdict, error) {
	t.Helper()
	id.Address = "https://" + r.address
	c, err := registry.New(id, registry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if err := leaveHead(t, id, c); err != nil {
		return nil, err
	}
	return c.Submit(t.Context(), batch)
}

func wantOnce(t *testing.T, w *storagetest.Harness, station string, want int) {
	t.Helper()
	all, err := w.Registry.Activations(t.Context())
	if err != nil || len(all) != want {
		t.Errorf("%d activations, want %d; error %v", len(all), want, err)
	}
	verdicts, _, err := w.Registry.Verdicts(t.Context(), station, 0)
	if err != nil || len(verdicts) != want {
		t.Errorf("%d verdicts, want %d; error %v", len(verdicts), want, err)
	}
	mails, err := w.Registry.Mail(t.Context(), 0)
	if err != nil || len(mails) != want {
		t.Errorf("%d mails, want %d; error %v", len(mails), want, err)
	}
	again := slices.IndexFunc(all, func(a server.Activation) bool { return a.Submissions > 1 })
	t.Logf("%d activations, some came twice: %v", len(all), again >= 0)
}
