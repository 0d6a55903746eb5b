package detect

import "math"

// pose is where a code of a dimension may lie: its three finder patterns and
// the perspective along both legs, which its timing patterns tell.
type pose struct {
	t            *triple
	dimension    int
	tiltX, tiltY float64
	bend         float64 // see [surface]
	rows         bool
	score        float64 // of the timing patterns, 1 is perfect
}

// surface of the pose.
func (p *pose) surface() surface {
	d := float64(p.dimension)
	return surface{homography: p.homography(), bend: p.bend, rows: p.rows, middle: d / 2, half: (d - 7) / 2}
}

// homography of the pose: with n modules between the patterns,
// (o + aX + bY) / (1 + gX + hY) with g = tiltX/n, h = tiltY/n.
func (p *pose) homography() homography {
	n := float64(p.dimension - 7)
	o := p.t.corner.centre
	g, h := p.tiltX/n, p.tiltY/n
	a := p.t.right.centre.mul(1 + p.tiltX).sub(o).mul(1 / n)
	b := p.t.down.centre.mul(1 + p.tiltY).sub(o).mul(1 / n)
	const m = 3.5
	return homography{
		a.x, b.x, o.x - m*(a.x+b.x),
		a.y, b.y, o.y - m*(a.y+b.y),
		g, h, 1 - m*(g+h),
	}
}

// flat is a pose of a flat code, and about how many modules it has between the
// finder patterns.
func (t *triple) flat() (like pose, n float64) { return pose{t: t}, math.Sqrt(t.across * t.along) }

// bent is the same of a code that is bent along the side that seems to have more
// modules than the other, false where neither does.
func (t *triple) bent() (like pose, n float64, ok bool) {
	switch ratio := t.across / t.along; {
	case ratio > leastBent:
		return pose{t: t, bend: bendOf(ratio)}, t.along, true
	case ratio < 1/leastBent:
		return pose{t: t, bend: bendOf(1 / ratio), rows: true}, t.across, true
	}
	return pose{}, 0, false
}

// poses finds the dimension and the perspective under which the timing patterns
// look best, of every dimension that may have about n modules between the finder
// patterns; second is the best of another dimension.
func (r *Reader) poses(like pose, n float64) (best, second pose) {
	t := like.t
	slack := 0.1*n + 3
	lo := max(1, int(math.Ceil((n-slack-10)/4)))
	hi := min(40, int((n+slack-10)/4))
	l, scale := r.pyramid.planeFor(t.corner.module)
	for version := lo; version <= hi; version++ {
		p := like
		p.dimension, p.tiltX, p.tiltY = 17+4*version, t.tiltX, t.tiltY
		r.effort.modules -= 16 * p.dimension // about as long as to decode so many
		p.tune(l, scale)
		if p.score > best.score {
			best, second = p, best
		} else if p.score > second.score {
			second = p
		}
	}
	return best, second
}

// tune looks for the perspective: the timing pattern's middle moves by n·tilt/4
// modules, so the steps are fine enough for a third of a module at first.
func (p *pose) tune(l *plane, scale float64) {
	n := float64(p.dimension - 7)
	step := min(0.06, 1.2/n)
	coarse := sweep{step, min(8, int(0.13/step)+1)}
	if p.bend > 0 {
		p.tuneBend(l, scale, coarse)
	}
	x := p.along(l, scale, &p.tiltX, true, coarse)
	y := p.along(l, scale, &p.tiltY, false, coarse)
	if x+y < 0.3 {
		p.score = (x + y) / 2
		return
	}
	fine := sweep{step / 3, 2}
	x = p.along(l, scale, &p.tiltX, true, fine)
	y = p.along(l, scale, &p.tiltY, false, fine)
	p.score = (x + y) / 2
}

// tuneBend looks for the bend at which the timing pattern across it looks best:
// what the finder patterns tell of it is rough.
func (p *pose) tuneBend(l *plane, scale float64, s sweep) {
	tilt, axis := &p.tiltX, true
	if p.rows {
		tilt, axis = &p.tiltY, false
	}
	from, start, at, best := p.bend, *tilt, p.bend, -1.0
	for k := -4; k <= 4; k++ {
		p.bend, *tilt = min(max(from+0.06*float64(k), 0.06), mostBend), start
		if score := p.along(l, scale, tilt, axis, s); score > best {
			best, at = score, p.bend
		}
	}
	p.bend, *tilt = at, start
}

// sweep is which values around a middle are tried: reach steps to both sides.
type sweep struct {
	step  float64
	reach int
}

// along tries tilts around the one that tilt holds and leaves the best there.
func (p *pose) along(l *plane, scale float64, tilt *float64, horizontal bool, over sweep) float64 {
	middle, at, best := *tilt, *tilt, -1.0
	for k := -over.reach; k <= over.reach; k++ {
		*tilt = middle + float64(k)*over.step
		h := p.surface()
		s := timingScore(l, scale, &h, p.dimension, horizontal)
		if p.t.corner.inverted {
			s = -s
		}
		s -= 0.002 * math.Abs(float64(k))
		if s > best {
			best, at = s, *tilt
		}
	}
	*tilt = at
	return best
}

// timingScore compares each module of a timing pattern with its neighbours:
// 1 where all differ as they should, about 0 where they do anything.
func timingScore(l *plane, scale float64, h *surface, dimension int, horizontal bool) float64 {
	var sum, total int
	before, at := outside, outside
	for i := 7; i <= dimension-8; i++ {
		x, y := float64(i)+.5, 6.5
		if !horizontal {
			x, y = y, x
		}
		c := h.at(x, y)
		after := l.sample(c.x*scale, c.y*scale)
		if before != outside && at != outside && after != outside {
			e := 2*at - before - after // of module i-1
			if i&1 == 0 {
				sum += e // odd modules are light
			} else {
				sum -= e
			}
			total += max(e, -e)
		}
		before, at = at, after
	}
	if total == 0 {
		return 0
	}
	return float64(sum) / float64(total)
}
