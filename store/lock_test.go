package store

import (
	"database/sql"
	"testing"
	"time"

	"ikd/station/siak"
)

func TestLockForgetsPeopleAndGoesOnSending(t *testing.T) {
	const residents = 20
	dir, s := grown(t, 3, residents)
	ctx, now := t.Context(), time.Now()
	data, marks, cacheMarks := s.keys.data, s.keys.ledgerIndex.key, s.keys.cacheIndex.key
	ok(t, s.Lock(ctx))
	ok(t, s.Lock(ctx))
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
		"look up":  func() error { _, _, err := s.Cache.Resident(ctx, madeUp(1).NIK); return err },
		"trust":    func() error { _, _, err := s.Cache.Trust(ctx); return err },
		"confirm":  func() error { return s.Ledger.Confirm(ctx, confirmed(99, now)) },
		"used":     func() error { _, _, err := s.Ledger.Used(ctx, confirmed(1, now).PresentationID); return err },
		"add":      func() error { return s.Accounts.Add(ctx, Officer{Name: "rina"}, dewisOwn) },
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
	ok(t, err)
	if len(due) != 3 || due[0].Signed == nil {
		t.Fatalf("%d due", len(due))
	}
	ok(t, s.Ledger.Attempt(ctx, []siak.ActivationID{due[0].ID}, now))
	changed, err := s.Ledger.SettleAll(ctx, []siak.Verdict{{ID: due[0].ID, State: siak.Accepted}}, 4)
	ok(t, err)
	if len(changed) != 1 {
		t.Fatal("no verdict taken in")
	}
	// The wrong secret is counted and stands in the audit at once.
	wantKind(t, s.Unlock(ctx, wrong.Text), siak.KindWrongPassphrase)
	if n := countAudit(t, s, ActFailure, subjectSignIn); n != 1 {
		t.Fatalf("%d failures in the audit", n)
	}
	ok(t, s.Unlock(ctx, passphrase))
	whole(t, s, 3, residents)
	if me, err := s.Accounts.Me(ctx); err != nil || me.Lockout.Left != mostTries {
		t.Fatalf("%+v %v", me, err)
	}
	ok(t, s.Lock(ctx))
	closeStore(t, s)
	wantKind(t, s.Unlock(ctx, passphrase), siak.KindNotSetUp)
	whole(t, openAs(t, dir, "dewi", dewisOwn, quick()), 3, residents)
}

// A disk that takes nothing in does not keep the keys in memory.
func TestLockForgetsWhereTheAuditCannot(t *testing.T) {
	_, s := crew(t, quick())
	other, err := openWriter(s.ledger().path, access{synchronous: syncFull})
	ok(t, err)
	defer other.Close()
	ok(t, transact(t.Context(), other, func(*sql.Tx) error {
		wantKind(t, s.Lock(t.Context()), siak.KindBusy)
		return nil
	}))
	if !s.Locked() || s.keys.data != nil || s.keys.cacheIndex.key != nil {
		t.Fatal("a key is still in memory")
	}
	ok(t, s.Unlock(t.Context(), passphrase))
	if n := countAudit(t, s, ActLock, ""); n != 1 {
		t.Fatalf("%d locks in the audit", n)
	}
	ok(t, s.Lock(t.Context()))
	ok(t, s.Unlock(t.Context(), passphrase))
	if n := countAudit(t, s, ActLock, ""); n != 2 {
		t.Fatalf("%d locks in the audit", n)
	}
}

func TestUnlockIsLockedOutToo(t *testing.T) {
	c := newClock()
	_, s := crew(t, clocked(c))
	ok(t, s.Lock(t.Context()))
	for range freeTries {
		wantKind(t, s.Unlock(t.Context(), wrong.Text), siak.KindWrongPassphrase)
	}
	wantKind(t, s.Unlock(t.Context(), passphrase), siak.KindLockedOut)
	c.pass(15 * time.Second)
	ok(t, s.Unlock(t.Context(), passphrase))
	auditRows(t, s)
}
