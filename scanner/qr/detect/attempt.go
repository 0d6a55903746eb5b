package detect

// find looks for finder patterns at a level.
func (r *Reader) find(level, first, step int) {
	r.search = &r.searches[level]
	r.search.finders = r.search.finders[:0]
	r.search.rows(&r.pyramid.levels[level], float64(int(1)<<level), first, step)
	r.Trace.Finders = max(r.Trace.Finders, len(r.search.finders))
}

// attempt tries to read a code of every triple of what was found.
func (r *Reader) attempt() {
	r.triples = triples(r.search.finders, r.effort.triples, r.triples)
	r.Trace.Triples = max(r.Trace.Triples, len(r.triples))
	for i := range r.triples {
		if t := &r.triples[i]; !r.taken(t) {
			r.try(t)
		}
	}
}

// attemptPairs tries pairs of what was found until a code is.
func (r *Reader) attemptPairs() {
	r.search.bestFirst()
	fs, left := r.search.finders, r.effort.pairs
	for j := range fs {
		for i := range j {
			if !alike(&fs[i], &fs[j]) {
				continue
			}
			if left--; left < 0 || r.attemptPair(&fs[i], &fs[j]) {
				return
			}
		}
	}
}

func (r *Reader) attemptPair(a, b *finder) bool {
	r.triples, r.guesses = r.triples[:0], r.guesses[:0]
	r.guess(a, b)
	for k := range r.triples {
		r.Trace.Triples++
		if r.try(&r.triples[k]) {
			return true
		}
	}
	return false
}

// taken tells whether one of the patterns is that of a code that was read.
func (r *Reader) taken(t *triple) bool {
	for _, at := range r.used {
		for _, f := range [3]*finder{t.corner, t.right, t.down} {
			if at.sub(f.centre).norm() < 2*f.module {
				return true
			}
		}
	}
	return false
}

// leastTiming is the score of the timing patterns below which no code is seen; of
// a bent one more is asked, since there are more ways to come to it by chance.
const leastTiming, leastBentTiming = 0.25, 0.45

// try reads the code of a triple.
func (r *Reader) try(t *triple) bool {
	if r.effort.modules < 0 {
		return false
	}
	best, second := r.poses(t.flat())
	if r.posed(leastTiming, &best, &second) {
		return true
	}
	like, n, ok := t.bent()
	if !ok {
		return false
	}
	best, second = r.poses(like, n)
	return r.posed(leastBentTiming, &best, &second)
}

// posed reads the code at the better of two poses, or else at the other.
func (r *Reader) posed(least float64, best, second *pose) bool {
	for _, p := range [2]*pose{best, second} {
		if p.score < least {
			break
		}
		r.Trace.Poses++
		if r.read(p) {
			t := p.t
			r.used = append(r.used, t.corner.centre, t.right.centre, t.down.centre)
			return true
		}
	}
	return false
}
