//go:build cgo && (linux || darwin)

package camera

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"ikd/station/scanner"
)

func TestAtRestFewerPicturesAreUnpacked(t *testing.T) {
	p := webcam("cam;video0", "Cam;usb")
	plugIn(t, p)
	synctest.Test(t, func(t *testing.T) {
		p.readErr = func(int) error {
			time.Sleep(time.Second / 30)
			return nil
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		src, n := Open("", Options{}), 0
		src.Throttle(true)
		_ = src.Run(ctx, func(*scanner.Frame) {
			if n++; time.Until(deadline(ctx)) < 5*time.Second {
				src.Throttle(false)
			}
		})
		// 5 s of one each 113 ms, 5 s of 30 a second.
		if n < 190 || n > 200 {
			t.Errorf("%d pictures", n)
		}
	})
}

func deadline(ctx context.Context) time.Time {
	d, _ := ctx.Deadline()
	return d
}

func TestALateFrameIsWaitedFor(t *testing.T) {
	p := webcam("cam;video0", "Cam;usb")
	plugIn(t, p)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p.readErr = func(n int) error {
		if n == 9 {
			cancel()
		}
		return errors.New("read timeout")
	}
	if err := Open("", Options{}).Run(ctx, func(*scanner.Frame) {}); !errors.Is(err, context.Canceled) || p.closed != 1 {
		t.Errorf("closed %d times, %v", p.closed, err)
	}
}
