package transfer

import (
	"context"
	"slices"

	"ikd/station/siak"
)

// step is what a file means for one partition of the copy.
type step int

const (
	stepNone   step = iota // the copy is as far, or farther
	stepOn                 // it leads the copy on
	stepAnew               // the copy of it is dropped first
	stepBehind             // it is of another epoch and older
	stepGap                // something between is missing
)

// judge says what a span means for a copy that stands at have. A span from the
// beginning brings no tombstones, so whoever left since would stay in a copy
// that is not dropped.
func judge(span Span, have siak.Cursor, newer bool) step {
	whole, same := span.From.Seq == 0, have.Epoch == span.To.Epoch
	switch {
	case have.Seq == 0 && whole:
		return stepOn
	case have.Seq == 0:
		return stepGap
	case same:
		return judgeSameEpoch(span, have)
	case !newer:
		return stepBehind
	case whole:
		return stepAnew
	}
	return stepGap
}

// judgeSameEpoch is judge for a copy that was begun, of the span's epoch.
func judgeSameEpoch(span Span, have siak.Cursor) step {
	switch {
	case span.To.Seq <= have.Seq:
		return stepNone
	case span.From.Seq == 0:
		return stepAnew
	case span.From.Seq <= have.Seq:
		return stepOn
	}
	return stepGap
}

// plan is what a file means for the whole copy.
type plan struct {
	steps   map[siak.Region]step
	have    map[siak.Region]siak.Cursor
	trust   bool // the trust list is taken
	news    bool
	behind  bool
	spanned map[siak.Region]Span
}

func (s Station) plan(ctx context.Context, found Found, cache Cache) (plan, error) {
	p := plan{steps: map[siak.Region]step{}, have: map[siak.Region]siak.Cursor{}, spanned: map[siak.Region]Span{}}
	known, has, err := cache.Trust(ctx)
	if err != nil {
		return p, err
	}
	fresh, err := cache.Freshness(ctx)
	if err != nil {
		return p, err
	}
	if err := p.copyOf(ctx, cache); err != nil {
		return p, err
	}
	newer := found.Made.After(fresh.SyncedAt)
	if err := p.judgeAll(found.Partitions, newer); err != nil {
		return p, err
	}
	p.trust = !has || found.Trust > known.Version || found.Trust == known.Version && (newer || p.news)
	p.news = p.news || p.trust
	p.behind = p.behind || !p.news && found.Made.Before(fresh.SyncedAt)
	return p, nil
}

// copyOf notes where the copy stands.
func (p *plan) copyOf(ctx context.Context, cache Cache) error {
	cursors, err := cache.Cursors(ctx)
	for _, c := range cursors {
		p.have[c.Partition] = c
	}
	return err
}

// judgeAll judges each span. newer says that the file was made after the copy was
// last whole.
func (p *plan) judgeAll(spans []Span, newer bool) error {
	for _, span := range spans {
		region := span.To.Partition
		st := judge(span, p.have[region], newer)
		p.steps[region], p.spanned[region] = st, span
		switch st {
		case stepGap:
			return bad(siak.KindFileGap, "it goes on from what is not here")
		case stepBehind:
			p.behind = true
		case stepOn, stepAnew:
			p.news = true
		}
	}
	return nil
}

// takeArea takes trust and pages in.
func (s Station) takeArea(ctx context.Context, found Found, to Stores, again func(into) error) (Taken, error) {
	taken := Taken{Found: found}
	p, err := s.plan(ctx, found, to.Cache)
	switch {
	case err != nil:
		return taken, err
	case p.behind:
		return taken, bad(siak.KindFileOlder, "what is here is newer")
	case !p.news:
		return taken, nil
	}
	err = to.Cache.Fill(ctx, func(apply func(context.Context, siak.Page) error) error {
		return again(into{
			trust: func(t siak.Trust) error { return p.takeTrust(ctx, t, to) },
			page:  func(page siak.Page) error { return p.takePage(ctx, page, apply) },
		})
	})
	if err != nil {
		return taken, err
	}
	taken.New = true
	return taken, s.synced(ctx, found, to.Cache)
}

func (p plan) takeTrust(ctx context.Context, t siak.Trust, to Stores) error {
	if !p.trust {
		return nil
	}
	if err := to.Cache.SetTrust(ctx, t); err != nil {
		return err
	}
	if to.Trusted != nil {
		to.Trusted(t)
	}
	return nil
}

// takePage applies a page, before the first of a partition that begins anew the
// value that says so, as the registry gives it over the network.
func (p plan) takePage(ctx context.Context, page siak.Page, apply func(context.Context, siak.Page) error) error {
	region := page.To.Partition
	switch p.steps[region] {
	case stepNone:
		return nil
	case stepAnew:
		if page.From == p.spanned[region].From {
			begin := siak.Cursor{Partition: region, Epoch: page.To.Epoch}
			if err := apply(ctx, siak.Page{From: p.have[region], To: begin, StartOver: true}); err != nil {
				return err
			}
		}
	}
	return apply(ctx, page)
}

// synced notes how old the copy is now: as old as the file, where it brought
// every partition that the station keeps.
func (s Station) synced(ctx context.Context, found Found, cache Cache) error {
	for _, region := range s.Area {
		if !slices.ContainsFunc(found.Partitions, func(span Span) bool { return span.To.Partition == region }) {
			return nil
		}
	}
	fresh, err := cache.Freshness(ctx)
	if err != nil || !found.Made.After(fresh.SyncedAt) {
		return err
	}
	return cache.SetSynced(ctx, found.Made)
}
