package desk

import (
	"context"
	"time"
)

// tickEvery is how often the desk looks whether the day is over.
const tickEvery = time.Minute

// Run owns the state until ctx ends, and then waits for what is under way: a
// confirmation that was asked for is finished. It returns nil.
func (d *Desk) Run(ctx context.Context) error {
	defer d.jobs.Wait()
	defer d.stopJudging()
	d.do(ctx, effect{do: doRefresh})
	timer := time.NewTimer(tickEvery)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-d.inbox.signal:
			for _, ev := range d.inbox.take() {
				d.handle(ctx, ev)
			}
		case <-timer.C:
			d.handle(ctx, evTick{})
		}
		d.publish()
		timer.Reset(d.untilTick())
	}
}

// untilTick is when time alone will change something.
func (d *Desk) untilTick() time.Duration {
	if at := d.machine.deadline(); !at.IsZero() {
		return min(tickEvery, max(0, at.Sub(d.counter.deps.Now())))
	}
	return tickEvery
}

func (d *Desk) handle(ctx context.Context, ev event) {
	switch ev.(type) {
	case evLook:
		d.tell(d.State())
	case evOverview:
		d.refreshing = false
	}
	for _, e := range d.machine.handle(ev, d.counter.deps.Now()) {
		d.do(ctx, e)
	}
	if d.stale && !d.refreshing {
		d.do(ctx, effect{do: doRefresh})
	}
}

// do starts a piece of work. Judging and reading end with ctx; what has to be
// written is written.
func (d *Desk) do(ctx context.Context, e effect) {
	switch e.do {
	case doJudge:
		d.stopJudging()
		ctx, d.cancelJudging = context.WithCancel(ctx)
		d.jobs.Go(func() { d.judge(ctx, e) })
	case doCancel:
		d.stopJudging()
	case doWeigh:
		d.jobs.Go(func() {
			d.inbox.put("weighed", evWeighed{gen: e.gen, other: d.counter.worthOffering(ctx, e.taken)})
		})
	case doSave:
		ctx = context.WithoutCancel(ctx)
		d.jobs.Go(func() { d.save(ctx, e) })
	case doSkip:
		ctx = context.WithoutCancel(ctx)
		d.jobs.Go(func() { d.skip(ctx, e) })
	case doForget:
		d.counter.deps.Forget(e.text)
	case doRefresh:
		if d.stale = d.refreshing; !d.refreshing {
			d.refreshing = true
			d.jobs.Go(func() { d.refresh(ctx) })
		}
	}
}

func (d *Desk) stopJudging() {
	if d.cancelJudging != nil {
		d.cancelJudging()
	}
}

func (d *Desk) judge(ctx context.Context, e effect) {
	from := d.counter.deps.Now()
	j, err := d.counter.judge(ctx, e.taken.reading, e.taken.arrived, func(j Judgement) {
		d.inbox.put("asking", evAsking{gen: e.gen, judgement: &j, card: d.counter.card(&j)})
	})
	ev := evJudged{gen: e.gen, err: err}
	if err == nil {
		ev.judgement, ev.card = &j, d.counter.card(&j)
		ev.card.Latency = latency(e.taken, from, d.counter.deps.Now())
	}
	d.inbox.put("judged", ev)
}

func (d *Desk) save(ctx context.Context, e effect) {
	a, err := d.counter.Confirm(ctx, *e.judgement)
	d.inbox.put("saved", evSaved{gen: e.gen, row: RowOf(a), err: err})
}

func (d *Desk) skip(ctx context.Context, e effect) {
	if err := d.counter.PutAway(ctx, *e.judgement); err != nil {
		d.inbox.put("unaccounted", evUnaccounted{err: err})
	}
}

func (d *Desk) refresh(ctx context.Context) {
	o, err := d.counter.overview(ctx)
	if ctx.Err() != nil {
		return
	}
	d.inbox.put("overview", evOverview{overview: o, err: err})
}
