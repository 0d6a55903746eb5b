package syncer

import (
	"time"

	"ikd/station/siak"
)

// paging chooses how many rows of a page are asked for. What a cut costs is the
// page that it fell into, and what a good network costs is one way and back for each
// page: so a page grows while it comes quickly and shrinks where it does not, or
// not at all. A connection that is cut every few seconds thus still gets on.
type paging struct {
	fixed int // [Options].PageLimit
	rows  int
}

const (
	firstPage    = 1000
	largestPage  = 5000
	smallestPage = 50
	quickPage    = time.Second
	slowPage     = 5 * time.Second
)

func (g *paging) limit() int {
	if g.fixed > 0 {
		return g.fixed
	}
	if g.rows == 0 {
		g.rows = firstPage
	}
	return g.rows
}

// saw takes in how a page came.
func (g *paging) saw(page siak.Page, took time.Duration, err error) {
	switch {
	case siak.KindOf(err).Unreachable():
		g.rows = max(smallestPage, g.limit()/4)
	case err != nil:
	case took > slowPage:
		g.rows = max(smallestPage, g.limit()/2)
	case took < quickPage && page.More:
		g.rows = min(largestPage, g.limit()*2)
	}
}
