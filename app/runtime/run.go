package runtime

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"time"

	"ikd/station/app/logging"
	"ikd/station/siak"
	"ikd/station/store"
)

// Run does what goes on beside the counter until ctx ends: the workers, the
// rotation of the data key where one is due, and the renewal of the certificate.
// rotating is told how far the rotation is and may be nil.
func (st *Station) Run(ctx context.Context, rotating func(store.Rotation)) {
	var all sync.WaitGroup
	all.Go(func() { _ = st.Workers.Run(ctx) })
	all.Go(func() { st.rotateKeys(ctx, rotating) })
	all.Go(func() { st.maintain(ctx) })
	all.Wait()
}

// rotateAgain is how long a rotation of the data key rests that could not go on: a
// full disk, a locked store.
const rotateAgain = time.Minute

// countEvery is how often it is looked at whether so much was sealed with the data
// key that another one is due.
const countEvery = 10 * time.Minute

// rotateKeys carries a rotation of the data key on: one that a program before left, or
// that begins now (see [Station.RotateNow]).
func (st *Station) rotateKeys(ctx context.Context, told func(store.Rotation)) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-st.rotate:
		}
		timer.Reset(countEvery)
		if err := st.Store.Rotate(ctx, told); err != nil && ctx.Err() == nil && siak.KindOf(err) != siak.KindNotSetUp {
			timer.Reset(rotateAgain)
		}
	}
}

// RotateNow says that a rotation of the data key is due.
func (st *Station) RotateNow() {
	select {
	case st.rotate <- struct{}{}:
	default:
	}
}

// wipePatience is how long a wipe waits for the registry to take what waits.
const wipePatience = 15 * time.Second

// Wiped is what a wipe left.
type Wiped struct {
	store.Exported
	Reported bool // the registry knows
}

// Wipe destroys the keys and the cache, has what waits sent, exports the rest to
// the folder to, and removes everything else. Nothing else may run; the
// station is closed afterwards. What was broken off is done by [FinishWipe].
func (st *Station) Wipe(ctx context.Context, to string, order *siak.WipeOrder) (done Wiped, err error) {
	if err := st.Store.BeginWipe(ctx, order); err != nil {
		return done, err
	}
	ctx = context.WithoutCancel(ctx) // there is no way back
	st.sendRest(ctx)
	if err := st.Store.Close(); err != nil {
		return done, err
	}
	if done.Exported, err = FinishWipe(ctx, st.dir, to, st.log); err != nil {
		return done, err
	}
	if done.Reported = st.Client.ReportWipe(ctx, order, done.Activations) == nil; done.Reported {
		_ = os.Remove(done.Report) // nobody needs to hand it in
		done.Report = ""
	}
	return done, nil
}

// FinishWipe exports what a wiped folder still has for the registry to the folder
// to, and removes everything else, the log too. log may be nil. It may
// be called again until it succeeds, see [store.FinishWipe].
func FinishWipe(ctx context.Context, dir, to string, log *logging.Log) (store.Exported, error) {
	if log != nil {
		_ = log.Release() // what it says goes with it
	}
	wipeProxy(dir)
	left, err := store.FinishWipe(ctx, dir, to)
	if err != nil {
		return left, err
	}
	return left, os.RemoveAll(filepath.Join(dir, logging.Folder))
}

// sendRest lets the outbox be sent until it is empty, the registry does not
// answer, or patience ends.
func (st *Station) sendRest(ctx context.Context) {
	if n, err := st.Store.Ledger.Waiting(ctx); err != nil || n == 0 {
		return
	}
	if _, err := st.Client.LastAnchor(ctx); siak.KindOf(err).Unreachable() {
		return
	}
	sending, stop := context.WithTimeout(ctx, wipePatience)
	var sender sync.WaitGroup
	sender.Go(func() { _ = st.Workers.Sender.Run(sending) })
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for sending.Err() == nil {
		if n, err := st.Store.Ledger.Waiting(ctx); err != nil || n == 0 {
			break
		}
		select {
		case <-tick.C:
		case <-sending.Done():
		}
	}
	stop()
	sender.Wait()
}
