package app

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"ikd/station/app/pages"
	"ikd/station/scanner/wedge"
	"ikd/station/siak"
)

// aCode is what [fakeBackend.Form] takes for a whole code.
var aCode = "IKD1:" + strings.Repeat("6BFOXN-TS0", 20) + "*"

// pass lets time go by, with the event loop running.
func (r *rig) pass(d time.Duration) {
	for end := r.app.env.Now().Add(d); ; {
		now := r.app.env.Now()
		left := end.Sub(now)
		if left <= 0 {
			return
		}
		now = now.Add(min(left, 16*time.Millisecond))
		r.app.env.Now = func() time.Time { return now }
		r.app.keyboard.beat(now)
	}
}

// key presses and releases a key as the driver tells of it, with the character that it
// types, 0 for none.
func (r *rig) key(name fyne.KeyName, char rune) {
	e := &fyne.KeyEvent{Name: name}
	c := r.app.env.Canvas().(test.WindowlessCanvas)
	focused := c.Focused()
	if f, is := focused.(desktop.Keyable); is {
		f.KeyDown(e)
	} else {
		r.app.env.Pressed(e, nil)
	}
	if name == fyne.KeyTab {
		if f, is := c.Focused().(fyne.Tabbable); !is || !f.AcceptsTab() {
			c.FocusNext()
			return
		}
	}
	r.press(name)
	if char == 0 {
		return
	}
	if f := c.Focused(); f != nil {
		f.TypedRune(char)
	} else {
		c.OnTypedRune()(char)
	}
}

// types types characters, that long from one to the next.
func (r *rig) types(text string, gap time.Duration) *rig {
	for _, char := range text {
		name := fyne.KeyName(strings.ToUpper(string(char)))
		if char == ' ' {
			name = fyne.KeySpace
		}
		r.key(name, char)
		r.pass(gap)
	}
	return r
}

const (
	fast = 3 * time.Millisecond
	slow = 40 * time.Millisecond
	hand = 130 * time.Millisecond
)

// Nothing that a scanner types confirms the citizen on the card; the officer's Enter
// does, at once.
func TestNoScanConfirms(t *testing.T) {
	for name, scan := range map[string]func(r *rig){
		"a queue ticket":          func(r *rig) { r.types("A012", fast) },
		"a queue ticket, slowly":  func(r *rig) { r.types("A012", slow) },
		"at a character a second": func(r *rig) { r.types("A012", 900*time.Millisecond) },
		"a code":                  func(r *rig) { r.types(aCode, fast) },
		"a code, slowly":          func(r *rig) { r.types(aCode, slow) },
		"a code with a pause": func(r *rig) {
			r.types(aCode[:len(aCode)-5], fast).pass(300 * time.Millisecond)
			r.types(aCode[len(aCode)-5:], fast)
		},
		"a code, and Enter late": func(r *rig) { r.types(aCode, fast).pass(700 * time.Millisecond) },
		"a dead key":             func(r *rig) { r.key("", 0) },
		"a blank and a letter":   func(r *rig) { r.types(" A", fast) },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, plain).work(judgedState(siak.Eligible))
			r.pass(2 * time.Second)
			scan(r)
			r.key(fyne.KeyReturn, 0)
			r.pass(fast)
			r.key(fyne.KeyReturn, 0) // CR, LF
			r.pass(500 * time.Millisecond)
			r.press(fyne.KeyReturn) // held: the toolkit repeats it
			r.pass(time.Second)
			r.press(fyne.KeyReturn)
			if r.desk.confirms != 0 {
				t.Fatal("the scanner confirmed the citizen")
			}
			r.key(fyne.KeyReturn, 0)
			if r.desk.confirms != 1 {
				t.Error("the officer's Enter is lost")
			}
		})
	}
}

func TestARefusedEnterIsExplained(t *testing.T) {
	r := newRig(t, plain).work(judgedState(siak.Eligible))
	r.types("x", hand)
	r.key(fyne.KeyReturn, 0)
	if r.desk.confirms != 0 || !r.tells("scan.enter") {
		t.Errorf("confirmed %d, told %q", r.desk.confirms, r.texts())
	}
	r.later(noticeStays)
	if r.tells("scan.enter") {
		t.Error("told for ever")
	}
}

