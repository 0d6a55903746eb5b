package detect

import "math"

// track is what a live reader remembers from frame to frame.
type track struct {
	frame    int  // counts, so that the stages take turns
	seen     bool // a code was seen lately, and where
	misses   int  // since then
	from, to vec  // its box with room for movement
}

// forget is after how many frames without it a code's place is given up, and
// look is how often in between the whole frame is looked at all the same.
const (
	forget = 6
	look   = 8
)

// liveEffort of a frame: a few milliseconds at most beyond the search at 720p.
var liveEffort = effort{triples: 4, pairs: 2, modules: 320_000, passes: 1}

// Live reads the codes of a camera's frame, the one nearest to the middle
// first, with what a frame may cost: the place of the last code first, then
// the whole frame, its stages taking turns from frame to frame. The codes are
// valid until the next call.
func (r *Reader) Live(m Image) []Code {
	r.codes, r.Trace = r.codes[:0], Trace{}
	if !m.valid() || m.Width < minSide || m.Height < minSide {
		return nil
	}
	r.track.frame++
	r.effort = liveEffort
	r.effort.from = r.track.frame % 3
	if !r.again(m) {
		r.whole(m)
	}
	sortByMiddle(r.codes, m)
	r.track.remember(r.codes, m)
	return r.codes
}

// again looks where the last code was.
func (r *Reader) again(m Image) bool {
	t := &r.track
	if !t.seen || t.frame%look == 0 {
		return false
	}
	x0, y0 := max(int(t.from.x), 0), max(int(t.from.y), 0)
	x1, y1 := min(int(t.to.x), m.Width), min(int(t.to.y), m.Height)
	if x1-x0 < 2*minSide || y1-y0 < 2*minSide {
		return false
	}
	part := Image{m.Pix[y0*m.Stride+x0:], m.Stride, x1 - x0, y1 - y0}
	r.see(part, vec{float64(x0), float64(y0)}, 1)
	return r.turns()
}

// whole looks at the whole frame.
func (r *Reader) whole(m Image) bool {
	r.see(m, vec{}, 1)
	return r.turns()
}

// turns looks at the levels, every fourth or second row of the fine ones,
// other rows in each frame. In some frames the coarser levels are sharpened,
// in others pairs of patterns are tried at one of them.
func (r *Reader) turns() bool {
	frame := r.track.frame
	if frame%8 == 3 {
		r.pyramid.sharpen(1)
	}
	for _, s := range [3]struct{ level, step int }{{1, 2}, {0, 4}, {2, 1}} {
		if s.level >= r.pyramid.n {
			continue
		}
		r.find(s.level, frame%s.step, s.step)
		r.attempt()
		if len(r.codes) == 0 && frame%6 == s.level {
			r.attemptPairs()
		}
		if len(r.codes) > 0 {
			return true
		}
	}
	return false
}

// remember keeps the box of the first code.
func (t *track) remember(codes []Code, m Image) {
	if len(codes) == 0 {
		if t.misses++; t.misses > forget {
			t.seen = false
		}
		return
	}
	inf := math.Inf(1)
	t.seen, t.misses, t.from, t.to = true, 0, vec{inf, inf}, vec{-inf, -inf}
	for _, p := range codes[0].Corners {
		t.from = vec{min(t.from.x, p.X), min(t.from.y, p.Y)}
		t.to = vec{max(t.to.x, p.X), max(t.to.y, p.Y)}
	}
	room := t.to.sub(t.from).mul(0.12)
	t.from, t.to = t.from.sub(room), t.to.add(room)
	limit := vec{float64(m.Width), float64(m.Height)}
	t.from = vec{min(max(t.from.x, 0), limit.x), min(max(t.from.y, 0), limit.y)}
	t.to = vec{min(max(t.to.x, 0), limit.x), min(max(t.to.y, 0), limit.y)}
}
