package syncer

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"ikd/station/siak"
)

// TestPaceIsHonest: over a line that stays as it is, whatever its rate, the size
// of the pages and how long taking them in lasts, the estimate is within a fifth
// of the truth once a tenth of the people are there, and stays there.
func TestPaceIsHonest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.IntRange(10_000, 1_500_000).Draw(t, "people")
		rows := rapid.IntRange(50, 5000).Draw(t, "rows of a page")
		perRow := time.Duration(rapid.IntRange(5_000, 5_000_000).Draw(t, "ns for a row"))
		taking := time.Duration(rapid.IntRange(0, int(perRow)).Draw(t, "ns for a row to be taken in"))
		pages := (people + rows - 1) / rows
		writing := time.Duration(float64(taking*time.Duration(people)) * writingShare)
		end := time.Duration(people)*perRow + writing
		start := time.Unix(0, 0)
		p := newPace(start, people)
		for i := range pages - 1 {
			got := (i + 1) * rows
			at := time.Duration(got) * perRow
			p.took(rows, taking*time.Duration(rows))
			p.tick(start.Add(at), people-got)
			if at < 2*least || got < people/10 {
				continue
			}
			said, is := p.rest(people), end-at
			if off := (said - is).Abs(); off > is/5 {
				t.Fatalf("after %d of %d people: %s, and it was %s", got, people, said, is)
			}
		}
	})
}

// TestPaceFollowsTheLine: a line that gets ten times worse is told within a
// minute, and does not make the estimate jump with its first slow page.
func TestPaceFollowsTheLine(t *testing.T) {
	const people, rows = 600_000, 1000
	now, left := time.Unix(0, 0), people
	p := newPace(now, left)
	page := func(d time.Duration) time.Duration {
		now, left = now.Add(d), left-rows
		p.tick(now, left)
		return p.rest(0)
	}
	var quick time.Duration
	for range 200 {
		quick = page(500 * time.Millisecond)
	}
	if slow := page(5 * time.Second); slow > quick*3/2 {
		t.Errorf("one slow page, and %s became %s", quick, slow)
	}
	var said time.Duration
	for range 12 {
		said = page(5 * time.Second)
	}
	if is := time.Duration(left/rows) * 5 * time.Second; said < is*3/5 {
		t.Errorf("after a minute of a bad line: %s, at this rate it is %s", said, is)
	}
}

func TestPaceSaysNothingTooSoon(t *testing.T) {
	now := time.Unix(0, 0)
	p := newPace(now, 1000)
	if p.tick(now.Add(time.Second/2), 900); p.rest(0) != 0 {
		t.Error("half a second is taken for a rate")
	}
	if p.tick(now.Add(-time.Hour), 900); p.rest(0) != 0 {
		t.Error("a clock that fell back is taken for a rate")
	}
}