// A scan leaves what stood in the field, submits nothing, moves no focus and is no try
// of the passphrase; it is offered once somebody has signed in.
func TestScansAtTheLock(t *testing.T) {
	for name, scan := range map[string]func(r *rig){
		"Enter":  func(r *rig) { r.types(aCode, fast).key(fyne.KeyReturn, 0) },
		"Tab":    func(r *rig) { r.types(aCode, fast).key(fyne.KeyTab, 0) },
		"none":   func(r *rig) { r.types(aCode, fast).pass(400 * time.Millisecond) },
		"slowly": func(r *rig) { r.types(aCode, slow).key(fyne.KeyReturn, 0) },
		"AIM":    func(r *rig) { r.types("]Q1"+aCode, fast).key(fyne.KeyReturn, 0) },
		"Caps":   func(r *rig) { r.types(strings.ToLower(aCode), fast).key(fyne.KeyReturn, 0) },
		"pieces": func(r *rig) {
			r.types(aCode[:80], fast).pass(400 * time.Millisecond)
			r.types(aCode[80:], fast).key(fyne.KeyReturn, 0)
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := lockedRig(t)
			page := r.app.env.Screen().(*signInPage)
			r.types("frasa", hand)
			scan(r)
			r.key(fyne.KeyReturn, 0) // LF
			if page.pass.Text != "frasa" || page.pass.CursorColumn != 5 || len(r.backend.session.unlocks) != 0 {
				t.Fatalf("%d characters in the field, %d tries", len(page.pass.Text), len(r.backend.session.unlocks))
			}
			if r.app.env.Canvas().Focused() != page.pass || !r.tells("scan.waiting") {
				t.Errorf("focus moved, or told %q", r.texts())
			}
			r.pass(time.Second)
			r.types(" sandi", hand).key(fyne.KeyReturn, 0)
			if got := r.backend.session.unlocks; len(got) != 1 || got[0] != "frasa sandi" {
				t.Fatalf("tried %q", got)
			}
			if got := r.backend.session.scanned; len(got) != 1 || got[0].Text != aCode || !got[0].At.Equal(r.app.env.Now()) {
				t.Errorf("offered %d scans", len(got))
			}
			if r.tells("scan.waiting") {
				t.Error("still told to wait")
			}
		})
	}
}

func TestATicketAtTheLockIsNoTry(t *testing.T) {
	r := lockedRig(t)
	r.types("A012", fast).key(fyne.KeyReturn, 0)
	page := r.app.env.Screen().(*signInPage)
	if len(r.backend.session.unlocks) != 0 || page.pass.Text != "" || !r.tells("scan.not-ours") {
		t.Errorf("%d tries, told %q", len(r.backend.session.unlocks), r.texts())
	}
}

// A scan on a page with fields is read like any other, and nothing stays in the field.
func TestScansInAField(t *testing.T) {
	r := newRig(t, plain).work(baseState())
	r.press(fyne.KeyF2)
	r.types("Siti", hand)
	r.types("]Q1"+aCode, fast).key(fyne.KeyReturn, 0)
	if got := r.backend.session.scanned; len(got) != 1 || got[0].Text != aCode || len(r.backend.session.asked) != 0 {
		t.Errorf("read %d, asked %d", len(got), len(r.backend.session.asked))
	}
	if field := r.fields()[0]; field.Text != "Siti" {
		t.Errorf("%q stands in the field", field.Text)
	}
}

// What went wrong on the way is told as that, and is nobody's fault.
func TestTransportDamageIsTold(t *testing.T) {
	for key, typed := range map[string]string{
		"scan.stopped":  aCode[:100],
		"scan.layout":   strings.ReplaceAll(aCode, ":", "Ñ"),
		"scan.not-ours": "A012",
		"scan.card":     wedge.SetupText,
	} {
		r := newRig(t, plain).work(baseState())
		r.types(typed, fast)
		if key != "scan.stopped" {
			r.key(fyne.KeyReturn, 0)
		}
		r.pass(2 * time.Second)
		if !r.tells(key) || len(r.backend.session.scanned) != 0 {
			t.Errorf("%s: told %q", key, r.texts())
		}
	}
}

