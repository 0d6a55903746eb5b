package wedge

import "time"

// Hand decides whether an Enter is a person's beyond doubt, see the package comment.
// The zero value is ready. Not safe for concurrent use.
type Hand struct {
	stray, scanned, taken, refused time.Time // of the last ones; zero for none
}

// Stray is a character that no field took.
func (h *Hand) Stray(m Moment) { h.stray = m.At }

// Scanned is a character, or a terminator, that is known to be a scanner's: no field
// has it, wherever it went.
func (h *Hand) Scanned(m Moment) { h.stray, h.scanned = m.At, m.At }

// Taken is a character that something took: a field, or a panel its space bar.
func (h *Hand) Taken(m Moment) { h.taken = m.At }

// Key is any other key that a hand pressed: it ends what was typed before it.
func (h *Hand) Key() { h.taken = time.Time{} }

// Enter reports whether an Enter acts; inField says that a field has the focus.
func (h *Hand) Enter(m Moment, inField bool) bool {
	allowed := !within(h.scanned, m, Quiet)
	if !inField {
		allowed = !within(h.stray, m, Quiet) && !within(h.taken, m, Pace)
	}
	if allowed {
		h.Key()
		return true
	}
	if within(h.stray, m, Pace) || within(h.taken, m, Pace) || within(h.refused, m, Pace) {
		h.stray = m.At // it belongs to the burst
	}
	h.refused = m.At
	return false
}

// Burst reports whether a key comes so soon behind a character that no field took that
// it is the scanner's too.
func (h *Hand) Burst(at time.Time) bool { return within(h.stray, Moment{At: at}, Pace) }

// within reports whether a key may have been pressed less than d after a moment. A
// clock that was turned back is no proof of the contrary.
func within(t time.Time, m Moment, d time.Duration) bool {
	return !t.IsZero() && m.earliest().Sub(t) < d
}
