package syncer

import (
	"time"

	"ikd/station/siak"
)

// Progress is how far a pull is, in people.
type Progress struct {
	Running bool
	// Held: the officer stopped the pull, see [Puller.Hold].
	Held bool
	// Of is 0 until every partition has told its number.
	Done, Of int
	// Left is how long the pull will still take, by what it took lately; 0 while
	// that cannot be said.
	Left time.Duration
	// Failed is why a pull ended early, "" for one that is complete or running.
	Failed siak.Kind
}

// tally counts what of a pull was taken in.
type tally struct{ parts map[siak.Region]*count }

// count is one partition's.
type count struct {
	known bool // how many there are
	total int
	// held is what the cache had of a partition that it is still being filled with.
	held int
	got  int
	// at and head are where the copy stands and is going; head is 0 for a partition
	// that is counted by people: one that is being filled.
	at, head uint64
	done     bool
}

// nearlyAll is the share of its people with which a partition counts as one that
// follows changes, and not as one that is being filled.
const nearlyAll = 0.95

// newTally begins to count a pull of the area. states are nil where the registry
// does not tell them; then the pages do.
func newTally(area []siak.Region, held []siak.PartitionHeld, states map[siak.Region]siak.PartitionState) tally {
	t := tally{parts: make(map[siak.Region]*count, len(area))}
	for _, region := range area {
		t.parts[region] = &count{}
	}
	for _, h := range held {
		if c := t.parts[h.At.Partition]; c != nil {
			c.held, c.at = h.Residents, h.At.Seq
		}
	}
	for region, c := range t.parts {
		if s, told := states[region]; told {
			c.begin(s)
		}
	}
	return t
}

func (c *count) begin(s siak.PartitionState) {
	c.known, c.total = true, s.Total
	if c.at > 0 && float64(c.held) >= nearlyAll*float64(s.Total) {
		c.head = s.Head.Seq
	}
}

// take counts a page that was taken in.
func (t tally) take(page siak.Page) {
	c := t.parts[page.From.Partition]
	if c == nil {
		return
	}
	c.at = page.To.Seq
	if page.StartOver {
		c.held, c.got, c.head = 0, 0, 0
		return
	}
	c.got += len(page.Upserts)
	c.known, c.total, c.done = true, int(page.Total), !page.More
}

// skip counts a partition of which there is nothing new.
func (t tally) skip(region siak.Region) { t.parts[region].done = true }

// left is how many people or changes of a partition are still to come.
func (c *count) left() int {
	switch {
	case c.done:
		return 0
	case c.head > 0:
		return min(c.total, int(c.head-min(c.head, c.at)))
	default:
		return max(0, c.total-c.held-c.got)
	}
}

// progress is how far the pull is.
func (t tally) progress() Progress {
	p := Progress{Running: true}
	known := true
	for _, c := range t.parts {
		known = known && c.known
		p.Of += c.total
		p.Done += c.total - c.left()
	}
	if !known {
		p.Of = 0
	}
	return p
}

// left is how much is still to come.
func (t tally) left() (n int) {
	for _, c := range t.parts {
		n += c.left()
	}
	return n
}

// done reports whether nothing is.
func (t tally) done() bool {
	for _, c := range t.parts {
		if !c.done {
			return false
		}
	}
	return true
}

// filling is how many rows the cache will write in the end: all, if it is being
// filled, and none if it follows changes.
func (t tally) filling() (n int) {
	for _, c := range t.parts {
		if c.head > 0 {
			return 0
		}
		n += c.total
	}
	return n
}
