package station

import (
	"errors"

	"ikd/station/siak"
)

// round is one pull of all partitions.
type round struct{ parts []*part }

// part is one partition in a pull.
type part struct {
	cursor    siak.Cursor
	asked     bool
	done      bool
	got       int
	total     int
	startOver int
}

// mostStartOvers is how often a registry may begin a partition anew within one
// pull. One that goes on doing so is broken.
const mostStartOvers = 2

func newRound(partitions []siak.Region, cursors []siak.Cursor) round {
	var r round
	for _, region := range partitions {
		p := &part{cursor: siak.Cursor{Partition: region}}
		for _, c := range cursors {
			if c.Partition == region {
				p.cursor = c
			}
		}
		r.parts = append(r.parts, p)
	}
	return r
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

func (r round) progress() Progress {
	progress := Progress{Running: true}
	known := true
	for _, p := range r.parts {
		known = known && p.asked
		progress.Of += p.total
		if p.done {
			progress.Done += p.total
		} else {
			progress.Done += min(p.got, p.total)
		}
	}
	if !known {
		progress.Of = 0
	}
	return progress
}

// follow moves the partition on behind a page that was taken in.
func (p *part) follow(page siak.Page) error {
	p.cursor = page.To
	if page.StartOver {
		p.got = 0
		if p.startOver++; p.startOver > mostStartOvers {
			return siak.E("pull a partition", siak.KindBadReply, errors.New("it starts over again and again"))
		}
		return nil
	}
	p.asked, p.done = true, !page.More
	p.got += len(page.Upserts)
	p.total = int(page.Total)
	return nil
}
