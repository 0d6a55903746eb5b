// Package wedge tells what a USB barcode scanner types from what a person types.
//
// Such a scanner is a keyboard to the computer: it types a text and then, as it was
// set up, Enter, Tab, CR and LF, or nothing. Everything here is pure: key presses
// come in with their times, nothing reads a clock.
//
// # The rule of Enter
//
// Nobody may be activated by a scanner, so the question at Enter is never "was that a
// scan?" but "was that a hand beyond doubt?" [Hand] answers it. Where Enter may confirm,
// which is outside a field, it acts if
//
//   - no character that no field took was typed within the last second ([Quiet]),
//     whatever its pace, and
//   - no character at all within a hand's pace ([Pace]), unless a key of a hand came
//     between.
//
// In a field it acts unless a scan ended within the last second.
//
// A refused Enter that follows within a hand's pace belongs to the same burst and
// prolongs it, so CR+LF and repeated terminators are no way around. Where the rule
// does not refuse, Enter acts at once: nothing is waited for. What stood in the way of
// the program itself counts against it: a press that arrives after the program stood
// still may have been made when it began to ([Moment]).
//
// An Enter that a scanner sends *before* its text cannot be told from a hand's when it
// arrives. The set-up card tells of it, see [Examine].
//
// # What is a scan
//
// [Wedge] gathers the characters of a run and ends it at Enter, at Tab or after a
// pause ([EndPause]). A run is a scanner's if it carries a mark (the beginning of our
// codes in any case or keyboard layout, an AIM identifier, a control character) at a
// pace below [MarkedPace], or by its pace alone, which has to be faster in a field,
// where a person's passphrase may stand, than where nothing takes characters.
//
// # What is mended
//
// Codes are Base45, so the case is folded, what stands before and behind is cut, and
// pieces are put together. The keys themselves are known beside their characters: as
// the keyboard that the scanner takes itself for they give the text whatever the
// system's layout and Caps Lock are. [Form] (a checksum stands in each code) decides
// which reading is right; nothing is guessed. What cannot be mended is told as what it
// is: [Stopped], [Layout], [CapsLock].
package wedge

import (
	"time"

	"ikd/station/scanner"
)

// The times. A scanner sends a character every 1 to 20 ms, and up to some 80 where it
// was set up so; fast typists take 100 ms, and not less than 40 even in a burst.
const (
	Quiet      = time.Second            // after a character that no field took
	Pace       = 100 * time.Millisecond // a hand's, between two presses
	EndPause   = 300 * time.Millisecond // ends a text without a terminator
	TellPause  = 1200 * time.Millisecond
	Hold       = 5 * time.Second // how long a piece waits for its rest
	MarkedPace = 150 * time.Millisecond

	strayPace  = 50 * time.Millisecond // a scanner's where nothing takes characters
	fieldPace  = 12 * time.Millisecond // a scanner's in a field
	handGap    = 25 * time.Millisecond // between what a hand typed and a scan behind it
	usualBlind = 20 * time.Millisecond // the event loop's own step
)

// The lengths, in characters, from which pace says something.
const (
	minStray  = 3
	minSecret = 3
	minField  = 6
	// MinMarked is the length from which a text with our beginning is a scan at any pace.
	MinMarked = 64
)

// Moment is when the program got a key press. The key was pressed then, or up to
// Blind earlier: for that long the program had not looked.
type Moment struct {
	At    time.Time
	Blind time.Duration
}

// earliest is when the key may have been pressed.
func (m Moment) earliest() time.Time { return m.At.Add(-m.Blind) }

// stall is how much longer than usual the program had not looked.
func (m Moment) stall() time.Duration { return max(0, m.Blind-usualBlind) }

// Form is what a text is by its form alone.
type Form int

// The forms.
const (
	Foreign Form = iota // anything else, damaged codes among it
	Cut                 // the beginning of a code, the rest is missing
	Whole               // a code, its checksum right
)

// Result is what a scan came to.
type Result string

// The results.
const (
	Read     Result = "read"      // Text is what was on the code
	NotOurs  Result = "not-ours"  // too short to be any code of the domain: a queue ticket
	Card     Result = "card"      // the set-up card, see [Examine]
	CapsLock Result = "caps-lock" // not readable, and Caps Lock is on
	Layout   Result = "layout"    // the system's keyboard layout is not the scanner's
	Stopped  Result = "stopped"   // the scanner stopped in the middle
)

// Results lists the closed set.
func Results() []Result { return []Result{Read, NotOurs, Card, CapsLock, Layout, Stopped} }

// Place is where characters go.
type Place int

// The places.
const (
	Nowhere Place = iota // nothing takes them
	Open                 // a field
	Secret               // a field for a passphrase or PIN
)

// Terminator is what ended a text.
type Terminator string

// The terminators.
const (
	ByEnter Terminator = "enter"
	ByTab   Terminator = "tab"
	ByPause Terminator = "none"
)

// Scan is what a scanner typed.
type Scan struct {
	Result Result
	Text   string    // of Read: at most [scanner.MaxText] bytes
	At     time.Time // of its end
	Took   time.Duration
	// Before is what a hand typed before the scan without a pause. It belongs into
	// the field.
	Before []rune
	Typed  Typed
}

// Reading is the scan as a reading of the scanner package.
func (s Scan) Reading() scanner.Reading {
	return scanner.Reading{Text: s.Text, At: s.At, Took: s.Took}
}

// Typed is what arrived, without what a hand typed before it.
type Typed struct {
	Runes   []rune // the characters, as the system gave them
	Keys    []rune // the keys, as a keyboard of the United States has them; 0 for others
	Took    time.Duration
	By      Terminator
	Leading bool // Enter came right before it
}
