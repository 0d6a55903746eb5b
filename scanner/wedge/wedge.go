// Package wedge gathers what a USB barcode scanner types.
//
// Such a scanner is a keyboard to the computer: it types the text and then
// Enter. What tells it from a person is speed. A scanner sends a character
// every 1 to 20 ms, and slower only where it was set up so; fast typists take
// 100 ms, and not less than 40 even in a burst. So a text is a scanner's if it
// has [MinLength] characters or more, came with [MaxMean] or less between two
// of them on average, with no gap of [MaxGap] or more, Enter included. The mean
// counts, since a busy window gets key presses in bunches.
package wedge

import (
	"time"
	"unicode"
	"unicode/utf8"

	"ikd/station/scanner"
)

// The thresholds.
const (
	MinLength = 8 // characters; shorter ones say nothing of speed
	MaxMean   = 30 * time.Millisecond
	MaxGap    = 250 * time.Millisecond // a longer one begins a new text
)

// Wedge gathers key presses into a reading. Its memory is bounded by
// [scanner.MaxText], whatever is typed. The zero value is ready. Not safe for
// concurrent use: key presses come one after another.
type Wedge struct {
	text        []byte
	count       int // characters, also those past the bound
	first, last time.Time
}

// Rune takes a typed character and the time of its key press. Control
// characters are passed over, a gap begins a new text.
func (w *Wedge) Rune(r rune, at time.Time) {
	if unicode.IsControl(r) || !utf8.ValidRune(r) {
		return
	}
	if w.count == 0 || w.late(at) {
		w.Reset()
		w.first = at
	}
	w.count++
	w.last = at
	if len(w.text)+utf8.RuneLen(r) <= scanner.MaxText {
		w.text = utf8.AppendRune(w.text, r)
	}
}

// Enter ends the text. It gives the reading, cut at [scanner.MaxText] bytes,
// where a scanner typed it; false where a person did. Either way the text is
// forgotten.
func (w *Wedge) Enter(at time.Time) (scanner.Reading, bool) {
	defer w.Reset()
	if w.count < MinLength || w.late(at) {
		return scanner.Reading{}, false
	}
	took := w.last.Sub(w.first)
	if took > time.Duration(w.count-1)*MaxMean {
		return scanner.Reading{}, false
	}
	return scanner.Reading{Text: string(w.text), At: at, Took: took}, true
}

// Typing reports whether a text is coming in at a scanner's speed, so that its
// characters are not taken for the officer's keys.
func (w *Wedge) Typing(at time.Time) bool {
	return w.count > 1 && !w.late(at) && w.last.Sub(w.first) <= time.Duration(w.count-1)*MaxMean
}

// Reset forgets what was typed, as when the window lost its focus.
func (w *Wedge) Reset() { w.text, w.count = w.text[:0], 0 }

// late tells a gap after the last character, or a clock that was turned back.
func (w *Wedge) late(at time.Time) bool {
	gap := at.Sub(w.last)
	return gap >= MaxGap || gap < 0
}
