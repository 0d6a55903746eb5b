package syncer

import (
	"context"
	"reflect"
	"time"

	"ikd/station/siak"
)

// Puller keeps the cache fresh.
type Puller struct {
	cache     Cache
	registry  Registry
	link      *link
	storage   reporter
	events    Events
	opts      Options
	orders    orders
	recovered func(spread time.Duration) // the registry is back
	anchor    *anchorer                  // nil: none
	drift     *drift                     // nil: nothing to compare
	// revocations follows their list; nil: they come with the trust list.
	revocations *revocationFollower

	wake  chan struct{}
	first chan struct{} // closed after the first complete pull

	// Owned by Run.
	complete bool
	failures int
	lost     bool // the registry did not answer the last pull
	silent   bool // the registry does not tell of its partitions
	trusted  *siak.Trust
	told     Progress
	paging   paging
	leftOut  leftOut
}

// Wake asks for a pull at once.
func (p *Puller) Wake() { poke(p.wake) }

// FirstPull waits for the first complete pull since the Puller was made; it
// fails with ctx's error. [Events].Progress tells how far it is.
func (p *Puller) FirstPull(ctx context.Context) error {
	select {
	case <-p.first:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Run pulls at once, at every interval and when woken, until ctx ends.
func (p *Puller) Run(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		case <-p.wake:
		}
		timer.Reset(p.turn(ctx))
	}
}

// turn pulls and gives the time to wait afterwards. Where the registry is back
// for everybody, the first turn is the probe alone, and the pull comes later.
func (p *Puller) turn(ctx context.Context) time.Duration {
	spread := p.link.spread()
	if !p.lost || spread == 0 {
		return p.rest(p.pull(ctx))
	}
	if err := p.pullTrust(ctx); err != nil {
		return p.rest(p.ended(ctx, Progress{}, err))
	}
	return p.opts.Jitter(spread)
}

// rest is how long to wait after a pull that ended so, and at least as long as
// the registry asked for.
func (p *Puller) rest(err error) time.Duration {
	asked := p.link.asked().Sub(p.opts.Now())
	if err == nil {
		p.failures = 0
		return max(p.opts.about(p.opts.PullEvery), asked)
	}
	p.failures++
	if siak.KindOf(err).Passing() {
		return max(p.opts.about(p.opts.ProbeEvery), asked)
	}
	return max(min(p.opts.backoff(p.failures), p.opts.PullEvery), asked)
}

func (p *Puller) pull(ctx context.Context) error {
	within, end := p.orders.begin(ctx)
	defer end()
	area, held := p.orders.get()
	if held {
		p.told.Held = true
		p.tell(p.told)          // again: whoever shows it may have come later
		return p.pullTrust(ctx) // which is the probe
	}
	progress, err := p.pullAll(within, area)
	switch why := ordered(within); {
	case err == nil || why == nil:
		return p.ended(ctx, progress, err)
	case why == errHeld:
		progress.Running, progress.Held, progress.Left = false, true, 0
		p.tell(progress)
	}
	return nil
}

// ended tells how a pull ended.
func (p *Puller) ended(ctx context.Context, progress Progress, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	progress.Running, progress.Failed, progress.Left = false, siak.KindOf(err), 0
	p.tell(progress)
	if err == nil && !p.complete {
		p.complete = true
		close(p.first)
	}
	return err
}

// tell tells of progress; that nothing answers still is no news.
func (p *Puller) tell(progress Progress) {
	if progress.Failed != "" && progress == p.told {
		return
	}
	p.told = progress
	p.events.Progress(progress)
}

func (p *Puller) pullTrust(ctx context.Context) error {
	spread := p.link.spread()
	trust, _, err := p.registry.Trust(ctx)
	if err != nil && ctx.Err() != nil {
		return err
	}
	p.link.report(ctx, err)
	if p.lost && err == nil {
		p.recovered(spread)
	}
	if p.lost = err != nil; p.lost {
		return err
	}
	if p.anchor != nil { // before the cache, which may be locked or full
		p.anchor.leave(ctx)
	}
	p.revocations.follow(ctx, trust.Revocations, revocationSlice)
	if p.trusted != nil && reflect.DeepEqual(*p.trusted, trust) {
		return nil
	}
	if err := p.storage(ctx, p.cache.SetTrust(ctx, trust)); err != nil {
		return err
	}
	p.trusted = &trust
	p.events.Trust(trust)
	return nil
}
