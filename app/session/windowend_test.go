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
		begun, exits := time.Now(), 0
		e := newWindowEnd(func(c int) {
			exits++
			after, code = time.Since(begun), c
		})
		if then != nil {
			e.then = then
		}
		go e.run(signOut)
		time.Sleep(20 * time.Second)
		if exits != 1 {
			t.Errorf("the process ended %d times", exits)
		}
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
		closed := false
		after, code := ended(t, works, func() error { closed = true; return nil })
		if after > 2*time.Second || code != 0 || !closed {
			t.Errorf("after %s with code %d, closed %t", after, code, closed)
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
		slow := func() error { time.Sleep(3900 * time.Millisecond); return errors.New("slow") }
		if after, code := ended(t, works, slow); after > most || code == 0 {
			t.Errorf("after %s with code %d", after, code)
		}
	})
}
