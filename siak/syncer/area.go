package syncer

import (
	"context"
	"errors"
	"slices"
	"sync"

	"ikd/station/siak"
)

// What a registry and a cache can tell that know of areas; *registry.Client and
// *store.Cache do.
type (
	partitioner interface {
		Partitions(ctx context.Context) ([]siak.PartitionState, error)
	}
	holder interface {
		Held(ctx context.Context) ([]siak.PartitionHeld, error)
	}
)

// Why a pull that was under way ended by the officer's hand.
var (
	errHeld    = errors.New("the pull was stopped")
	errNewArea = errors.New("the area is another one now")
)

// orders is what the officer and the supervisor want of the Puller.
type orders struct {
	mu   sync.Mutex
	area []siak.Region
	held bool
	stop context.CancelCauseFunc // of the pull under way
}

func (o *orders) get() (area []siak.Region, held bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.area, o.held
}

// begin gives the context of a pull, which ends with an order that changes it.
func (o *orders) begin(ctx context.Context) (within context.Context, end func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	within, stop := context.WithCancelCause(ctx)
	o.stop = stop
	return within, func() { stop(nil) }
}

func (o *orders) change(why error, what func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	what()
	if o.stop != nil && why != nil {
		o.stop(why)
	}
}

// SetArea has the Puller keep other partitions from now on: what is no longer
// among them is dropped from the cache, what is new is pulled, at once.
func (p *Puller) SetArea(area []siak.Region) {
	area = slices.Clone(area)
	p.orders.change(errNewArea, func() { p.orders.area = area })
	p.Wake()
}

// Hold stops the pull that is under way, and has no more pages pulled until
// [Puller.Resume]. What has come is kept and can be worked with. The registry is
// spoken to as before: trust list, probe, audit.
func (p *Puller) Hold() { p.orders.change(errHeld, func() { p.orders.held = true }) }

// Resume pulls on, from where the pull was stopped.
func (p *Puller) Resume() {
	p.orders.change(nil, func() { p.orders.held = false })
	p.Wake()
}

// ordered reports whether a pull ended because somebody wanted it to.
func ordered(within context.Context) error {
	if why := context.Cause(within); errors.Is(why, errHeld) || errors.Is(why, errNewArea) {
		return why
	}
	return nil
}

// states is what the registry has of each partition; nil where it does not tell.
func (p *Puller) states(ctx context.Context) (map[siak.Region]siak.PartitionState, error) {
	registry, tells := p.registry.(partitioner)
	if !tells || p.silent {
		return nil, nil
	}
	all, err := registry.Partitions(ctx)
	p.link.report(ctx, err)
	if siak.KindOf(err) == siak.KindRefused { // a registry from before there were areas
		p.silent = true
		return nil, nil
	}
	states := make(map[siak.Region]siak.PartitionState, len(all))
	for _, s := range all {
		states[s.Head.Partition] = s
	}
	return states, err
}

// errNotOffered: a part of the area is kept that the registry does not offer (any
// more). The rest is pulled all the same, but the copy is not called complete.
var errNotOffered = errors.New("the registry does not offer a part of the area")

// offered is the part of the area that the registry has; all of it where it does
// not tell.
func offered(area []siak.Region, states map[siak.Region]siak.PartitionState) []siak.Region {
	if states == nil {
		return area
	}
	return slices.DeleteFunc(slices.Clone(area), func(r siak.Region) bool {
		_, is := states[r]
		return !is
	})
}

// held is what the cache has of each partition.
func (p *Puller) held(ctx context.Context) (held []siak.PartitionHeld, err error) {
	if cache, tells := p.cache.(holder); tells {
		held, err = cache.Held(ctx)
		return held, p.storage(ctx, err)
	}
	cursors, err := p.cache.Cursors(ctx)
	for _, c := range cursors {
		held = append(held, siak.PartitionHeld{At: c})
	}
	return held, p.storage(ctx, err)
}

// drop takes out of the cache what is not of the area any more.
func (p *Puller) drop(ctx context.Context, area []siak.Region, held []siak.PartitionHeld, apply applier) error {
	return p.storage(ctx, drop(ctx, area, held, apply))
}

func drop(ctx context.Context, area []siak.Region, held []siak.PartitionHeld, apply applier) error {
	for _, h := range held {
		if slices.Contains(area, h.At.Partition) || h.At.Seq == 0 && h.Residents == 0 {
			continue
		}
		begin := siak.Cursor{Partition: h.At.Partition, Epoch: h.At.Epoch}
		if err := apply(ctx, siak.Page{From: h.At, To: begin, StartOver: true}); err != nil {
			return err
		}
	}
	return nil
}

// Drop takes out of a cache what is not of an area, where no Puller runs that
// would do so by itself.
func Drop(ctx context.Context, cache Cache, area []siak.Region) error {
	return cache.Fill(ctx, func(apply func(context.Context, siak.Page) error) error {
		cursors, err := cache.Cursors(ctx)
		if err != nil {
			return err
		}
		var held []siak.PartitionHeld
		for _, c := range cursors {
			held = append(held, siak.PartitionHeld{At: c})
		}
		return drop(ctx, area, held, apply)
	})
}