// TestTally: what is said to be done and to come, for a copy in each condition.
func TestTally(t *testing.T) {
	const region = siak.Region("327606")
	cursor := func(seq uint64) siak.Cursor { return siak.Cursor{Partition: region, Epoch: 1, Seq: seq} }
	states := map[siak.Region]siak.PartitionState{region: {Head: cursor(5000), Total: 1000}}
	for name, c := range map[string]struct {
		held   siak.PartitionHeld
		states map[siak.Region]siak.PartitionState
		page   siak.Page
		want   Progress
	}{
		"nothing yet":             {states: states, page: siak.Page{From: cursor(0), To: cursor(800), More: true, Total: 1000, Upserts: make([]siak.Resident, 100)}, want: Progress{Running: true, Done: 100, Of: 1000}},
		"a part of it":            {siak.PartitionHeld{At: cursor(800), Residents: 100}, states, siak.Page{From: cursor(800), To: cursor(2000), More: true, Total: 1000, Upserts: make([]siak.Resident, 300)}, Progress{Running: true, Done: 400, Of: 1000}},
		"all but a day":           {siak.PartitionHeld{At: cursor(4700), Residents: 998}, states, siak.Page{From: cursor(4700), To: cursor(4900), More: true, Total: 1000, Upserts: make([]siak.Resident, 200)}, Progress{Running: true, Done: 900, Of: 1000}},
		"it starts over":          {siak.PartitionHeld{At: cursor(4700), Residents: 998}, states, siak.Page{From: cursor(4700), To: cursor(0), StartOver: true}, Progress{Running: true, Done: 0, Of: 1000}},
		"nobody told, one page":   {page: siak.Page{From: cursor(0), To: cursor(800), More: true, Total: 1000, Upserts: make([]siak.Resident, 100)}, want: Progress{Running: true, Done: 100, Of: 1000}},
		"nobody told, the end":    {page: siak.Page{From: cursor(0), To: cursor(5000), Total: 1000, Upserts: make([]siak.Resident, 100)}, want: Progress{Running: true, Done: 1000, Of: 1000}},
		"another than the area's": {states: states, page: siak.Page{From: siak.Cursor{Partition: "327605"}}, want: Progress{Running: true, Of: 1000}},
	} {
		t.Run(name, func(t *testing.T) {
			n := newTally([]siak.Region{region}, []siak.PartitionHeld{c.held}, c.states)
			n.take(c.page)
			if got := n.progress(); got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
}

func TestPaging(t *testing.T) {
	var g paging
	if g.limit() != firstPage {
		t.Fatal(g.limit())
	}
	full := siak.Page{More: true}
	for _, step := range []struct {
		took time.Duration
		err  error
		want int
	}{
		{time.Second / 10, nil, 2000},
		{time.Second / 10, nil, 4000},
		{time.Second / 10, nil, 5000},
		{2 * time.Second, nil, 5000},
		{6 * time.Second, nil, 2500},
		{time.Second, siak.E("x", siak.KindOffline, nil), 625},
		{time.Second, siak.E("x", siak.KindOffline, nil), 156},
		{time.Second, siak.E("x", siak.KindOffline, nil), 50},
		{time.Second, siak.E("x", siak.KindOffline, nil), 50},
		{time.Second, siak.E("x", siak.KindUnavailable, nil), 50},
		{0, nil, 100},
	} {
		if g.saw(full, step.took, step.err); g.limit() != step.want {
			t.Errorf("after %s, %v: %d rows, want %d", step.took, step.err, g.limit(), step.want)
		}
	}
	fixed := paging{fixed: 7}
	if fixed.saw(full, 0, nil); fixed.limit() != 7 {
		t.Error("what was asked for is not what is asked for")
	}
}

// telling is a registry that tells of its partitions.
type telling struct {
	*fakeRegistry
	states []siak.PartitionState
}

func (c *telling) Partitions(ctx context.Context) ([]siak.PartitionState, error) {
	return c.states, c.enter(ctx, "partitions", 0)
}

// startTelling is a station in a bubble whose registry tells of its partitions.
func startTelling(t *testing.T, options Options) (*rig, *telling) {
	r := &rig{outbox: &outbox{}, cache: &cache{}, registry: &fakeRegistry{}, news: &news{}}
	twoPartitions(r)
	c := &telling{fakeRegistry: r.registry}
	for region := range r.registry.pages {
		c.states = append(c.states, siak.PartitionState{Head: siak.Cursor{Partition: region, Seq: 100}, Total: 100})
	}
	options.Jitter = func(most time.Duration) time.Duration { return most }
	r.station = New(Stores{r.outbox, r.cache}, c, []siak.Region{"327606", "327605"}, r.news.events(), options)
	r.run(t)
	return r, c
}

// TestPullerAsksForWhatIsNew: where the registry tells where each partition
// stands, a pull that finds nothing new is two calls, however large the area is.
func TestPullerAsksForWhatIsNew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, c := startTelling(t, Options{})
		pass(5 * time.Minute)
		if n := len(c.called("changes")); n != 3 {
			t.Errorf("%d pages were asked for, want 3", n)
		}
		if n := len(c.called("partitions")); n != 11 || len(r.cache.synced) != 11 {
			t.Errorf("asked %d times, complete %d times", n, len(r.cache.synced))
		}
		r.stop()
	})
}

