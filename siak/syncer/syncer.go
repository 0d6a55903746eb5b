// Package syncer is the two workers that keep a station and the registry in
// step: the [Puller] keeps the cache fresh, the [Sender] empties the outbox.
// [New] makes both, [Syncer.Run] runs them.
//
// # The outbox
//
// The Sender takes what is due, oldest first, at most a batch, and writes the
// attempt and the time of the next one down before it dials. Whatever becomes
// of the call, the laptop or the program then, the row says what to do: hand it
// in again. That is safe because the registry gives the same answer to the same
// ID for ever, and because the ledger lets a state travel forward only. At its
// start the Sender tries everything that waits at once, for an attempt that a
// crash cut off is one of them.
//
// A failure of the call as a whole says nothing of the items: all of them go
// back into the queue, and nothing is tried until a back-off with full jitter
// (2 s, doubling to 10 min) is over or the Puller has found the registry again.
// Where the registry refuses a batch as such, the batch is halved until the item
// that it does not take is the only one left: that one is put on hold if others of its
// batch were answered, and tried again later if not, for then the fault may not
// be its own. Where the registry answers that it cannot, the next call is a probe
// with one item, and from there the batches double: a registry in trouble is
// not sent everything at once, and an item that breaks it holds up no others. Where
// it says how long it is not to be called (Retry-After), both workers follow
// that, up to 10 min; only a try that the officer asks for ([Syncer.Now]) makes one
// call before.
//
// Where the network's return is this station's alone, everything goes with the
// first probe that gets through. Where the registry itself was away, every
// station of the country finds it again within the same seconds: then one item
// goes at once, so that the officer sees it move, and the rest at a time drawn
// from the next 30 s, or with the next confirmation, whichever is first.
// TestNoStampede has the figure.
//
// What the registry decides later (the citizen finished, a person at the registry
// refused) is fetched every few seconds while the last hours' activations are
// unfinished, and as seldom as the cache is pulled otherwise.
//
// # The cache
//
// A pull is the trust list, then where each partition stands, if the registry
// tells that, then the changes of each that has any in turn, a page of each. While
// a page is taken in the next one is on its way, and pages are the larger the better
// the network is. Then the time is noted. The cache chooses how it takes the pages in: a
// first pull goes into a fresh file as a whole, see [Cache]. While nothing answers
// a pull is tried every few seconds: it fails at its first step, which makes it the
// probe that notices the network's return. The state of the Wi-Fi is not asked: it says
// nothing of the registry.
//
// [Puller.SetArea] changes what is kept, [Puller.Hold] and [Puller.Resume] are the
// officer's, each of them also in the middle of a pull.
//
// # The audit
//
// With [Syncer.Anchor] each pull leaves the head of the station's audit at the
// registry, which takes it only from who knows the head before. Where the
// registry knows another, either its last answer was lost, and then the audit
// has that row, or the audit is not the one that the registry saw: an older file
// was put back, or the chain was written anew. The answer also carries the
// registry's order to wipe.
//
// # Errors
//
// Being offline, a registry in trouble, a full disk: none of them ends a worker.
// They are told through [Events] and tried again. Run returns nil when its
// context ends; what was in flight then is queued again before it returns.
package syncer

import (
	"context"
	"slices"
	"sync"
	"time"

	"ikd/station/siak"
)

// Outbox is the Sender's side of the ledger; *store.Ledger is one.
type Outbox interface {
	Due(ctx context.Context, now time.Time, limit int) ([]siak.Activation, error)
	NextDue(ctx context.Context) (at time.Time, any bool, err error)
	Attempt(ctx context.Context, ids []siak.ActivationID, nextTry time.Time) error
	Retry(ctx context.Context, ids []siak.ActivationID, nextTry time.Time) error
	SettleAll(ctx context.Context, verdicts []siak.Verdict, seq uint64) (changed []siak.Activation, err error)
	VerdictSeq(ctx context.Context) (uint64, error)
	Counts(ctx context.Context, since time.Time) (map[siak.State]int, error)
}

// Cache is the Puller's side of the cache; *store.Cache is one.
type Cache interface {
	SetTrust(ctx context.Context, t siak.Trust) error
	Cursors(ctx context.Context) ([]siak.Cursor, error)
	// Fill runs a pull: it hands pull the function that takes a page in, and
	// returns its error.
	Fill(ctx context.Context, pull func(apply func(context.Context, siak.Page) error) error) error
	SetSynced(ctx context.Context, at time.Time) error
}

