package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ikd/station/siak"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/storetest"
)

// TestArea: what was chosen is there after the next sign-in, and who chose is in
// the audit.
func TestArea(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	if _, known, err := s.Settings.Area(t.Context()); known || err != nil {
		t.Fatal("something is chosen", err)
	}
	storetest.WantKind(t, s.Settings.SetArea(t.Context(), nil), siak.KindBadValue)
	storetest.WantKind(t, s.Settings.SetArea(t.Context(), make([]ledger.Partition, ledger.MaxArea+1)), siak.KindAreaTooBig)
	chosen := []ledger.Partition{{Region: "327606", Name: "Beji"}, {Region: "317404", Name: "Pasar Minggu"}}
	storetest.OK(t, s.Settings.SetArea(t.Context(), chosen))
	rows, err := s.AuditRows(t.Context(), 0, 100)
	storetest.OK(t, err)
	if last := rows[len(rows)-1]; last.Act != audit.ActSetting || last.Subject != "area" {
		t.Errorf("the audit ends with %s %q", last.Act, last.Subject)
	}
	closeStore(t, s)
	got, known, err := reopen(t, dir, quick()).Settings.Area(t.Context())
	if diff := cmp.Diff(chosen, got); err != nil || !known || diff != "" {
		t.Error(err, diff)
	}
}
