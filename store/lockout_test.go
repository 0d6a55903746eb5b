package store

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"ikd/station/siak"
)

var wrong = Secret{MethodPassphrase, []byte("salah sama sekali")}

// wait is how long a refused sign-in says to wait.
func lockoutOf(t *testing.T, err error) Lockout {
	t.Helper()
	l, is := errors.AsType[*LockoutError](err)
	if !is {
		t.Fatalf("no lockout: %v", err)
	}
	return l.Lockout
}

func clocked(c *clock) Options {
	options := quick()
	options.Now = c.Now
	return options
}

func TestLockout(t *testing.T) {
	c := newClock()
	options := clocked(c)
	dir, s := crew(t, options)
	closeStore(t, s)
	for range freeTries {
		refuse(t, dir, "budi", wrong, options, siak.KindWrongPassphrase)
	}
	// Each further try waits, 15 s and then double; each is a program of its own,
	// so that a restart does not help.
	want := 15 * time.Second
	for tries := freeTries; tries < mostTries; tries++ {
		_, err := Open(t.Context(), dir, "budi", budisOwn.Text, options)
		if l := lockoutOf(t, err); l.Wait != want || l.Full {
			t.Fatalf("after %d: %+v, want %v", tries, l, want)
		}
		c.pass(want - time.Millisecond)
		refuse(t, dir, "budi", budisOwn, options, siak.KindLockedOut)
		c.pass(time.Millisecond)
		refuse(t, dir, "budi", wrong, options, siak.KindWrongPassphrase)
		want *= 2
	}
	c.pass(1000 * time.Hour)
	_, err := Open(t.Context(), dir, "budi", budisOwn.Text, options)
	if l := lockoutOf(t, err); !l.Full || l.Left != 0 {
		t.Fatalf("%+v", l)
	}
	// Others are not concerned; a supervisor opens it again.
	s = openAs(t, dir, "dewi", dewisOwn, options)
	ok(t, s.Accounts.Reset(t.Context(), "budi", budisOwn))
	auditRows(t, s)
	closeStore(t, s)
	closeStore(t, openAs(t, dir, "budi", budisOwn, options))
}

func TestRightSecretForgivesTries(t *testing.T) {
	c := newClock()
	options := clocked(c)
	dir, s := crew(t, options)
	closeStore(t, s)
	for range 3 {
		for range freeTries - 1 {
			refuse(t, dir, "budi", wrong, options, siak.KindWrongPassphrase)
		}
		closeStore(t, openAs(t, dir, "budi", budisOwn, options))
	}
}

// A clock that is turned back shortens nothing, and costs no more than the wait.
func TestTurnedBackClockDoesNotHelp(t *testing.T) {
	c := newClock()
	options := clocked(c)
	dir, s := crew(t, options)
	closeStore(t, s)
	for range freeTries + 1 {
		_, _ = Open(t.Context(), dir, "budi", wrong.Text, options)
	}
	c.pass(10 * time.Second)
	for _, back := range []time.Duration{time.Minute, 24 * time.Hour, 10 * 365 * 24 * time.Hour} {
		c.pass(-back)
		_, err := Open(t.Context(), dir, "budi", budisOwn.Text, options)
		if l := lockoutOf(t, err); l.Wait != 15*time.Second {
			t.Fatalf("%v back: %+v", back, l)
		}
		c.pass(14 * time.Second)
		refuse(t, dir, "budi", budisOwn, options, siak.KindLockedOut)
	}
	c.pass(time.Second)
	closeStore(t, openAs(t, dir, "budi", budisOwn, options))
}