// Registry is the registry; *registry.Client is one. Its errors are of the kinds
// the registry's place.
type Registry interface {
	Trust(ctx context.Context) (siak.Trust, time.Time, error)
	Changes(ctx context.Context, from siak.Cursor, limit int) (siak.Page, error)
	Submit(ctx context.Context, activations []siak.Activation) ([]siak.Verdict, error)
	Verdicts(ctx context.Context, afterSeq uint64) (verdicts []siak.Verdict, more bool, err error)
	ClockOffset() (time.Duration, bool)
}

// Events receives what the workers have to tell. Each function may be nil, is
// called from a worker's goroutine and must return at once.
type Events struct {
	// Link is told when the way to the registry changes.
	Link func(Link)
	// Progress is told of pulls of more than one page, and of the end of each.
	Progress func(Progress)
	// Changed gets activations as they are now.
	Changed func([]siak.Activation)
	// Drift is told of a partition whose copy was not what the registry has, by
	// their checksums. It is pulled anew.
	Drift func(siak.Region)
	// LeftOut is told how many changes of a partition could not be read and are not
	// in the copy.
	LeftOut func(region siak.Region, changes int)
	// Trust gets a trust list that differs from the one before.
	Trust func(siak.Trust)
	// Storage is told what is wrong with the store, "" when nothing is any more.
	Storage func(siak.Kind)
	// OlderFile is told that the audit is not the one that the registry saw: an
	// older file was put back, or another chain was written; and when that is
	// over.
	OlderFile func(bool)
	// Wipe is told, once, that the registry orders the station to be wiped.
	Wipe func(siak.WipeOrder)
	// FalseOrder is told, once, that an order to wipe came that is not the
	// registry's, and why: nobody obeys it.
	FalseOrder func(error)
}

// WithDefaults is e with a function that does nothing in the place of each that is
// nil.
func (e Events) WithDefaults() Events {
	if e.Link == nil {
		e.Link = func(Link) {}
	}
	if e.Progress == nil {
		e.Progress = func(Progress) {}
	}
	if e.Changed == nil {
		e.Changed = func([]siak.Activation) {}
	}
	if e.Trust == nil {
		e.Trust = func(siak.Trust) {}
	}
	if e.Drift == nil {
		e.Drift = func(siak.Region) {}
	}
	if e.LeftOut == nil {
		e.LeftOut = func(siak.Region, int) {}
	}
	if e.OlderFile == nil {
		e.OlderFile = func(bool) {}
	}
	if e.Wipe == nil {
		e.Wipe = func(siak.WipeOrder) {}
	}
	if e.FalseOrder == nil {
		e.FalseOrder = func(error) {}
	}
	if e.Storage == nil {
		e.Storage = func(siak.Kind) {}
	}
	return e
}

// Syncer is both workers.
type Syncer struct {
	Sender *Sender
	Puller *Puller
	link   *link
	health *health
}

// Stores are what the workers empty and fill.
type Stores struct {
	Outbox Outbox
	Cache  Cache
}

// New makes the workers for a station that keeps the given partitions.
func New(stores Stores, registry Registry, partitions []siak.Region, events Events, options Options) *Syncer {
	events, options = events.WithDefaults(), options.withDefaults()
	health := &health{tell: events.Storage}
	link := &link{tell: events.Link, offset: registry.ClockOffset, circuit: circuit{opts: options}}
	sender := &Sender{
		outbox: stores.Outbox, registry: registry, link: link, storage: health.part(), events: events, opts: options,
		wake: make(chan struct{}, 1), hurry: make(chan struct{}, 1), back: make(chan time.Duration, 1), limit: options.Batch,
	}
	puller := &Puller{
		cache: stores.Cache, registry: registry, link: link, storage: health.part(), events: events, opts: options,
		orders: orders{area: slices.Clone(partitions)}, recovered: sender.recovered, drift: newDrift(stores.Cache, registry, options),
		wake: make(chan struct{}, 1), first: make(chan struct{}), leftOut: leftOut{}, paging: paging{fixed: options.PageLimit},
	}
	link.lost = puller.Wake
	if line, ok := registry.(interface{ OnLost(func()) }); ok {
		line.OnLost(func() {
			if link.get().State == Online {
				puller.Wake()
			}
		})
	}
	return &Syncer{Sender: sender, Puller: puller, link: link, health: health}
}

// Run runs both workers until ctx ends and returns nil when both have.
func (s *Syncer) Run(ctx context.Context) error {
	var both sync.WaitGroup
	both.Go(func() { _ = s.Sender.Run(ctx) })
	both.Go(func() { _ = s.Puller.Run(ctx) })
	both.Wait()
	return nil
}

// Now asks for a pull and for a try of everything that waits, at once.
func (s *Syncer) Now() {
	s.Puller.Wake()
	s.Sender.Hurry()
}

// Online reports whether the registry answered when it was last spoken to.
func (s *Syncer) Online() bool { return s.link.get().State == Online }
