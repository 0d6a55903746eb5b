package storagetest

import (
	"slices"
	"sync"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/population"
)

// follow reads the list of revocations to its end, in pages of two.
func (w *Harness) follow(t *testing.T, from siak.RevocationCursor) (list []siak.RevocationHash, at siak.RevocationCursor) {
	t.Helper()
	at = from
	for more := true; more; {
		page, err := w.Registry.Revocations(t.Context(), at, 2)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Revoked) > 2 {
			t.Errorf("%d on a page of two", len(page.Revoked))
		}
		if page.StartOver {
			list = nil
		}
		for _, r := range page.Revoked {
			list = append(list, r.Registration)
		}
		at, more = page.To, page.More
	}
	return list, at
}

// testRevocations: the list comes whole in pages, goes on from where one stands,
// forgets what has ended, and is begun anew where the registry was restored.
func testRevocations(t *testing.T, replicas Replicas) {
	next := replicas(t)
	w := NewHarness(t, next(), NewClock())
	other := NewHarness(t, next(), w.Clock)
	c := w.NewCitizens(t, 0, 7)
	revoke := func(w *Harness, who ...Citizen) (hashes []siak.RevocationHash) {
		for _, c := range who {
			if err := w.Registry.RevokeRegistration(t.Context(), c.RegistrationID); err != nil {
				t.Fatal(err)
			}
			hashes = append(hashes, siak.HashRegistration(c.RegistrationID))
		}
		return hashes
	}
	want := revoke(w, c[:3]...)
	want = append(want, revoke(other, c[3:5]...)...)
	revoke(w, c[0]) // once more
	list, at := other.follow(t, siak.RevocationCursor{})
	wantSame(t, "the whole list", want, list)
	more := revoke(w, c[5])
	list, at = w.follow(t, at)
	wantSame(t, "what came since", more, list)
	if list, _ = w.follow(t, at); len(list) > 0 {
		t.Errorf("%d came twice", len(list))
	}
	trust, err := w.Registry.Trust(t.Context(), "S-1", time.Time{})
	if err != nil || len(trust.Revoked) != 6 || trust.Version != at.Version {
		t.Errorf("a station of before is told of %d at version %d, %v", len(trust.Revoked), trust.Version, err)
	}
	w.wantPruned(t, c[6], at)
	write(t, w.Store, func(tx server.Tx) error { return tx.SetNumber("epoch", int64(at.Epoch)+1) })
	list, anew := w.follow(t, at)
	wantSame(t, "after a restore", append(want, more...), list)
	if anew.Epoch == at.Epoch {
		t.Error("of the old epoch")
	}
}

// wantPruned: the revocation of a registration that ends is told until two days
// after that, and no longer kept. The registration stays revoked.
func (w *Harness) wantPruned(t *testing.T, c Citizen, at siak.RevocationCursor) {
	t.Helper()
	write(t, w.Store, func(tx server.Tx) error {
		if err := tx.AddRegistration(population.Registration{
			ID: "R-ends", Person: c.ID, Phone: siak.Thumbprint{1}, Until: siak.DayOf(w.Clock.Now()),
		}); err != nil {
			return err
		}
		_, err := population.Revoke(tx, "R-ends")
		return err
	})
	if list, _ := w.follow(t, at); !slices.Equal(list, []siak.RevocationHash{siak.HashRegistration("R-ends")}) {
		t.Errorf("%d of one that ends today", len(list))
	}
	w.Clock.Add(3 * 24 * time.Hour)
	if list, _ := w.follow(t, at); len(list) > 0 {
		t.Error("told three days after its end")
	}
	if _, err := w.Registry.Trust(t.Context(), "S-1", time.Time{}); err != nil {
		t.Fatal(err)
	}
	read(t, w.Store, func(tx server.Tx) error {
		all, err := tx.Revocations(0, 0, 100)
		if slices.ContainsFunc(all, func(r population.Revocation) bool { return r.Registration == "R-ends" }) {
			t.Error("kept after its end")
		}
		if r, found, _ := tx.Registration("R-ends"); !found || !r.Revoked {
			t.Error("not revoked any more")
		}
		return err
	})
}

// testCodeTries: of a hundred wrong codes that come at once, to two replicas, five
// are judged, a new code is sent three times at the most, and the last one that was
// sent makes the IKD active only where it was not spent.
func testCodeTries(t *testing.T, replicas Replicas) {
	next := replicas(t)
	w := NewHarness(t, next(), NewClock())
	other := NewHarness(t, next(), w.Clock)
	d := w.NewStation(t)
	c := w.NewCitizens(t, 0, 2)
	w.Submit(t, d, d.Activation(t, w, c[0]), d.Activation(t, w, c[1]))
	finish := func(w *Harness, c Citizen, code string) siak.Reason {
		active, reason, err := w.Registry.Finish(t.Context(), c.RegistrationID, code)
		if err != nil || active != (reason == "") {
			t.Errorf("finish: %v, %q, %v", active, reason, err)
		}
		return reason
	}
	counts := map[siak.Reason]int{}
	var mu sync.Mutex
	var wait sync.WaitGroup
	for i := range 40 {
		wait.Go(func() {
			reason := finish([]*Harness{w, other}[i%2], c[0], "wrong")
			mu.Lock()
			defer mu.Unlock()
			counts[reason]++
		})
	}
	wait.Wait()
	if counts[server.ReasonWrongCode] != 16 || counts[server.ReasonCodeRenewed] != 3 || counts[server.ReasonTooManyTries] != 21 {
		t.Errorf("of 40 wrong codes: %v", counts)
	}
	codes := w.codes(t, c[0])
	if len(codes) != 4 || codes[0] == codes[3] {
		t.Errorf("%d codes were sent", len(codes))
	}
	for _, code := range codes {
		if reason := finish(w, c[0], code); reason != server.ReasonTooManyTries {
			t.Errorf("a code after its tries: %q", reason)
		}
	}
	for range 5 {
		finish(w, c[1], "wrong")
	}
	codes = w.codes(t, c[1])
	if reason := finish(w, c[1], codes[0]); len(codes) != 2 || reason != server.ReasonWrongCode {
		t.Errorf("the first of %d codes, which was spent: %q", len(codes), reason)
	}
	if reason := finish(other, c[1], codes[len(codes)-1]); reason != "" {
		t.Errorf("the new code: %q", reason)
	}
}

// codes are those that were sent to a citizen, oldest first.
func (w *Harness) codes(t *testing.T, c Citizen) (codes []string) {
	t.Helper()
	mails, err := w.Registry.Mail(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mails {
		if m.RegistrationID == c.RegistrationID {
			codes = append(codes, m.Code)
		}
	}
	return codes
}
