package syncer

import (
	"errors"

	"ikd/station/siak"
)

// round is one pull of all partitions, as far as it has been fetched.
type round struct{ parts []*part }

// part is one partition in a pull.
type part struct {
	cursor    siak.Cursor
	done      bool
	startOver int
}

// mostStartOvers is how often a registry may begin a partition anew within one
// pull. One that goes on doing so is broken.
const mostStartOvers = 2

func newRound(partitions []siak.Region, held []siak.PartitionHeld) round {
	var r round
	for _, region := range partitions {
		p := &part{cursor: siak.Cursor{Partition: region}}
		for _, h := range held {
			if h.At.Partition == region {
				p.cursor = h.At
			}
		}
		r.parts = append(r.parts, p)
	}
	return r
}

// skip leaves out what has not changed since.
func (r round) skip(states map[siak.Region]siak.PartitionState, t tally) {
	for _, p := range r.parts {
		if s, told := states[p.cursor.Partition]; told && s.Head == p.cursor {
			p.done = true
			t.skip(p.cursor.Partition)
		}
	}
}

// open reports whether a partition has pages left.
func (r round) open() bool {
	for _, p := range r.parts {
		if !p.done {
			return true
		}
	}
	return false
}

// follow moves the partition on behind a page that was fetched.
func (p *part) follow(page siak.Page) error {
	p.cursor = page.To
	if page.StartOver {
		if p.startOver++; p.startOver > mostStartOvers {
			return siak.E("pull a partition", siak.KindBadReply, errors.New("it starts over again and again"))
		}
		return nil
	}
	p.done = !page.More
	return nil
}
