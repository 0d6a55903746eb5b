package app

import (
	"runtime"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"ikd/station/app/pages"
	"ikd/station/app/ui"
	"ikd/station/scanner/wedge"
)

// keyboard sees every key press of the window before anything else does, and tells a
// person's from a scanner's by the rules of package wedge. It belongs to the GUI
// thread.
type keyboard struct {
	env      *pages.Env
	prefs    *preferences
	sessions *sessions
	caps     func() bool // Caps Lock is on

	wedge  wedge.Wedge
	hand   wedge.Hand
	polled time.Time // when the event loop last asked for keys; zero before it runs
	// The keys with which others are held.
	shift, ctrl bool
	field       *ui.Field  // that the run at hand goes into; nil for none
	before      ui.Content // of field, before the run
	scanned     time.Time  // when the last scan ended
	ended       bool       // by the Tab that just went down
	hands       typed      // what may turn out to be a hand's
	last        time.Time  // the last key that types
}

// typed is the run at hand as a sign of somebody's presence.
type typed struct {
	first, last time.Time
	n           int
}

var (
	_ ui.Owner  = (*keyboard)(nil)
	_ ui.Typist = (*keyboard)(nil)
)

func newKeyboard(a *App, b Backend) *keyboard {
	k := &keyboard{env: a.env, prefs: a.prefs, sessions: a.sessions, caps: b.CapsLock}
	k.wedge = wedge.Wedge{Form: b.Form, Prefix: a.prefs.get(prefScannerPrefix), Suffix: a.prefs.get(prefScannerSuffix)}
	return k
}

// follow has the event loop tell each time that it has asked for keys: an animation is
// told right behind that, before anything is drawn. It draws nothing itself.
func (k *keyboard) follow() {
	k.polled = k.env.Now()
	asked := &fyne.Animation{
		Duration: time.Hour, RepeatCount: fyne.AnimationRepeatForever,
		Tick: func(float32) { k.beat(k.env.Now()) },
	}
	asked.Start()
}

// beat notes that the event loop has asked for keys, and that time goes by without one:
// a pause may have ended a text.
func (k *keyboard) beat(now time.Time) {
	if due := k.wedge.Due(); due > 0 && now.Sub(k.last) >= due {
		k.lapse(k.moment())
	}
	k.polled = now
}

// moment is now, with how long the program may not have looked for keys.
func (k *keyboard) moment() wedge.Moment {
	m := wedge.Moment{At: k.env.Now()}
	if !k.polled.IsZero() {
		m.Blind = max(0, m.At.Sub(k.polled))
	}
	return m
}

// place is where characters go.
func place(in *ui.Field) wedge.Place {
	switch {
	case in == nil:
		return wedge.Nowhere
	case in.Password:
		return wedge.Secret
	}
	return wedge.Open
}

// Pressed implements [ui.Typist].
func (k *keyboard) Pressed(e *fyne.KeyEvent, in *ui.Field) {
	m := k.moment()
	k.ended = false
	k.held(e.Name, true)
	key, types := k.key(e)
	switch {
	case e.Name == fyne.KeyTab:
		k.lapse(m)
		if k.ended = k.end(wedge.ByTab, m) || k.hand.Burst(m.At); !k.ended {
			k.sessions.touch()
		}
	case k.ctrl && types:
		k.lapse(m)
		k.control(e.Name, in, m)
	case types:
		k.lapse(m)
		k.begin(in, m)
		k.wedge.Key(key, place(in), m)
		if in == nil && e.Name != fyne.KeySpace {
			k.hand.Stray(m) // a dead key has no character
		}
		k.last = m.At
	case !modifier(e.Name) && !ui.IsEnter(e.Name) && !k.wedge.Scanning():
		k.wedge.Break()
		k.forget()
	}
}

// forget drops what stood in the field, which may be a part of a secret.
func (k *keyboard) forget() { k.field, k.before = nil, ui.Content{} }

// control is a key with Ctrl: some scanners send CR, LF and Tab so.
func (k *keyboard) control(name fyne.KeyName, in *ui.Field, m wedge.Moment) {
	k.wedge.Control(place(in), m)
	if in == nil {
		k.hand.Stray(m)
	}
	switch name {
	case fyne.KeyM, fyne.KeyJ:
		k.end(wedge.ByEnter, m)
	case fyne.KeyI:
		k.end(wedge.ByTab, m)
	default:
		if !k.wedge.Scanning() {
			k.wedge.Break() // an editor's command
		}
	}
}

// Released implements [ui.Typist].
func (k *keyboard) Released(e *fyne.KeyEvent) { k.held(e.Name, false) }

func (k *keyboard) held(name fyne.KeyName, down bool) {
	switch name {
	case desktop.KeyShiftLeft, desktop.KeyShiftRight:
		k.shift = down
	case desktop.KeyControlLeft, desktop.KeyControlRight:
		k.ctrl = down
	}
}

// key is what a key types on a keyboard of the United States, and whether it types
// anything at all.
func (k *keyboard) key(e *fyne.KeyEvent) (r rune, types bool) {
	code := e.Physical.ScanCode
	if runtime.GOOS != "windows" {
		code -= 8 // X11 counts from eight on
	}
	if r, known := wedge.USKey(code, k.shift); known {
		return r, true
	}
	// A key without a name is a dead one, or of another alphabet.
	return 0, character(e.Name)
}

