package wedge

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"ikd/station/scanner"
)

// Wedge gathers characters into scans. Its memory is bounded by [scanner.MaxText],
// whatever is typed. Not safe for concurrent use.
type Wedge struct {
	// Form tells a whole code from a cut one and from anything else.
	Form func(text string) Form
	// Prefix and Suffix are what this scanner was seen to send around a text.
	Prefix, Suffix string

	run   run
	piece run // of a scan that stopped, waiting for its rest
	told  bool
	enter time.Time // the last Enter that ended nothing
}

// run is what was typed without a pause.
type run struct {
	place   Place
	runes   []rune
	at      []Moment // of each rune
	keys    []rune
	control bool
	size    int // bytes of runes
	last    Moment
	leading bool // Enter came right before
	mark    int  // one more than where the last beginning of a code stands; 0 for none
	keyMark bool // the keys have one
}

func (r *run) empty() bool { return len(r.runes) == 0 && len(r.keys) == 0 }

// Key is a key that types a character, by the keyboard of the United States: 0 for a
// key that it does not have. It comes before its character, if there is one.
func (w *Wedge) Key(key rune, p Place, m Moment) {
	w.begin(p, m)
	if len(w.run.keys) < scanner.MaxText {
		w.run.keys = append(w.run.keys, key)
		w.run.keyMark = w.run.keyMark || marked(tail(w.run.keys)) == 0
	}
	w.run.last = m
}

// Control is a control character: a key with Ctrl.
func (w *Wedge) Control(p Place, m Moment) {
	if !w.run.empty() {
		w.run.control = true
		w.run.last = m
	}
}

// Rune is a character. It reports whether the run is surely a scanner's by now, so
// that the character is to go nowhere.
func (w *Wedge) Rune(r rune, p Place, m Moment) bool {
	w.begin(p, m)
	w.run.last = m
	if unicode.IsControl(r) || !utf8.ValidRune(r) {
		w.run.control = true
		return w.Scanning()
	}
	if w.run.size += utf8.RuneLen(r); w.run.size <= scanner.MaxText {
		w.run.runes, w.run.at = append(w.run.runes, r), append(w.run.at, m)
		if marked(tail(w.run.runes)) == 0 {
			w.run.mark = len(w.run.runes) - len(prefix) + 1
		}
	}
	return w.Scanning()
}

// tail is the last characters, as many as a beginning of a code has.
func tail(runes []rune) []rune { return runes[max(0, len(runes)-len(prefix)):] }

// begin starts a new run where the last one is over.
func (w *Wedge) begin(p Place, m Moment) {
	if w.run.empty() || p != w.run.place || m.earliest().Sub(w.run.last.At) >= EndPause {
		leading := !w.enter.IsZero() && within(w.enter, m, Pace)
		w.run = run{place: p, leading: leading}
	}
}

// Fresh reports whether the next character begins a run.
func (w *Wedge) Fresh(p Place, m Moment) bool {
	return len(w.run.runes) == 0 || p != w.run.place || m.earliest().Sub(w.run.last.At) >= EndPause
}

// Scanning reports whether what comes in is surely a scan.
func (w *Wedge) Scanning() bool { return w.run.hasMark() }

// ByHand are the characters that a hand typed at the beginning of the run at hand.
func (w *Wedge) ByHand() []rune { return w.run.runes[:w.before(w.run)] }

// Break is a key that edits, or a change of place: what was typed is a hand's.
func (w *Wedge) Break() { w.run = run{} }

// Due is how long after the last character [Wedge.Pause] has something to say; 0 for
// never.
func (w *Wedge) Due() time.Duration {
	switch {
	case !w.run.empty():
		return EndPause
	case !w.piece.empty() && !w.told:
		return TellPause
	}
	return 0
}

// End is Enter or Tab. It gives the scan that it ends, or false where it is a person's.
func (w *Wedge) End(by Terminator, m Moment) (Scan, bool) {
	s, is := w.end(by, m)
	if !is && by == ByEnter {
		w.enter = m.At
	}
	return s, is
}

func (w *Wedge) end(by Terminator, m Moment) (Scan, bool) {
	r := w.run
	w.run = run{}
	if r.empty() {
		return Scan{}, false
	}
	if s, joined := w.joined(r, by, m); joined {
		return s, true
	}
	if !r.scanned() {
		return Scan{}, false
	}
	s := w.afterPiece(w.scan(r, by, m))
	w.piece = run{}
	return s, true
}

