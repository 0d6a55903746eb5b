package store

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/secrets"
	"ikd/station/store/internal/storetest"
)

var wrong = secrets.Secret{Method: secrets.MethodPassphrase, Text: []byte("salah sama sekali")}

// wait is how long a refused sign-in says to wait.
func lockoutOf(t *testing.T, err error) accounts.Lockout {
	t.Helper()
	l, is := errors.AsType[*accounts.LockoutError](err)
	if !is {
		t.Fatalf("no lockout: %v", err)
	}
	return l.Lockout
}

func clocked(c *storetest.Clock) Options {
	options := quick()
	options.Now = c.Now
	return options
}

func TestLockout(t *testing.T) {
	c := storetest.NewClock()
	options := clocked(c)
	dir, s := crew(t, options)
	closeStore(t, s)
	for range accounts.FreeTries {
		refuse(t, dir, "budi", wrong, options, siak.KindWrongPassphrase)
	}
	// Each further try waits, 15 s and then double; each is a program of its own,
	// so that a restart does not help.
	want := 15 * time.Second
	for tries := accounts.FreeTries; tries < accounts.MostTries; tries++ {
		_, err := Open(t.Context(), dir, "budi", budisOwn.Text, options)
		if l := lockoutOf(t, err); l.Wait != want || l.Full {
			t.Fatalf("after %d: %+v, want %v", tries, l, want)
		}
		c.Pass(want - time.Millisecond)
		refuse(t, dir, "budi", budisOwn, options, siak.KindLockedOut)
		c.Pass(time.Millisecond)
		refuse(t, dir, "budi", wrong, options, siak.KindWrongPassphrase)
		want *= 2
	}
	c.Pass(1000 * time.Hour)
	_, err := Open(t.Context(), dir, "budi", budisOwn.Text, options)
	if l := lockoutOf(t, err); !l.Full || l.Left != 0 {
		t.Fatalf("%+v", l)
	}
	// Others are not concerned; a supervisor opens it again.
	s = openAs(t, dir, "dewi", dewisOwn, options)
	storetest.OK(t, s.Accounts.Reset(t.Context(), "budi", budisOwn))
	auditRows(t, s)
	closeStore(t, s)
	closeStore(t, openAs(t, dir, "budi", budisOwn, options))
}

func TestRightSecretForgivesTries(t *testing.T) {
	c := storetest.NewClock()
	options := clocked(c)
	dir, s := crew(t, options)
	closeStore(t, s)
	for range 3 {
		for range accounts.FreeTries - 1 {
			refuse(t, dir, "budi", wrong, options, siak.KindWrongPassphrase)
		}
		closeStore(t, openAs(t, dir, "budi", budisOwn, options))
	}
}

// A clock that is turned back shortens nothing, and costs no more than the wait.
func TestTurnedBackClockDoesNotHelp(t *testing.T) {
	c := storetest.NewClock()
	options := clocked(c)
	dir, s := crew(t, options)
	closeStore(t, s)
	for range accounts.FreeTries + 1 {
		_, _ = Open(t.Context(), dir, "budi", wrong.Text, options)
	}
	c.Pass(10 * time.Second)
	for _, back := range []time.Duration{time.Minute, 24 * time.Hour, 10 * 365 * 24 * time.Hour} {
		c.Pass(-back)
		_, err := Open(t.Context(), dir, "budi", budisOwn.Text, options)
		if l := lockoutOf(t, err); l.Wait != 15*time.Second {
			t.Fatalf("%v back: %+v", back, l)
		}
		c.Pass(14 * time.Second)
		refuse(t, dir, "budi", budisOwn, options, siak.KindLockedOut)
	}
	c.Pass(time.Second)
	closeStore(t, openAs(t, dir, "budi", budisOwn, options))
}

// The try is counted before it is made: a program that is killed in the middle
// of stretching has made it.
func TestTryCountsBeforeItIsMade(t *testing.T) {
	c := storetest.NewClock()
	options := clocked(c)
	dir, s := crew(t, options)
	closeStore(t, s)
	s = openAs(t, dir, "dewi", dewisOwn, options)
	d := authenticator{s.ledger(), s.o}
	for range accounts.FreeTries {
		_, err := d.countTry(t.Context(), "budi")
		storetest.OK(t, err)
	}
	_, err := d.countTry(t.Context(), "budi")
	storetest.WantKind(t, err, siak.KindLockedOut)
	closeStore(t, s)
	// That nothing stands on the pending failures of them is noticed by who comes next.
	c.Pass(time.Minute)
	s = openAs(t, dir, "budi", budisOwn, options)
	if n := countAudit(t, s, audit.ActFailure, audit.SubjectPending); n != 1 {
		t.Fatalf("%d rows", n)
	}
}