// character reports whether a key's name is that of a character, or none.
func character(name fyne.KeyName) bool {
	return utf8.RuneCountInString(string(name)) <= 1 || name == fyne.KeySpace
}

func modifier(name fyne.KeyName) bool {
	switch name {
	case desktop.KeyShiftLeft, desktop.KeyShiftRight, desktop.KeyControlLeft, desktop.KeyControlRight,
		desktop.KeyAltLeft, desktop.KeyAltRight, desktop.KeySuperLeft, desktop.KeySuperRight, desktop.KeyCapsLock:
		return true
	}
	return false
}

// Character implements [ui.Typist].
func (k *keyboard) Character(r rune, in *ui.Field) bool {
	m := k.moment()
	k.lapse(m)
	k.begin(in, m)
	was := k.wedge.Scanning()
	scanning := k.wedge.Rune(r, place(in), m)
	switch {
	case scanning && !was:
		k.unwrite(k.wedge.ByHand())
		k.hand.Scanned(m)
	case scanning:
		k.hand.Scanned(m)
	case in == nil && (r != ' ' || k.hand.Burst(m.At)):
		k.hand.Stray(m)
	default:
		k.hand.Taken(m)
	}
	if k.hands.n++; k.hands.n == 1 {
		k.hands.first = m.At
	}
	k.hands.last, k.last = m.At, m.At
	return scanning
}

// begin notes what stands in the field where a new run begins.
func (k *keyboard) begin(in *ui.Field, m wedge.Moment) {
	if k.wedge.Fresh(place(in), m) || k.field != in {
		k.settle()
		if k.field = in; in != nil {
			k.before = in.Content()
		}
	}
}

// unwrite takes a scan out of the field again; the first characters of its run, which
// a hand typed, stay.
func (k *keyboard) unwrite(hand []rune) {
	if k.field != nil {
		k.field.Restore(k.before, hand)
	}
}

// lapse is the time since the last key.
func (k *keyboard) lapse(m wedge.Moment) {
	if s, is := k.wedge.Pause(m); is {
		k.scan(s)
		k.hand.Scanned(wedge.Moment{At: k.last})
	} else if k.hands.n > 0 && m.At.Sub(k.hands.last)-m.Blind >= wedge.EndPause {
		k.settle()
	}
}

// end is Enter or Tab; true where it ended a scan.
func (k *keyboard) end(by wedge.Terminator, m wedge.Moment) bool {
	s, is := k.wedge.End(by, m)
	if is {
		k.scan(s)
		k.hand.Scanned(m)
	}
	return is
}

// scan passes on what a scanner typed, once it is out of the field.
func (k *keyboard) scan(s wedge.Scan) {
	k.unwrite(s.Before)
	k.forget()
	k.hands, k.scanned = typed{}, s.At
	k.sessions.scans.take(s)
}

// settle notes that somebody is there, where what was typed last was a hand's.
func (k *keyboard) settle() {
	t := k.hands
	k.hands = typed{}
	slow := t.n > 1 && t.last.Sub(t.first) >= time.Duration(t.n-1)*wedge.Pace
	if t.n == 1 || slow || t.n > 1 && k.field != nil {
		if t.last.After(k.sessions.touched) {
			k.sessions.touched = t.last
		}
	}
}

// Ended implements [ui.Typist].
func (k *keyboard) Ended() bool { return k.ended }

// Foreign implements [ui.Typist].
func (k *keyboard) Foreign() bool { return k.wedge.Scanning() || k.hand.Burst(k.env.Now()) }

// CapsLock implements [ui.Typist].
func (k *keyboard) CapsLock() string {
	if !k.caps() {
		return ""
	}
	return k.env.Words.Text("caps.on")
}

// Title implements [ui.Owner]: the task bar says whether the station is locked.
func (k *keyboard) Title() string {
	w := k.env.Words
	name := w.Text("window.title")
	if page, ok := k.env.Screen().(*signInPage); ok {
		return w.Text(page.heading()) + " – " + name
	}
	return name
}

// Active implements [ui.Owner]: the mouse.
func (k *keyboard) Active() { k.sessions.touch() }

// Typed implements [ui.Owner]; see Character, which takes its place.
func (k *keyboard) Typed(rune) {}

// Intercept implements [ui.Owner]: what a scanner sends is no key of the officer's.
func (k *keyboard) Intercept(name fyne.KeyName) bool {
	m := k.moment()
	k.lapse(m)
	if !ui.IsEnter(name) {
		scanners := k.wedge.Scanning() || k.hand.Burst(m.At)
		if !scanners && !modifier(name) && !character(name) {
			k.hand.Key()
			k.sessions.touch()
		}
		return scanners
	}
	_, inField := k.env.Focused().(*ui.Field)
	switch {
	case k.end(wedge.ByEnter, m):
		return true
	case k.hand.Enter(m, inField):
		k.hands = typed{}
		k.forget()
		k.sessions.touch()
		return false
	case m.At.Sub(k.scanned) > wedge.Quiet:
		k.sessions.scans.tell("scan.enter")
	}
	return true
}
