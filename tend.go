package main

import (
	"context"
	"os"
	"sync"
	"time"

	"ikd/station/siak"
	"ikd/station/store"
)

// run does what goes on beside the counter until ctx ends: the workers, and the
// change of the data key where one is running; then it writes the sign-out down.
// turning is told how far the change is and may be nil.
func (w *workplace) run(ctx context.Context, turning func(store.Rotation)) {
	var both sync.WaitGroup
	both.Go(func() { _ = w.workers.Run(ctx) })
	both.Go(func() { w.turn(ctx, turning) })
	both.Go(func() { w.keepUp(ctx) })
	both.Wait()
	// What cannot be written is known by the next sign-in's row.
	_ = w.store.Audit.Append(context.WithoutCancel(ctx), store.Event{Act: store.ActSignOut})
}

// turnAgain is how long a change of the data key rests that could not go on: a
// full disk, a locked store.
const turnAgain = time.Minute

// turn carries a change of the data key on: one that a program before left, or
// that begins now (see [workplace.turnNow]).
func (w *workplace) turn(ctx context.Context, told func(store.Rotation)) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-w.turning:
		}
		if err := w.store.Rotate(ctx, told); err != nil && ctx.Err() == nil && siak.KindOf(err) != siak.KindNotSetUp {
			timer.Reset(turnAgain)
		}
	}
}

// turnNow says that there is something to turn.
func (w *workplace) turnNow() {
	select {
	case w.turning <- struct{}{}:
	default:
	}
}

// wipePatience is how long a wipe waits for the registry to take what waits.
const wipePatience = 15 * time.Second

// wiped is what a wipe left.
type wiped struct {
	store.Exported
	Reported bool // the registry knows
}

// wipe destroys the keys and the cache, has what waits sent, exports the rest to
// the folder to, and removes everything else. Nothing else may run; the
// workplace is closed afterwards. It can be called in any folder again, see
// [store.FinishWipe].
func (w *workplace) wipe(ctx context.Context, dir, to string, order *siak.WipeOrder) (done wiped, err error) {
	if err := w.store.BeginWipe(ctx, order); err != nil {
		return done, err
	}
	ctx = context.WithoutCancel(ctx) // there is no way back
	w.sendRest(ctx)
	if err := w.store.Close(); err != nil {
		return done, err
	}
	if done.Exported, err = store.FinishWipe(ctx, dir, to); err != nil {
		return done, err
	}
	if done.Reported = w.client.ReportWipe(ctx, order, done.Activations) == nil; done.Reported {
		_ = os.Remove(done.Report) // nobody needs to hand it in
		done.Report = ""
	}
	return done, nil
}

// sendRest lets the outbox be sent until it is empty, the registry does not
// answer, or patience ends.
func (w *workplace) sendRest(ctx context.Context) {
	if n, err := w.store.Ledger.Waiting(ctx); err != nil || n == 0 {
		return
	}
	if _, err := w.client.LastAnchor(ctx); siak.KindOf(err) == siak.KindOffline {
		return
	}
	sending, stop := context.WithTimeout(ctx, wipePatience)
	var sender sync.WaitGroup
	sender.Go(func() { _ = w.workers.Sender.Run(sending) })
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for sending.Err() == nil {
		if n, err := w.store.Ledger.Waiting(ctx); err != nil || n == 0 {
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