func countAudit(t *testing.T, s *Store, act audit.Act, subject string) (n int) {
	t.Helper()
	for _, r := range readAudit(t, s) {
		if r.Act == act && r.Subject == subject {
			n++
		}
	}
	return n
}

func readAudit(t *testing.T, s *Store) (all []audit.Row) {
	t.Helper()
	rows, err := s.ledger().Reader.QueryContext(t.Context(), `SELECT seq, body, hash FROM audit ORDER BY seq`)
	storetest.OK(t, err)
	defer rows.Close()
	for rows.Next() {
		var r audit.StoredRow
		storetest.OK(t, rows.Scan(&r.Seq, &r.Body, &r.Hash))
		all = append(all, r.Readable())
	}
	return all
}

func TestFailuresComeIntoTheAudit(t *testing.T) {
	c := storetest.NewClock()
	options := clocked(c)
	dir, s := crew(t, options)
	closeStore(t, s)
	at := c.At
	refuse(t, dir, "budi", wrong, options, siak.KindWrongPassphrase)
	c.Pass(time.Minute)
	refuse(t, dir, "pagi yang cerah", wrong, options, siak.KindNotFound) // a passphrase typed as a name
	report, err := VerifyAudit(t.Context(), dir)
	storetest.OK(t, err)
	if !report.Sound() || report.Waiting != 2 {
		t.Fatalf("%+v", report)
	}
	c.Pass(time.Minute)
	s = openAs(t, dir, "dewi", dewisOwn, options)
	all := readAudit(t, s)
	last := all[len(all)-3:]
	if last[0].Officer != "budi" || last[0].Kind != siak.KindWrongPassphrase || !last[0].Time.Equal(at) ||
		last[1].Officer != "" || last[1].Subject != audit.SubjectNoAccount || last[2].Act != audit.ActSignIn {
		t.Fatalf("%+v", last)
	}
	auditRows(t, s)
	report, err = VerifyAudit(t.Context(), dir)
	storetest.OK(t, err)
	if !report.Sound() || report.Waiting != 0 {
		t.Fatalf("%+v", report)
	}
}

func TestDeletedFailuresAreNoticed(t *testing.T) {
	for name, c := range map[string]struct {
		do    string
		seen  bool // by verify, without a key
		noted bool // by the same officer's sign-in
	}{
		"changed": {`UPDATE porch SET body = (SELECT body FROM porch WHERE seq = 1) WHERE seq = 2`, true, true},
		"gap":     {`DELETE FROM porch WHERE seq = 1`, true, true},
		"cut":     {`DELETE FROM porch WHERE seq = 3`, false, true},
		"swept":   {`DELETE FROM porch`, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			clock := storetest.NewClock()
			options := clocked(clock)
			dir, s := crew(t, options)
			closeStore(t, s)
			for range 3 {
				clock.Pass(time.Second)
				refuse(t, dir, "budi", wrong, options, siak.KindWrongPassphrase)
			}
			tamper(t, filepath.Join(dir, folder.Ledger), c.do)
			report, err := VerifyAudit(t.Context(), dir)
			storetest.OK(t, err)
			if c.seen != (report.Problem == audit.ProblemPending) {
				t.Errorf("%+v", report)
			}
			s = openAs(t, dir, "budi", budisOwn, options)
			if n := countAudit(t, s, audit.ActFailure, audit.SubjectPending); (n == 1) != c.noted {
				t.Errorf("%d rows", n)
			}
			auditRows(t, s)
		})
	}
}

// Who tries all night fills no disk.
func TestPendingFailuresAreBounded(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	d := authenticator{s.ledger(), s.o}
	for range audit.MaxPending + 20 {
		_ = d.recordFailure(t.Context(), "", audit.SubjectNoAccount, siak.E("sign in", siak.KindNotFound, nil))
	}
	closeStore(t, s)
	report, err := VerifyAudit(t.Context(), dir)
	storetest.OK(t, err)
	if report.Waiting != audit.MaxPending {
		t.Fatal(report.Waiting)
	}
	auditRows(t, reopen(t, dir, quick()))
}
