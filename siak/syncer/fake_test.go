package syncer

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"ikd/station/siak"
)

// The fakes stand in for ledger, cache and registry only where time is the
// subject and a test lives in a bubble of its own time, which neither files nor
// sockets can enter. Exactly-once is tested with the real ones.

// outbox is a ledger in memory.
type outbox struct {
	mu   sync.Mutex
	rows []siak.Activation
	seq  uint64
	fail error
}

func (o *outbox) confirm(n int) []siak.ActivationID {
	o.mu.Lock()
	defer o.mu.Unlock()
	var ids []siak.ActivationID
	for range n {
		a := siak.Activation{State: siak.Queued, NextTry: time.Now()}
		a.ID, a.ConfirmedAt = siak.NewActivationID(), time.Now()
		o.rows = append(o.rows, a)
		ids = append(ids, a.ID)
	}
	return ids
}

func (o *outbox) states() map[siak.State]int {
	o.mu.Lock()
	defer o.mu.Unlock()
	counts := make(map[siak.State]int)
	for _, a := range o.rows {
		counts[a.State]++
	}
	return counts
}

func (o *outbox) setFail(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.fail = err
}

func (o *outbox) get(id siak.ActivationID) siak.Activation {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, a := range o.rows {
		if a.ID == id {
			return a
		}
	}
	return siak.Activation{}
}

func (o *outbox) Due(_ context.Context, now time.Time, limit int) (due []siak.Activation, _ error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, a := range o.rows {
		if a.State.Waiting() && !a.NextTry.After(now) && len(due) < limit {
			due = append(due, a)
		}
	}
	return due, o.fail
}

func (o *outbox) NextDue(context.Context) (at time.Time, any bool, _ error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, a := range o.rows {
		if a.State.Waiting() && (!any || a.NextTry.Before(at)) {
			at, any = a.NextTry, true
		}
	}
	return at, any, o.fail
}

func (o *outbox) Attempt(ctx context.Context, ids []siak.ActivationID, next time.Time) error {
	return o.each(ctx, ids, func(a *siak.Activation) {
		a.State, a.NextTry = siak.Sending, next
		a.Attempts++
	})
}

func (o *outbox) Retry(ctx context.Context, ids []siak.ActivationID, next time.Time) error {
	return o.each(ctx, ids, func(a *siak.Activation) { a.State, a.NextTry = siak.Queued, next })
}

func (o *outbox) each(ctx context.Context, ids []siak.ActivationID, do func(*siak.Activation)) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := cmp.Or(o.fail, ctx.Err()); err != nil {
		return err
	}
	for i := range o.rows {
		if slices.Contains(ids, o.rows[i].ID) && o.rows[i].State.Waiting() {
			do(&o.rows[i])
		}
	}
	return nil
}

func (o *outbox) SettleAll(ctx context.Context, verdicts []siak.Verdict, seq uint64) (changed []siak.Activation, _ error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := cmp.Or(o.fail, ctx.Err()); err != nil {
		return nil, err
	}
	o.seq = max(o.seq, seq)
	for _, v := range verdicts {
		for i := range o.rows {
			if a := &o.rows[i]; a.ID == v.ID && a.State.CanBecome(v.State) {
				a.State, a.Reason, a.NextTry = v.State, v.Reason, time.Time{}
				changed = append(changed, *a)
			}
		}
	}
	return changed, nil
}

func (o *outbox) VerdictSeq(context.Context) (uint64, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.seq, o.fail
}

func (o *outbox) Counts(_ context.Context, since time.Time) (map[siak.State]int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	counts := make(map[siak.State]int)
	for _, a := range o.rows {
		if !a.ConfirmedAt.Before(since) {
			counts[a.State]++
		}
	}
	return counts, o.fail
}

// fakeRegistry is a registry in memory with a few faults.
type fakeRegistry struct {
	mu       sync.Mutex
	down     siak.Kind   // every call fails so
	cause    error       // with that cause; nil: any
	next     []siak.Kind // the next submissions end so
	cannot   siak.ActivationID
	how      siak.Kind // a batch with cannot fails so
	verdicts []siak.Verdict
	pages    map[siak.Region][]siak.Page
	trust    siak.Trust
	offset   time.Duration
	calls    []call
	taken    map[siak.ActivationID]int
	slow     time.Duration
}

// call is what was called when.
type call struct {
	what string
	at   time.Time
	n    int
}

func (c *fakeRegistry) enter(ctx context.Context, what string, n int) error {
	c.mu.Lock()
	slow := c.slow
	c.calls = append(c.calls, call{what, time.Now(), n})
	down, cause := c.down, c.cause
	c.mu.Unlock()
	if cause == nil {
		cause = errors.New("made up")
	}
	if slow > 0 {
		select {
		case <-time.After(slow):
		case <-ctx.Done():
			return siak.E(what, siak.KindOffline, ctx.Err())
		}
	}
	if down != "" {
		return siak.E(what, down, cause)
	}
	return nil
}

// trouble is a cause that says more, as the client's do.
type trouble struct{ after time.Duration }

func (trouble) Error() string               { return "made up" }
func (trouble) Shared() bool                { return true }
func (t trouble) RetryAfter() time.Duration { return t.after }

// setTrouble has every call fail with a cause that says more.
func (c *fakeRegistry) setTrouble(k siak.Kind, after time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down, c.cause = k, trouble{after}
}

