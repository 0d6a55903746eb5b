//go:build cgo

package desk_test

import (
	"testing"
	"time"

	"ikd/station/app/desk"
	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
)

// A copy that is older than the limit asks a supervisor before anything is confirmed
// on it; one that is older than a month confirms nobody.
func TestOldDataAskASupervisor(t *testing.T) {
	o := newOffice(t)
	o.deps.OldDataAllowed = o.store.DataAge.Allowed
	renewed := desk.NewCounter(o.deps)
	trust, _, err := o.store.Cache.Trust(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	renewed.Renew(verifier(trust), trust.Version)
	o.counter = renewed
	age := func(days int) {
		t.Helper()
		if err := o.store.Cache.SetSynced(t.Context(), o.now().AddDate(0, 0, -days)); err != nil {
			t.Fatal(err)
		}
	}
	show := func(want siak.Outcome) desk.Judgement {
		t.Helper()
		return o.judge(o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible}), want)
	}
	age(6)
	if j := show(siak.Eligible); !j.Confirmable() {
		t.Error("asks within the limit")
	}
	age(8)
	j := show(siak.EligibleWithWarnings)
	if j.Confirmable() || !j.NeedsSupervisor {
		t.Error("nobody is asked beyond the limit")
	}
	if _, err := o.counter.Confirm(t.Context(), j); siak.KindOf(err) != siak.KindNotConfirmable {
		t.Errorf("confirmed without a supervisor's word: %v", err)
	}
	if _, err := o.store.DataAge.Allow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if j := show(siak.EligibleWithWarnings); !j.Confirmable() {
		t.Error("not allowed after a supervisor's word")
	}
	o.mu.Lock()
	o.clock += 25 * time.Hour
	o.mu.Unlock()
	if allowed, err := o.store.DataAge.Allowed(t.Context()); allowed || err != nil {
		t.Errorf("allowed the day after: %v", err)
	}
	o.mu.Lock()
	o.clock = 0
	o.mu.Unlock()
	age(31)
	if j := show(siak.NeedsCentral); !j.Confirmable() {
		t.Error("what the registry decides cannot be handed to it")
	}
}
