//go:build cgo && (linux || darwin)

package camera

import (
	"context"
	"os"
	"sync/atomic"
	"time"

	"ikd/station/scanner"
)

// restEvery is the time between two pictures that are unpacked while nothing
// moves. The driver keeps two of them, so what is seen is up to three times as
// old: a phone that is held up waits no longer than a quarter of a second.
const restEvery = 80 * time.Millisecond

var _ scanner.Restful = (*Source)(nil)

// resting is whether the pipeline rests.
type resting struct{ on atomic.Bool }

// Rest implements [scanner.Restful]. Every picture that is read is unpacked, and
// a JPEG of 720p takes a third of a core at 30 a second.
func (s *Source) Rest(resting bool) { s.resting.on.Store(resting) }

// pause waits a little at rest; the driver drops the pictures in between.
func (s *Source) pause(ctx context.Context) {
	if !s.resting.on.Load() {
		return
	}
	t := time.NewTimer(restEvery)
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