// TestPullerHeld: the officer stops a pull; nothing is pulled until it is to go
// on, the registry is spoken to all the same, and then the pull goes on where it
// was.
func TestPullerHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, c := startTelling(t, Options{})
		r.registry.mu.Lock()
		r.registry.slow = 10 * time.Second
		r.registry.mu.Unlock()
		pass(35 * time.Second) // trust, partitions, a page; the second is on its way
		r.station.Puller.Hold()
		synctest.Wait()
		taken := len(r.cache.applied)
		last := r.news.progress[len(r.news.progress)-1]
		if taken == 0 || taken == 3 || !last.Held || last.Done == 0 || last.Of != 200 || last.Running {
			t.Fatalf("%d pages, told %+v", taken, last)
		}
		c.called("changes")
		c.called("trust")
		pass(5 * time.Minute)
		if asked, probes := len(c.called("changes")), len(c.called("trust")); asked != 0 || probes < 5 || !r.station.Online() {
			t.Errorf("held: %d pages asked for, %d trust lists", asked, probes)
		}
		r.station.Puller.Resume()
		pass(time.Minute)
		if len(r.cache.applied) != 3 || len(r.cache.synced) != 1 {
			t.Errorf("%d pages, %d times complete", len(r.cache.applied), len(r.cache.synced))
		}
		r.stop()
	})
}

// TestPullerFollowsTheArea: what is no longer wanted is dropped, what is new is
// pulled, at once and also in the middle of a pull.
func TestPullerFollowsTheArea(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _ := startTelling(t, Options{})
		synctest.Wait()
		r.station.Puller.SetArea([]siak.Region{"327605"})
		synctest.Wait()
		last := r.cache.applied[len(r.cache.applied)-1]
		if !last.StartOver || last.To.Partition != "327606" || last.To.Seq != 0 {
			t.Errorf("the last page is %+v", last)
		}
		if c := r.cache.cursors; c["327605"].Seq != 100 || c["327606"].Seq != 0 {
			t.Errorf("the cache stands at %v", c)
		}
		pages := len(r.cache.applied)
		pass(2 * time.Minute)
		if len(r.cache.applied) != pages {
			t.Error("it is dropped again and again")
		}
		r.registry.mu.Lock()
		r.registry.slow = 10 * time.Second
		r.registry.mu.Unlock()
		pass(25 * time.Second)
		r.station.Puller.SetArea([]siak.Region{"327605", "327606"})
		pass(time.Minute)
		if c := r.cache.cursors; c["327605"].Seq != 100 || c["327606"].Seq != 100 {
			t.Errorf("the cache stands at %v", c)
		}
		r.stop()
	})
}

// TestPullerNotOffered: a part of the area that the registry does not offer any
// more holds up no other part, keeps its rows, and the copy is not called
// complete.
func TestPullerNotOffered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, c := startTelling(t, Options{})
		synctest.Wait()
		synced := len(r.cache.synced)
		c.states = c.states[:1]
		gone := siak.Region("327605")
		if c.states[0].Head.Partition == gone {
			gone = "327606"
		}
		r.registry.mu.Lock()
		r.registry.pages[c.states[0].Head.Partition] = append(r.registry.pages[c.states[0].Head.Partition], page(c.states[0].Head.Partition, 100, 140, 40, false))
		c.states[0].Head.Seq = 140
		r.registry.mu.Unlock()
		pass(time.Minute)
		if s := r.cache.cursors; s[c.states[0].Head.Partition].Seq != 140 || s[gone].Seq != 100 {
			t.Errorf("the cache stands at %v", s)
		}
		if last := r.news.progress[len(r.news.progress)-1]; len(r.cache.synced) != synced || last.Failed != siak.KindRefused {
			t.Errorf("told %+v, complete %d times", last, len(r.cache.synced))
		}
		r.stop()
	})
}
