package session

import (
	"context"
	"sync"

	"ikd/station/app/suspend"
)

// watchSleep has lock called before the laptop sleeps, until stop. Where the
// system does not tell, the window finds out from its clocks, afterwards.
func watchSleep(ctx context.Context, lock func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var watcher sync.WaitGroup
	watcher.Go(func() { _ = suspend.Watch(ctx, lock) })
	return func() {
		cancel()
		watcher.Wait()
	}
}
