package syncer

import (
	"context"
	"sync"
	"time"

	"ikd/station/siak"
)

// applier takes a page into the cache.
type applier = func(context.Context, siak.Page) error

// pullAll is one pull of an area.
func (p *Puller) pullAll(ctx context.Context, area []siak.Region) (Progress, error) {
	if err := p.pullTrust(ctx); err != nil {
		return Progress{}, err
	}
	states, err := p.states(ctx)
	if err != nil {
		return Progress{}, err
	}
	var progress Progress
	var pulled error
	err = p.cache.Fill(ctx, func(apply applier) error {
		progress, pulled = p.fill(ctx, area, states, apply)
		return pulled
	})
	if pulled != nil || p.storage(ctx, err) != nil {
		return progress, err
	}
	if err := p.repair(ctx, area); err != nil {
		return progress, err
	}
	p.revocations.follow(ctx, p.trusted.Revocations, 0)
	if len(offered(area, states)) < len(area) {
		return progress, siak.E("pull a partition", siak.KindRefused, errNotOffered)
	}
	return progress, p.storage(ctx, p.cache.SetSynced(ctx, p.opts.Now()))
}

// fill brings the cache to where the registry is.
func (p *Puller) fill(ctx context.Context, area []siak.Region, states map[siak.Region]siak.PartitionState, apply applier) (Progress, error) {
	held, err := p.held(ctx) // within the filling: it may go on with one that was cut off
	if err != nil {
		return Progress{}, err
	}
	if err := p.drop(ctx, area, held, apply); err != nil {
		return Progress{}, err
	}
	area = offered(area, states)
	round, t := newRound(area, held), newTally(area, held, states)
	round.skip(states, t)
	err = p.pullRound(ctx, round, t, apply)
	return t.progress(), err
}

// fetched is a page on its way into the cache, or why there is none.
type fetched struct {
	page siak.Page
	err  error
}

// pullRound pulls a page of each partition in turn until none has any left. While
// a page is taken in, the next one is on its way.
func (p *Puller) pullRound(ctx context.Context, r round, t tally, apply applier) error {
	ctx, stop := context.WithCancel(ctx)
	pages := make(chan fetched)
	var fetching sync.WaitGroup
	fetching.Go(func() {
		defer close(pages)
		p.fetch(ctx, r, pages)
	})
	defer fetching.Wait()
	defer stop()
	m := meter{puller: p, pace: newPace(p.opts.Now(), t.left())}
	for f := range pages {
		if f.err != nil {
			return f.err
		}
		began := p.opts.Now()
		if changes(f.page) {
			if err := p.storage(ctx, apply(ctx, f.page)); err != nil {
				return err
			}
		}
		p.leftOut.take(f.page)
		if n := len(f.page.LeftOut); n > 0 {
			p.events.LeftOut(f.page.From.Partition, n)
		}
		t.take(f.page)
		m.took(t, len(f.page.Upserts), p.opts.Now().Sub(began))
	}
	return ctx.Err()
}

// fetch fetches the pages of a pull in turn and hands them over one by one.
func (p *Puller) fetch(ctx context.Context, r round, pages chan<- fetched) {
	for r.open() {
		for _, part := range r.parts {
			if part.done {
				continue
			}
			f := p.fetchPage(ctx, part)
			select {
			case pages <- f:
			case <-ctx.Done():
				return
			}
			if f.err != nil {
				return
			}
		}
	}
}

func (p *Puller) fetchPage(ctx context.Context, part *part) fetched {
	began := p.opts.Now()
	page, err := p.registry.Changes(ctx, part.cursor, p.paging.limit())
	if ctx.Err() == nil {
		p.paging.saw(page, p.opts.Now().Sub(began), err)
	}
	p.link.report(ctx, err)
	if err == nil {
		err = part.follow(page)
	}
	return fetched{page, err}
}

// changes reports whether applying a page would change anything: most pulls of
// a day find nothing new, and need not write.
func changes(page siak.Page) bool { return page.StartOver || page.To != page.From }

// tellEvery is how often a pull under way is told of.
const tellEvery = time.Second / 2

// meter tells how a pull goes.
type meter struct {
	puller *Puller
	pace   *pace
	told   time.Time
}

func (m *meter) took(t tally, rows int, d time.Duration) {
	now, progress := m.puller.opts.Now(), t.progress()
	m.pace.took(rows, d)
	m.pace.tick(now, t.left())
	if progress.Of == 0 || t.done() || now.Sub(m.told).Abs() < tellEvery {
		return
	}
	m.told = now
	progress.Left = m.pace.rest(t.filling())
	m.puller.tell(progress)
}