// afterPiece keeps what comes behind a piece, and does not fit, from being taken for
// another code: something of it was lost.
func (w *Wedge) afterPiece(s Scan) Scan {
	foreign := s.Result == NotOurs || s.Result == Read && w.Form(s.Text) != Whole && !strings.HasPrefix(s.Text, prefix)
	if foreign && w.piece.hasMark() && s.At.Sub(w.piece.last.At) < Hold {
		s.Result, s.Text = Stopped, ""
	}
	return s
}

// Pause is time that has passed without a key. A run that a scanner typed is a scan;
// one that is cut waits for its rest, and is told as stopped after a while.
func (w *Wedge) Pause(m Moment) (Scan, bool) {
	if r := w.run; !r.empty() && m.earliest().Sub(r.last.At) >= EndPause {
		w.run = run{}
		return w.pause(r, m)
	}
	if w.piece.empty() || !w.run.empty() {
		return Scan{}, false
	}
	waited := m.earliest().Sub(w.piece.last.At)
	if waited >= TellPause && !w.told {
		w.told = true
		s := w.scan(w.piece, ByPause, m)
		return s, true
	}
	if waited >= Hold {
		w.piece = run{}
	}
	return Scan{}, false
}

func (w *Wedge) pause(r run, m Moment) (Scan, bool) {
	if s, joined := w.joined(r, ByPause, m); joined {
		return s, true
	}
	if begins(r.runes) && !r.hasMark() {
		w.piece, w.told = r, true // a key, or the beginning of a code
	}
	if !r.scanned() {
		return Scan{}, false
	}
	s := w.afterPiece(w.scan(r, ByPause, m))
	if s.Result == Stopped || begins(r.runes) {
		w.piece, w.told = r, s.Result != Stopped
		s.Result = "" // not yet
	}
	return s, true
}

// begins reports whether a text can be the first characters of a code.
func begins(runes []rune) bool { return strings.HasPrefix(prefix, fold(runes)) }

// joined puts a run behind the piece before it, where both together are a code.
func (w *Wedge) joined(r run, by Terminator, m Moment) (Scan, bool) {
	p := w.piece
	if p.empty() || r.hasMark() || len(r.at) == 0 || r.at[0].earliest().Sub(p.last.At) >= Hold {
		return Scan{}, false
	}
	hand := w.before(p)
	p.runes, p.keys = append(p.runes[:len(p.runes):len(p.runes)], r.runes...), append(p.keys[:len(p.keys):len(p.keys)], r.keys...)
	p.at, p.last = append(p.at[:len(p.at):len(p.at)], r.at...), r.last
	text, result := mended(w.Form, w.Suffix, p.runes[hand:], p.keys)
	switch {
	case result == Read && w.Form(text) == Whole:
		w.piece = run{}
		return Scan{Result: Read, Text: text, At: m.At, Took: p.took(), Typed: p.typed(by)}, true
	case begins(p.runes):
		w.piece = p
	case result == Stopped && r.fast():
		w.piece, w.told = p, false
		s := Scan{At: m.At, Typed: p.typed(by)}
		if by != ByPause {
			s.Result, w.piece = Stopped, run{}
		}
		return s, true
	}
	return Scan{}, false
}

// scan is what a run of a scanner came to.
func (w *Wedge) scan(r run, by Terminator, m Moment) Scan {
	hand := w.before(r)
	runes, keys := r.runes[hand:], r.keys[min(hand, len(r.keys)):]
	s := Scan{At: m.At, Took: r.took(), Before: r.runes[:hand], Typed: r.typed(by)}
	s.Typed.Runes, s.Typed.Keys = runes, keys
	s.Text, s.Result = mended(w.Form, w.Suffix, runes, keys)
	if s.Result == NotOurs {
		s.Text = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(s.Text, w.Prefix), w.Suffix))
	}
	if s.Result == NotOurs && len([]rune(s.Text)) >= minCode {
		s.Result = Read
	}
	return s
}

// minCode is the length from which a foreign text is judged like one that the camera
// saw, and not merely told.
const minCode = 8

