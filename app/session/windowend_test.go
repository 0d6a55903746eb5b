package session

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// ended runs the end of a window whose toolkit never returns, and says when and with
// which code the process would have ended.
func ended(t *testing.T, signOut, then func() error) (after time.Duration, code int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		begun, exits := time.Now(), make(chan func(), 8)
		e := newWindowEnd(func(c int) {
			took := time.Since(begun)
			exits <- func() { after, code = took, c }
		})
		if then != nil {
			e.then = then
		}
		go e.run(signOut)
		time.Sleep(20 * time.Second)
		if len(exits) != 1 {
			t.Fatalf("the process ended %d times", len(exits))
		}
		(<-exits)()
	})
	return after, code
}

// TestTheProcessEnds: whatever hangs at the window's end, the process is gone within
// five seconds, and what can be closed is closed before.
func TestTheProcessEnds(t *testing.T) {
	const most = 5 * time.Second
	hangs := func() error { time.Sleep(10 * time.Second); return nil }
	works := func() error { return nil }
	t.Run("the toolkit hangs", func(t *testing.T) {
		closed := make(chan bool, 1)
		after, code := ended(t, works, func() error { closed <- true; return nil })
		if after > 2*time.Second || code != 0 || len(closed) == 0 {
			t.Errorf("after %s with code %d, closed %d times", after, code, len(closed))
		}
	})
	t.Run("signing out hangs", func(t *testing.T) {
		if after, code := ended(t, hangs, nil); after > most || code == 0 {
			t.Errorf("after %s with code %d", after, code)
		}
	})
	t.Run("closing hangs", func(t *testing.T) {
		if after, code := ended(t, works, hangs); after > most || code == 0 {
			t.Errorf("after %s with code %d", after, code)
		}
	})
	t.Run("closing is slow and fails", func(t *testing.T) {
		slow := func() error { time.Sleep(endTimeout - time.Millisecond); return errors.New("slow") }
		if after, code := ended(t, works, slow); after > endTimeout || code == 0 {
			t.Errorf("after %s with code %d", after, code)
		}
	})
}