// The try is counted before it is made: a program that is killed in the middle
// of stretching has made it.
func TestTryCountsBeforeItIsMade(t *testing.T) {
	c := newClock()
	options := clocked(c)
	dir, s := crew(t, options)
	closeStore(t, s)
	s = openAs(t, dir, "dewi", dewisOwn, options)
	d := door{s.ledger(), s.o}
	for range freeTries {
		_, err := d.try(t.Context(), "budi")
		ok(t, err)
	}
	_, err := d.try(t.Context(), "budi")
	wantKind(t, err, siak.KindLockedOut)
	closeStore(t, s)
	// That nothing stands on the porch of them is noticed by who comes next.
	c.pass(time.Minute)
	s = openAs(t, dir, "budi", budisOwn, options)
	if n := countAudit(t, s, ActFailure, subjectPorch); n != 1 {
		t.Fatalf("%d rows", n)
	}
}

func countAudit(t *testing.T, s *Store, act Act, subject string) (n int) {
	t.Helper()
	for _, r := range readAudit(t, s) {
		if r.Act == act && r.Subject == subject {
			n++
		}
	}
	return n
}

func readAudit(t *testing.T, s *Store) (all []AuditRow) {
	t.Helper()
	rows, err := s.ledger().reader.QueryContext(t.Context(), `SELECT seq, body, hash FROM audit ORDER BY seq`)
	ok(t, err)
	defer rows.Close()
	for rows.Next() {
		var r auditRow
		ok(t, rows.Scan(&r.seq, &r.body, &r.hash))
		all = append(all, r.readable())
	}
	return all
}

func TestFailuresComeIntoTheAudit(t *testing.T) {
	c := newClock()
	options := clocked(c)
	dir, s := crew(t, options)
	closeStore(t, s)
	at := c.now
	refuse(t, dir, "budi", wrong, options, siak.KindWrongPassphrase)
	c.pass(time.Minute)
	refuse(t, dir, "pagi yang cerah", wrong, options, siak.KindNotFound) // a passphrase typed as a name
	report, err := VerifyAudit(t.Context(), dir)
	ok(t, err)
	if !report.Sound() || report.Waiting != 2 {
		t.Fatalf("%+v", report)
	}
	c.pass(time.Minute)
	s = openAs(t, dir, "dewi", dewisOwn, options)
	all := readAudit(t, s)
	last := all[len(all)-3:]
	if last[0].Officer != "budi" || last[0].Kind != siak.KindWrongPassphrase || !last[0].Time.Equal(at) ||
		last[1].Officer != "" || last[1].Subject != subjectNobody || last[2].Act != ActSignIn {
		t.Fatalf("%+v", last)
	}
	auditRows(t, s)
	report, err = VerifyAudit(t.Context(), dir)
	ok(t, err)
	if !report.Sound() || report.Waiting != 0 {
		t.Fatalf("%+v", report)
	}
}

func TestPorchThatWasSweptIsNoticed(t *testing.T) {
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
			clock := newClock()
			options := clocked(clock)
			dir, s := crew(t, options)
			closeStore(t, s)
			for range 3 {
				clock.pass(time.Second)
				refuse(t, dir, "budi", wrong, options, siak.KindWrongPassphrase)
			}
			tamper(t, filepath.Join(dir, ledgerFile), c.do)
			report, err := VerifyAudit(t.Context(), dir)
			ok(t, err)
			if c.seen != (report.Problem == ProblemPorch) {
				t.Errorf("%+v", report)
			}
			s = openAs(t, dir, "budi", budisOwn, options)
			if n := countAudit(t, s, ActFailure, subjectPorch); (n == 1) != c.noted {
				t.Errorf("%d rows", n)
			}
			auditRows(t, s)
		})
	}
}

// Who tries all night fills no disk.
func TestPorchIsBounded(t *testing.T) {
	dir := t.TempDir()
	s := create(t, dir, quick())
	d := door{s.ledger(), s.o}
	for range longestPorch + 20 {
		_ = d.failed(t.Context(), "", subjectNobody, siak.E("sign in", siak.KindNotFound, nil))
	}
	closeStore(t, s)
	report, err := VerifyAudit(t.Context(), dir)
	ok(t, err)
	if report.Waiting != longestPorch {
		t.Fatal(report.Waiting)
	}
	auditRows(t, reopen(t, dir, quick()))
}
