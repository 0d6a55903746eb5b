//go:build cgo && (linux || darwin)

package camera

import (
	"context"
	"os"
	"sync/atomic"
	"time"

	"ikd/station/scanner"
)

// throttledEvery is the time between two pictures that are unpacked while nothing
// moves. The driver keeps two of them, so what is seen is up to three times as
// old: a phone that is held up waits no longer than a quarter of a second.
const throttledEvery = 80 * time.Millisecond

var _ scanner.Throttler = (*Source)(nil)

// throttled is whether the pipeline idles.
type throttled struct{ on atomic.Bool }

// Throttle implements [scanner.Throttler]. Every picture that is read is unpacked, and
// a JPEG of 720p takes a third of a core at 30 a second.
func (s *Source) Throttle(on bool) { s.throttled.on.Store(on) }

// pause waits a little while throttled; the driver drops the pictures in between.
func (s *Source) pause(ctx context.Context) {
	if !s.throttled.on.Load() {
		return
	}
	t := time.NewTimer(throttledEvery)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// patience is the variable by which mediadevices has the seconds that a read
// waits for a picture; five if it is not set, and all the while the device stays
// open. With one, a run that was ended returns in time to be started anew.
const patience = "PION_MEDIADEVICES_CAMERA_READ_TIMEOUT"

func init() {
	if os.Getenv(patience) == "" {
		_ = os.Setenv(patience, "1") // without it the camera only recovers later
	}
}
