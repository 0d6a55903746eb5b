package syncer

import (
	"context"
	"time"

	"ikd/station/siak"
)

// Revocations is the list of revocations that the station keeps; *store.Cache is
// one.
type Revocations interface {
	// Revocations is how far the list was followed.
	Revocations(ctx context.Context) (siak.RevocationCursor, error)
	// TakeRevocations adds a page; what ended before today may be forgotten.
	TakeRevocations(ctx context.Context, page siak.RevocationPage, today siak.Day) error
}

// RevocationPages is the registry's list; *registry.Client is one.
type RevocationPages interface {
	FollowRevocations()
	Revocations(ctx context.Context, after siak.RevocationCursor, limit int) (siak.RevocationPage, error)
}

// revocationSlice is how long the list is followed before people are pulled: a new
// station on a slow line does not wait for millions of revocations, which the
// registry knows in any case.
const revocationSlice = 10 * time.Second

// revocationFollower keeps the list.
type revocationFollower struct {
	list    Revocations
	pages   RevocationPages
	link    *link
	storage reporter
	now     func() time.Time
}

// FollowRevocations has the list of revocations followed in pages. Call it before
// Run.
func (s *Syncer) FollowRevocations(list Revocations, pages RevocationPages) {
	pages.FollowRevocations()
	s.Puller.revocations = &revocationFollower{
		list: list, pages: pages, link: s.link, storage: s.health.part(), now: s.Puller.opts.Now,
	}
}

// follow takes pages in until the list is where the registry's is, or the time is
// over; 0 for any time. No trouble with it keeps the station from its work.
func (f *revocationFollower) follow(ctx context.Context, head siak.RevocationCursor, within time.Duration) {
	if f == nil || head == (siak.RevocationCursor{}) {
		return
	}
	began := f.now()
	at, err := f.list.Revocations(ctx)
	if f.storage(ctx, err) != nil {
		return
	}
	for ctx.Err() == nil && (at.Epoch != head.Epoch || at.Version < head.Version) {
		page, err := f.pages.Revocations(ctx, at, 0)
		f.link.report(ctx, err)
		if err != nil || f.storage(ctx, f.list.TakeRevocations(ctx, page, siak.DayOf(f.now()))) != nil {
			return
		}
		at = page.To
		if within > 0 && f.now().Sub(began) >= within || !page.More {
			return
		}
	}
}
