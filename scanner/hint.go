package scanner

import (
	"math"
	"time"
)

// Hint is what the officer should do so that the code can be read; one at a
// time. The window has a sentence for each.
type Hint uint8

// The hints.
const (
	HintNone     Hint = iota
	HintFrame         // no code to be seen: hold it inside the frame
	HintHold          // it is well placed: hold still
	HintCloser        // too small
	HintFarther       // it leaves the picture
	HintBrighter      // the screen is too dark
	HintGlare         // a lamp or the window is reflected
)

var hintNames = [...]string{"", "frame", "hold", "closer", "farther", "brighter", "glare"}

// Hints are all but [HintNone].
func Hints() []Hint {
	return []Hint{HintFrame, HintHold, HintCloser, HintFarther, HintBrighter, HintGlare}
}

// String is the hint's name, "" for none.
func (h Hint) String() string {
	if int(h) < len(hintNames) {
		return hintNames[h]
	}
	return ""
}

const (
	// hintSettles is how slowly the measurements of single frames add up.
	hintSettles = 500 * time.Millisecond
	// hintSure is the weight at which a hint takes the place of another: two
	// that alternate never come so far.
	hintSure = 0.65
	// HintStays is how long a hint is shown at least.
	HintStays = 1200 * time.Millisecond
)

// steady makes hints that can be read out of judgements that come and go.
type steady struct {
	weight [len(hintNames)]float64
	shown  Hint
	since  time.Time
	last   time.Time
}

// put takes the judgement on one frame and gives the hint to show.
func (s *steady) put(h Hint, now time.Time) Hint {
	if s.last.IsZero() {
		s.last, s.since, s.shown = now, now, h
		s.weight[h] = 1
		return h
	}
	keep := math.Exp(-float64(now.Sub(s.last)) / float64(hintSettles))
	s.last = now
	for i := range s.weight {
		s.weight[i] *= keep
	}
	s.weight[h] += 1 - keep
	if h != s.shown && s.weight[h] >= hintSure && now.Sub(s.since) >= HintStays {
		s.shown, s.since = h, now
	}
	return s.shown
}
