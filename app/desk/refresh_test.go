package desk

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ikd/station/siak"
)

// heldLedger holds each reading of the day until it is let go.
type heldLedger struct {
	oneActivation
	reading, most *atomic.Int32 // at the same time
	let           chan struct{}
}

func (l heldLedger) Activations(ctx context.Context, since time.Time) ([]siak.Activation, error) {
	if now := l.reading.Add(1); now > l.most.Load() {
		l.most.Store(now)
	}
	defer l.reading.Add(-1)
	<-l.let
	return l.oneActivation.Activations(ctx, since)
}

// TestOneOverviewAtATime: a card that was put away and could not be accounted for
// is told, and does not count as the answer of an overview that is being read.
func TestOneOverviewAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ledger := heldLedger{oneActivation{time.Now()}, new(atomic.Int32), new(atomic.Int32), make(chan struct{})}
		d := New(NewCounter(Deps{
			Ledger: ledger, Residents: noResidents{}, Policy: siak.Policy{Zone: siak.WIT},
			Audit: func(context.Context, Note) error {
				return siak.E("append", siak.KindDiskFull, errors.New("as the test wants it"))
			},
		}), Options{})
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- d.Run(ctx) }()
		synctest.Wait() // the first overview is being read
		d.jobs.Go(func() { d.skip(ctx, effect{judgement: &Judgement{}}) })
		synctest.Wait()
		d.SyncProgressed(SyncProgress{}) // asks for another
		synctest.Wait()
		if got := d.State().Status.StorageFault; got != siak.KindDiskFull {
			t.Errorf("the fault is told as %q", got)
		}
		close(ledger.let)
		synctest.Wait()
		if got := ledger.most.Load(); got != 1 {
			t.Errorf("%d overviews were read at the same time", got)
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
