package accounts

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"ikd/station/store/internal/fault"

	"ikd/station/siak"
	"ikd/station/store/internal/codec"
)

// The lockout: five tries are free, the next ones wait 15 s, 30 s, 1 min …, and
// after fifteen only a supervisor opens the account again.
const (
	FreeTries = 5
	MostTries = 15
	firstWait = 15 * time.Second
)

// Lockout is what failed tries have led to.
type Lockout struct {
	// Wait is how long the account must wait from now on; 0 for not.
	Wait time.Duration
	// Full: only a supervisor's reset opens the account again.
	Full bool
	// Left is how many tries there are until the account is locked in full.
	Left int
}

// Blocked reports whether a try is refused now.
func (l Lockout) Blocked() bool { return l.Full || l.Wait > 0 }

// LockoutError is the cause of a sign-in that was refused with
// [siak.KindLockedOut].
type LockoutError struct{ Lockout }

func (e *LockoutError) Error() string {
	if e.Full {
		return "too many tries: a supervisor must reset the account"
	}
	return fmt.Sprintf("too many tries: wait %d s", int((e.Wait+time.Second-1)/time.Second))
}

// waitAfter is the wait after that many failed tries.
func waitAfter(tries int) time.Duration {
	if tries < FreeTries {
		return 0
	}
	return firstWait << (tries - FreeTries)
}

// lockoutAfter judges an account. A clock that shows a time before the last try was
// turned back: the whole wait is still to come.
func lockoutAfter(tries int, last, now time.Time) Lockout {
	l := Lockout{Full: tries >= MostTries, Left: max(0, MostTries-tries)}
	if !l.Full {
		l.Wait = max(0, waitAfter(tries)-max(0, now.Sub(last)))
	}
	return l
}

// CountTry counts a try before it is made, so that a program that is killed in
// the middle of one has made it; refused where the account must wait. Where the
// clock was turned back the wait begins anew by the clock that there is now: it
// is neither shortened nor made longer by as much.
func CountTry(ctx context.Context, tx *sql.Tx, name string, now time.Time) (refused bool, l Lockout, err error) {
	var tries int
	var at int64
	if err := tx.QueryRowContext(ctx, `SELECT tries, tried_at FROM officers WHERE name = ?`, name).Scan(&tries, &at); err != nil {
		return false, l, err
	}
	if l = lockoutAfter(tries, codec.FromUnixNano(at), now); l.Blocked() {
		if now.Before(codec.FromUnixNano(at)) {
			_, err = tx.ExecContext(ctx, `UPDATE officers SET tried_at = ? WHERE name = ?`, codec.UnixNano(now), name)
		}
		return true, l, err
	}
	_, err = tx.ExecContext(ctx, `UPDATE officers SET tries = tries + 1, tried_at = ? WHERE name = ?`, codec.UnixNano(now), name)
	return false, l, err
}

// UncountTry takes a try back that [CountTry] counted and that was not made.
func UncountTry(ctx context.Context, tx *sql.Tx, name string) error {
	_, err := tx.ExecContext(ctx, `UPDATE officers SET tries = max(0, tries - 1) WHERE name = ?`, name)
	return err
}

// LockedOutError is the error of a try that was refused.
func LockedOutError(l Lockout) error {
	return siak.E("sign in", fault.KindLockedOut, &LockoutError{l})
}

// ForgetTries forgets an account's failed tries.
func ForgetTries(ctx context.Context, tx *sql.Tx, name string) error {
	_, err := tx.ExecContext(ctx, `UPDATE officers SET tries = 0, tried_at = 0 WHERE name = ?`, name)
	return err
}
