package syncer

import (
	"math"
	"time"
)

// pace reckons how long a pull will still take. It goes by what the last twenty
// seconds brought: a network that got worse is told soon, and one page that was slow
// does not make the estimate jump.
type pace struct {
	last time.Time
	left int
	// rows came in that many seconds, both fading with age.
	rows, seconds float64
	// writing is what it takes to take a row in, in seconds.
	taken, taking float64
}

const (
	fading = 20 * time.Second
	// least is how much must have been seen before anything is said.
	least = time.Second
	// writingShare is how long a filling writes its file in the end, as a share of
	// the time in which it took the rows in: docs/sync.md.
	writingShare = 0.5
)

func newPace(now time.Time, left int) *pace { return &pace{last: now, left: left} }

// tick takes in that so many are left now.
func (p *pace) tick(now time.Time, left int) {
	d := max(0, now.Sub(p.last))
	fade := math.Exp(-float64(d) / float64(fading))
	p.rows, p.seconds = p.rows*fade+float64(max(0, p.left-left)), p.seconds*fade+d.Seconds()
	p.last, p.left = now, left
}

// took takes in how long a page's rows took to be taken in.
func (p *pace) took(rows int, d time.Duration) {
	p.taken += float64(rows)
	p.taking += d.Seconds()
}

// rest is how long it will still take; 0 while that cannot be said. filling adds
// the time that the whole file's rows take to be written.
func (p *pace) rest(filling int) time.Duration {
	if p.seconds < least.Seconds() || p.rows == 0 {
		return 0
	}
	s := float64(p.left) * p.seconds / p.rows
	if p.taken > 0 {
		s += writingShare * float64(filling) * p.taking / p.taken
	}
	return time.Duration(s * float64(time.Second))
}
