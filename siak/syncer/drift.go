package syncer

import (
	"context"
	"slices"
	"time"

	"ikd/station/siak"
)

// What a cache and a registry can do that have checksums of partitions. Where
// the [Cache] is a digester and the [Registry] a checksummer, as *store.Cache and
// *registry.Client are, the Puller compares.
type (
	digester interface {
		Digests(ctx context.Context) ([]siak.PartitionDigest, error)
	}
	checksummer interface {
		Checksum(ctx context.Context, at siak.Cursor) (siak.Digest, bool, error)
	}
)

// drift compares the cache with the registry now and then, partition by
// partition: a change that was lost on the way, by a fault of whichever side,
// would else never be noticed.
type drift struct {
	cache    digester
	registry checksummer
	next     time.Time
}

// firstCheck is how much sooner than the later ones the first check comes: a
// laptop may be switched off every afternoon.
const firstCheck = 16

func newDrift(cache Cache, registry Registry, o Options) *drift {
	d := &drift{next: o.Now().Add(o.CheckEvery / firstCheck)}
	var can, does bool
	d.cache, can = cache.(digester)
	d.registry, does = registry.(checksummer)
	if !can || !does {
		return nil
	}
	return d
}

// due reports whether it is time to compare, and if so when the next time is.
func (d *drift) due(o Options) bool {
	now := o.Now()
	if d == nil || now.Before(d.next) && d.next.Sub(now) <= o.CheckEvery {
		return false
	}
	d.next = now.Add(o.about(o.CheckEvery))
	return true
}

// compare gives the partitions of the cache that are not what the registry has.
// One that the registry has changed in the meantime is left to the next time.
//
// Whose records could not be read is in an older registry's checksum and not in
// the copy: they are counted in where that makes the sums agree.
func (p *Puller) compare(ctx context.Context, area []siak.Region) (differ []siak.PartitionDigest, err error) {
	digests, err := p.drift.cache.Digests(ctx)
	if p.storage(ctx, err) != nil {
		return nil, err
	}
	for _, mine := range digests {
		if !slices.Contains(area, mine.At.Partition) {
			continue
		}
		theirs, known, err := p.drift.registry.Checksum(ctx, mine.At)
		p.link.report(ctx, err)
		if err != nil {
			return differ, err
		}
		if known && theirs != mine.Digest && theirs != p.leftOut.with(mine) {
			differ = append(differ, mine)
		}
	}
	return differ, nil
}

// repair compares if it is time, and pulls anew what differs.
func (p *Puller) repair(ctx context.Context, area []siak.Region) error {
	if !p.drift.due(p.opts) {
		return nil
	}
	differ, err := p.compare(ctx, area)
	for _, before := range differ {
		err := p.pullAnew(ctx, before.At)
		if !p.asBefore(ctx, before) {
			p.events.Drift(before.At.Partition)
		}
		if err != nil {
			return err
		}
	}
	return err
}

// asBefore reports whether a partition that was pulled anew is what the copy had,
// but for those who were left out then as now: a program that was started anew
// does not know of them, and nothing has drifted.
func (p *Puller) asBefore(ctx context.Context, before siak.PartitionDigest) bool {
	if len(p.leftOut[before.At.Partition]) == 0 {
		return false
	}
	now, err := p.drift.cache.Digests(ctx)
	return err == nil && slices.Contains(now, before)
}

// pullAnew drops a partition and pulls it from its beginning. Broken off, the
// next pull goes on with it.
func (p *Puller) pullAnew(ctx context.Context, at siak.Cursor) error {
	begin := siak.Cursor{Partition: at.Partition, Epoch: at.Epoch}
	area := []siak.Region{at.Partition}
	round, t := newRound(area, []siak.PartitionHeld{{At: begin}}), newTally(area, nil, nil)
	var pulled error
	err := p.cache.Fill(ctx, func(apply applier) error {
		if pulled = p.storage(ctx, apply(ctx, siak.Page{From: at, To: begin, StartOver: true})); pulled == nil {
			pulled = p.pullRound(ctx, round, t, apply)
		}
		return pulled
	})
	if pulled != nil {
		return pulled
	}
	return p.storage(ctx, err)
}
