package runtime

import (
	"testing"

	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
	"ikd/station/siak/syncer"
)

// TestDriftIsToldAndAccountedFor: what the workers do about a part of the cache
// that differs from the registry's is tested with them; here is what becomes of
// their word.
func TestDriftIsToldAndAccountedFor(t *testing.T) {
	var told siak.Region
	l := newLaptop(t, sandbox.Options{})
	w := l.open(Options{Events: syncer.Events{Drift: func(r siak.Region) { told = r }}})
	defer l.close(w)
	w.events.Drift("327606")
	if told != "327606" {
		t.Errorf("told %q", told)
	}
	head, err := w.Store.Audit.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rows, err := w.Store.AuditRows(t.Context(), int64(head.Seq)-1, 1)
	if err != nil || len(rows) != 1 || rows[0].Act != "drift" || rows[0].Region != "327606" {
		t.Errorf("%v %+v", err, rows)
	}
	if r, err := w.Store.Audit.Verify(t.Context()); err != nil || !r.Sound() {
		t.Errorf("%v %+v", err, r)
	}
}