func (c *fakeRegistry) setDown(k siak.Kind) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down = k
}

// called are the calls of a sort since the last time it was asked.
func (c *fakeRegistry) called(what string) (times []call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	rest := c.calls[:0:0]
	for _, call := range c.calls {
		if call.what == what {
			times = append(times, call)
		} else {
			rest = append(rest, call)
		}
	}
	c.calls = rest
	return times
}

func (c *fakeRegistry) Submit(ctx context.Context, batch []siak.Activation) ([]siak.Verdict, error) {
	if err := c.enter(ctx, "submit", len(batch)); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.next) > 0 {
		kind := c.next[0]
		c.next = c.next[1:]
		return nil, siak.E("submit", kind, errors.New("made up"))
	}
	var verdicts []siak.Verdict
	for _, a := range batch {
		if a.ID == c.cannot {
			return nil, siak.E("submit", c.how, errors.New("made up"))
		}
		verdicts = append(verdicts, siak.Verdict{ID: a.ID, State: siak.Accepted})
	}
	for _, a := range batch {
		if c.taken == nil {
			c.taken = make(map[siak.ActivationID]int)
		}
		c.taken[a.ID]++
	}
	return verdicts, nil
}

func (c *fakeRegistry) Verdicts(ctx context.Context, after uint64) (verdicts []siak.Verdict, more bool, err error) {
	if err := c.enter(ctx, "verdicts", 0); err != nil {
		return nil, false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, v := range c.verdicts {
		if v.Seq > after {
			return []siak.Verdict{v}, v.Seq < uint64(len(c.verdicts)), nil
		}
	}
	return nil, false, nil
}

// decide adds a verdict to come.
func (c *fakeRegistry) decide(id siak.ActivationID, state siak.State) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.verdicts = append(c.verdicts, siak.Verdict{ID: id, State: state, Seq: uint64(len(c.verdicts) + 1)})
}

func (c *fakeRegistry) Trust(ctx context.Context) (siak.Trust, time.Time, error) {
	err := c.enter(ctx, "trust", 0)
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.trust, time.Now(), err
}

func (c *fakeRegistry) Changes(ctx context.Context, from siak.Cursor, _ int) (siak.Page, error) {
	if err := c.enter(ctx, "changes", 0); err != nil {
		return siak.Page{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, page := range c.pages[from.Partition] {
		if page.From == from {
			return page, nil
		}
	}
	return siak.Page{From: from, To: from}, nil
}

func (c *fakeRegistry) ClockOffset() (time.Duration, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offset, true
}

// cache is a cache in memory.
type cache struct {
	mu      sync.Mutex
	cursors map[siak.Region]siak.Cursor
	applied []siak.Page
	trusts  int
	synced  []time.Time
	fail    error
}

func (c *cache) SetTrust(context.Context, siak.Trust) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.trusts++
	return c.fail
}

func (c *cache) Cursors(context.Context) (all []siak.Cursor, _ error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, cursor := range c.cursors {
		all = append(all, cursor)
	}
	return all, c.fail
}

func (c *cache) Apply(_ context.Context, page siak.Page) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fail != nil {
		return c.fail
	}
	if c.cursors == nil {
		c.cursors = make(map[siak.Region]siak.Cursor)
	}
	c.cursors[page.To.Partition] = page.To
	c.applied = append(c.applied, page)
	return nil
}

func (c *cache) Fill(_ context.Context, pull func(applier) error) error { return pull(c.Apply) }

func (c *cache) SetSynced(_ context.Context, at time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.synced = append(c.synced, at)
	return c.fail
}

// news is everything that the workers told.
type news struct {
	mu       sync.Mutex
	links    []Link
	progress []Progress
	changed  []siak.Activation
	trusts   []siak.Trust
	storage  []siak.Kind
}

func (n *news) events() Events {
	return Events{
		Link:     func(l Link) { n.add(func() { n.links = append(n.links, l) }) },
		Progress: func(p Progress) { n.add(func() { n.progress = append(n.progress, p) }) },
		Changed:  func(a []siak.Activation) { n.add(func() { n.changed = append(n.changed, a...) }) },
		Trust:    func(t siak.Trust) { n.add(func() { n.trusts = append(n.trusts, t) }) },
		Storage:  func(k siak.Kind) { n.add(func() { n.storage = append(n.storage, k) }) },
	}
}

func (n *news) add(f func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f()
}

// rig is a station on fakes, in a bubble.
type rig struct {
	outbox   *outbox
	cache    *cache
	registry *fakeRegistry
	news     *news
	station  *Syncer
	stop     func()
}

// start runs a station with an even jitter: each wait is its longest.
func start(t *testing.T, prepare func(*rig), options Options) *rig {
	t.Helper()
	r := &rig{outbox: &outbox{}, cache: &cache{}, registry: &fakeRegistry{}, news: &news{}}
	if prepare != nil {
		prepare(r)
	}
	if options.Jitter == nil {
		options.Jitter = func(most time.Duration) time.Duration { return most }
	}
	r.station = New(Stores{r.outbox, r.cache}, r.registry, []siak.Region{"327606", "327605"}, r.news.events(), options)
	r.run(t)
	return r
}

// run runs the station until it is stopped.
func (r *rig) run(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.station.Run(ctx) }()
	r.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(r.stop)
}
