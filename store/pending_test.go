package store

import (
	"path/filepath"
	"testing"

	"ikd/station/siak"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/storetest"
)

// What one officer failed at may come into the audit with another's sign-in, or
// from the lock. It is no alarm when the first signs in at last.
func TestFailuresThatWereTakenInBeforeAreNoAlarm(t *testing.T) {
	dir, s := crew(t, quick())
	closeStore(t, s)
	failedBefore := func() {
		refuse(t, dir, "budi", wrong, quick(), siak.KindWrongPassphrase)
		closeStore(t, openAs(t, dir, "dewi", dewisOwn, quick()))
	}
	alarms := func(want int) *Store {
		t.Helper()
		b := openAs(t, dir, "budi", budisOwn, quick())
		if n := countAudit(t, b, audit.ActFailure, audit.SubjectPending); n != want {
			t.Errorf("%d alarms, want %d", n, want)
		}
		return b
	}
	failedBefore()
	failedBefore()
	b := alarms(0)
	storetest.OK(t, b.Lock(t.Context()))
	storetest.WantKind(t, b.Unlock(t.Context(), wrong.Text), siak.KindWrongPassphrase)
	closeStore(t, b)
	closeStore(t, alarms(0))

	// Where somebody did sweep, it is still noticed.
	failedBefore()
	refuse(t, dir, "budi", wrong, quick(), siak.KindWrongPassphrase)
	tamper(t, filepath.Join(dir, folder.Ledger), `DELETE FROM porch`)
	closeStore(t, alarms(1))
}