// Somebody who scans and does nothing else has gone.
func TestScansDoNotKeepTheLockAway(t *testing.T) {
	for name, scan := range map[string]func(r *rig){
		"codes":           func(r *rig) { r.types(aCode, fast).key(fyne.KeyReturn, 0) },
		"no terminator":   func(r *rig) { r.types(aCode, fast).pass(time.Second) },
		"tickets, slowly": func(r *rig) { r.types("A012", slow).key(fyne.KeyReturn, 0) },
	} {
		r := newRig(t, plain)
		r.backend.session.idle = 5 * time.Minute
		r.work(judgedState(siak.Eligible))
		for range 12 {
			scan(r)
			r.later(25 * time.Second)
		}
		if !r.app.sessions.locked {
			t.Errorf("%s keep the counter open", name)
		}
	}
	r := newRig(t, plain)
	r.backend.session.idle = 5 * time.Minute
	r.work(baseState())
	r.press(fyne.KeyF2)
	for range 12 {
		r.types("si", hand).pass(time.Second)
		r.later(25 * time.Second)
	}
	if r.app.sessions.locked {
		t.Error("locked while somebody typed into a field")
	}
}

// The page of the scanner shows how it types and keeps what it sends around a text.
func TestScannerPage(t *testing.T) {
	r := newRig(t, plain).work(judgedState(siak.Eligible))
	r.app.env.KeyDown(desktop.KeyShiftLeft)
	r.key(desktop.KeyShiftLeft, 0)
	r.key(fyne.KeyF5, 0)
	if _, open := r.app.sessions.counter.page.(*pages.ScannerPage); !open || !r.tells("scanner.none") {
		t.Fatal("Shift and F5 open no page")
	}
	r.types("QR"+wedge.SetupText+"#", fast).key(fyne.KeyReturn, 0)
	if !r.tells("scanner.well") || r.backend.prefs[prefScannerPrefix] != "QR" || r.backend.prefs[prefScannerSuffix] != "#" {
		t.Errorf("kept %v, told %q", r.backend.prefs, r.texts())
	}
	r.types(strings.ToLower(wedge.SetupText), slow).pass(time.Second)
	if !r.tells("scanner.do.lower") || !r.tells("scanner.do.slow") || !r.tells("scanner.do.end") {
		t.Errorf("told %q", r.texts())
	}
	r.types(aCode, fast).key(fyne.KeyReturn, 0)
	if len(r.backend.session.scanned) != 1 || !r.tells("scanner.fact.code") || r.says(aCode[:20]) {
		t.Errorf("read %d, told %q", len(r.backend.session.scanned), r.texts())
	}
	r.pass(time.Second)
	r.key(fyne.KeyEscape, 0)
	if r.app.sessions.counter.page != nil || r.desk.confirms != 0 {
		t.Error("Esc does not leave")
	}
}

func TestCapsLockIsToldAtEverySecret(t *testing.T) {
	scenes := map[string]func(*testing.T, setting) *rig{
		"lock": lockScene, "own secret": onPage("menu.secret"), "new officer": onPage("menu.staff", fyne.KeyF2),
		"first start": func(t *testing.T, s setting) *rig { r, _ := openSignIn(t, false); return r },
	}
	for name, scene := range scenes {
		r := scene(t, plain)
		for _, f := range r.fields() {
			r.backend.caps = true
			r.app.env.Focus(f)
			r.later(time.Second)
			if r.says("Caps Lock menyala") != f.Password {
				t.Errorf("%s: Caps Lock is told %v at a field that is secret %v", name, !f.Password, f.Password)
			}
			r.backend.caps = false
			r.later(time.Second)
			if r.says("Caps Lock menyala") {
				t.Errorf("%s: told though it is off", name)
			}
		}
	}
}
