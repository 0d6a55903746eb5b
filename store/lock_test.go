package store

import (
	"database/sql"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/sqlitedb"
	"ikd/station/store/internal/storetest"
)

func TestLockForgetsPeopleAndGoesOnSending(t *testing.T) {
	const residents = 20
	dir, s := grown(t, 3, residents)
	ctx, now := t.Context(), time.Now()
	data, marks, cacheMarks := s.keys.Data, s.keys.LedgerIndex.Key, s.keys.CacheIndex.Key
	storetest.OK(t, s.Lock(ctx))
	storetest.OK(t, s.Lock(ctx))
	if !s.Locked() {
		t.Fatal("not locked")
	}
	for _, key := range [][]byte{data, marks, cacheMarks} {
		for _, b := range key {
			if b != 0 {
				t.Fatal("a key is still in memory")
			}
		}
	}
	for what, do := range map[string]func() error{
		"look up":  func() error { _, _, err := s.Cache.Resident(ctx, storetest.MadeUp(1).NIK); return err },
		"trust":    func() error { _, _, err := s.Cache.Trust(ctx); return err },
		"confirm":  func() error { return s.Ledger.Confirm(ctx, storetest.Confirmed(99, now)) },
		"used":     func() error { _, _, err := s.Ledger.Used(ctx, storetest.Confirmed(1, now).PresentationID); return err },
		"add":      func() error { return s.Accounts.Add(ctx, accounts.Officer{Name: "rina"}, dewisOwn) },
		"disable":  func() error { return s.Accounts.Disable(ctx, "budi") },
		"wipe":     func() error { return s.BeginWipe(ctx, nil) },
		"read":     func() error { _, err := s.AuditRows(ctx, 0, 5); return err },
		"settings": func() error { return s.ExportAudit(ctx, nil) },
	} {
		if err := do(); siak.KindOf(err) != siak.KindLocked {
			t.Errorf("%s: %v", what, err)
		}
	}
	// The sender's work goes on.
	due, err := s.Ledger.Due(ctx, now, 10)
	storetest.OK(t, err)
	if len(due) != 3 || due[0].Signed == nil {
		t.Fatalf("%d due", len(due))
	}
	storetest.OK(t, s.Ledger.Attempt(ctx, []siak.ActivationID{due[0].ID}, now))
	changed, err := s.Ledger.SettleAll(ctx, []siak.Verdict{{ID: due[0].ID, State: siak.Accepted}}, 4)
	storetest.OK(t, err)
	if len(changed) != 1 {
		t.Fatal("no verdict taken in")
	}
	// The wrong secret is counted and stands in the audit at once.
	storetest.WantKind(t, s.Unlock(ctx, wrong.Text), siak.KindWrongPassphrase)
	if n := countAudit(t, s, audit.ActFailure, audit.SubjectSignIn); n != 1 {
		t.Fatalf("%d failures in the audit", n)
	}
	storetest.OK(t, s.Unlock(ctx, passphrase))
	whole(t, s, 3, residents)
	if me, err := s.Accounts.Me(ctx); err != nil || me.Lockout.Left != accounts.MostTries {
		t.Fatalf("%+v %v", me, err)
	}
	storetest.OK(t, s.Lock(ctx))
	closeStore(t, s)
	storetest.WantKind(t, s.Unlock(ctx, passphrase), siak.KindNotSetUp)
	whole(t, openAs(t, dir, "dewi", dewisOwn, quick()), 3, residents)
}

// A disk that takes nothing in does not keep the keys in memory.
func TestLockForgetsWhereTheAuditCannot(t *testing.T) {
	_, s := crew(t, quick())
	other, err := sqlitedb.OpenWriter(s.ledger().Path, sqlitedb.Access{Synchronous: sqlitedb.SyncFull})
	storetest.OK(t, err)
	defer other.Close()
	storetest.OK(t, sqlitedb.Transact(t.Context(), other, func(*sql.Tx) error {
		storetest.WantKind(t, s.Lock(t.Context()), siak.KindBusy)
		return nil
	}))
	if !s.Locked() || s.keys.Data != nil || s.keys.CacheIndex.Key != nil {
		t.Fatal("a key is still in memory")
	}
	storetest.OK(t, s.Unlock(t.Context(), passphrase))
	if n := countAudit(t, s, audit.ActLock, ""); n != 1 {
		t.Fatalf("%d locks in the audit", n)
	}
	storetest.OK(t, s.Lock(t.Context()))
	storetest.OK(t, s.Unlock(t.Context(), passphrase))
	if n := countAudit(t, s, audit.ActLock, ""); n != 2 {
		t.Fatalf("%d locks in the audit", n)
	}
}

func TestUnlockIsLockedOutToo(t *testing.T) {
	c := storetest.NewClock()
	_, s := crew(t, clocked(c))
	storetest.OK(t, s.Lock(t.Context()))
	for range accounts.FreeTries {
		storetest.WantKind(t, s.Unlock(t.Context(), wrong.Text), siak.KindWrongPassphrase)
	}
	storetest.WantKind(t, s.Unlock(t.Context(), passphrase), siak.KindLockedOut)
	c.Pass(15 * time.Second)
	storetest.OK(t, s.Unlock(t.Context(), passphrase))
	auditRows(t, s)
}