// before is [run.hand], where the prefix that the scanner is known to send is its own.
func (w *Wedge) before(r run) int {
	at := r.mark - 1
	if at >= 0 && w.Prefix != "" && strings.HasSuffix(string(r.runes[:at]), w.Prefix) {
		return at - len([]rune(w.Prefix))
	}
	return r.hand()
}

// hand is how many characters at the beginning of a marked run a hand typed: those
// before a gap before the mark. The identifier of the kind of code is the scanner's.
func (r *run) hand() int {
	at := r.mark - 1
	if at <= 0 {
		return 0
	}
	if at >= 3 && aim.MatchString(string(r.runes[at-3:at])) {
		at -= 3
	}
	for at > 0 && r.at[at].At.Sub(r.at[at-1].At) < handGap {
		at--
	}
	return at
}

func (r *run) hasMark() bool {
	if !r.byKeys() {
		return false
	}
	at := r.mark - 1
	if at < 0 {
		return r.keyMark && r.mean(0) <= MarkedPace
	}
	return len(r.runes)-at >= MinMarked || r.mean(at) <= MarkedPace
}

// byKeys reports whether keys typed the run: what a field gets without any comes from
// an input method, and is a person's.
func (r *run) byKeys() bool { return r.place == Nowhere || 2*len(r.keys) >= len(r.runes) }

// mean is the time for each character from one on, at most.
func (r *run) mean(from int) time.Duration {
	n := len(r.runes) - 1 - from
	if n < 1 {
		return Pace
	}
	first := r.at[from]
	took := r.at[len(r.at)-1].At.Sub(first.At) + first.stall()
	return took / time.Duration(n)
}

// least is the time for each character, at least: what came while the program stood
// still may have been typed when it began to.
func (r *run) least() time.Duration {
	took := time.Duration(0)
	for i := 1; i < len(r.at); i++ {
		took += max(0, r.at[i].At.Sub(r.at[i-1].At)-r.at[i].stall())
	}
	return took / time.Duration(max(1, len(r.at)-1))
}

func (r *run) took() time.Duration {
	if len(r.at) == 0 {
		return 0
	}
	return r.at[len(r.at)-1].At.Sub(r.at[0].At)
}

func (r *run) typed(by Terminator) Typed {
	return Typed{Runes: r.runes, Keys: r.keys, Took: r.took(), By: by, Leading: r.leading}
}

// scanned reports whether a scanner typed the run.
func (r *run) scanned() bool { return r.hasMark() || r.fast() }

// fast tells a scanner by its pace.
func (r *run) fast() bool {
	slowest, most := r.fieldPace()
	if r.place == Nowhere {
		slowest = r.strayPace()
		most = slowest
	}
	return r.byKeys() && slowest > 0 && r.least() <= slowest && r.mean(0) <= most
}

// strayPace is a scanner's slowest where nothing takes characters; 0 for too few of
// them.
func (r *run) strayPace() time.Duration {
	switch n := len(r.runes); {
	case n >= MinMarked:
		return MarkedPace
	case n >= minStray:
		return strayPace
	}
	return 0
}

// fieldPace is a scanner's slowest in a field, where a person types too, and what it
// may be at most where the program stood still meanwhile and cannot know; 0 where no
// pace tells. Both are slower where there is a sign of a scanner: then it need only be
// quicker than a hand.
func (r *run) fieldPace() (slowest, most time.Duration) {
	n, text, secret := len(r.runes), string(r.runes), r.place == Secret
	sign := r.control || strings.Contains(text, "://") || strings.HasPrefix(text, "]") && aim.MatchString(text)
	switch {
	case n < minSecret:
		return 0, 0
	case n >= MinMarked, sign, secret && capitals(text):
		return strayPace, Pace
	case n < minField && !secret, words(text):
		return 0, 0
	}
	return fieldPace, fieldPace
}

// words reports whether a text may be a passphrase or a name: small letters without a
// digit, or a blank. Some tools and input methods type those fast.
func words(text string) bool {
	return strings.Contains(text, " ") || strings.ContainsFunc(text, unicode.IsLower) && !strings.ContainsFunc(text, unicode.IsDigit)
}

// capitals reports whether a text has capital letters and no small ones: no hand
// types those at a scanner's pace.
func capitals(text string) bool {
	return strings.ContainsFunc(text, unicode.IsUpper) && !strings.ContainsFunc(text, unicode.IsLower)
}
