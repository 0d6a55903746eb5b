package desk

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"ikd/station/siak"
)

// TestMidnight: the day's count begins anew at the office's midnight, by
// itself; what still waits is of any day.
func TestMidnight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ledger := oneActivation{at: time.Now()} // a bubble begins at midnight UTC
		counter := NewCounter(Deps{
			Ledger: ledger, Residents: noResidents{}, Policy: siak.Policy{Zone: siak.WIT},
		})
		d := New(counter, Options{})
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- d.Run(ctx) }()
		midnight := counter.midnight().AddDate(0, 0, 1)

		synctest.Wait()
		if s := d.State(); s.Today.Total != 1 || s.Status.Queue != 1 {
			t.Errorf("today %d, queue %d", s.Today.Total, s.Status.Queue)
		}
		time.Sleep(time.Until(midnight) - time.Minute)
		synctest.Wait()
		if s := d.State(); s.Today.Total != 1 {
			t.Errorf("a minute before midnight: %d", s.Today.Total)
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if s := d.State(); s.Today.Total != 0 || len(s.Today.Latest) != 0 || s.Status.Queue != 1 {
			t.Errorf("after midnight: today %d, queue %d", s.Today.Total, s.Status.Queue)
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// oneActivation is a ledger with one activation that waits. (A file cannot
// enter a bubble of its own time.)
type oneActivation struct{ at time.Time }

func (l oneActivation) Activations(_ context.Context, since time.Time) ([]siak.Activation, error) {
	if l.at.Before(since) {
		return nil, nil
	}
	return []siak.Activation{{State: siak.Queued}}, nil
}

func (l oneActivation) Held(context.Context) ([]siak.Activation, error) { return nil, nil }

func (l oneActivation) Waiting(context.Context) (int, error) { return 1, nil }

func (l oneActivation) Used(context.Context, siak.PresentationID) (siak.Activation, bool, error) {
	return siak.Activation{}, false, nil
}

func (l oneActivation) OpenActivation(context.Context, string) (siak.Activation, bool, error) {
	return siak.Activation{}, false, nil
}

func (l oneActivation) Confirm(context.Context, siak.Activation) error { return nil }

type noResidents struct{}

func (noResidents) Resident(context.Context, siak.NIK) (siak.Resident, bool, error) {
	return siak.Resident{}, false, nil
}

func (noResidents) Freshness(context.Context) (siak.Freshness, error) {
	return siak.Freshness{}, nil
}
