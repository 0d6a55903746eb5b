package app

import (
	"time"

	"fyne.io/fyne/v2"

	"ikd/station/app/pages"
	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/scanner"
	"ikd/station/scanner/wedge"
	"ikd/station/siak"
)

// The times of what a USB scanner brings.
const (
	noticeStays = 8 * time.Second
	// scanKept is how long a scan waits for somebody to sign in. Its code is then
	// long out of date, and is told so; one of yesterday is of no use.
	scanKept = 10 * time.Minute
)

// scans is what becomes of what USB scanners typed: it is read, or one sentence says
// why not, wherever the officer is.
type scans struct {
	env      *pages.Env
	sessions *sessions
	prefs    *preferences
	keyboard *keyboard

	notice  string // the key of a text, "" for none
	since   time.Time
	waiting scanner.Reading // for somebody to sign in; no text for none
}

// atWork reports whether an officer is at work, who can be shown a card.
func (c *scans) atWork() bool { return c.sessions.session != nil && !c.sessions.locked }

// take does with a scan what it came to.
func (c *scans) take(s wedge.Scan) {
	if c.onPage(s) {
		return
	}
	switch s.Result {
	case "": // a piece, whose rest may come
	case wedge.Read:
		c.read(s)
	default:
		c.tell("scan." + string(s.Result))
	}
}

// onPage shows a scan on the page that is there for it; a citizen's code goes on.
func (c *scans) onPage(s wedge.Scan) bool {
	if !c.atWork() || s.Result == "" {
		return false
	}
	page, open := c.sessions.counter.page.(*pages.ScannerPage)
	if !open {
		return false
	}
	if f, whole := page.Arrived(s, c.keyboard.caps()); whole {
		c.keyboard.wedge.Prefix, c.keyboard.wedge.Suffix = f.Prefix, f.Suffix
		c.prefs.keep(prefScannerPrefix, f.Prefix)
		c.prefs.keep(prefScannerSuffix, f.Suffix)
	}
	return s.Result != wedge.Read || !wedge.Ours(s.Text)
}

func (c *scans) read(s wedge.Scan) {
	switch {
	case c.atWork():
		c.quiet()
		c.sessions.session.Scanned(s.Reading())
	case wedge.Ours(s.Text):
		c.waiting = s.Reading()
		c.tell("scan.waiting")
	default:
		c.tell("scan." + string(wedge.NotOurs))
	}
}

// offer gives the scan that waited to who has signed in.
func (c *scans) offer() {
	r, now := c.waiting, c.env.Now()
	c.waiting = scanner.Reading{}
	c.quiet()
	if r.Text != "" && now.Sub(r.At) < scanKept {
		r.At = now // it is judged now
		c.sessions.session.Scanned(r)
	}
}

// tell says a sentence, by its key, for a while.
func (c *scans) tell(key string) {
	changed := key != c.notice
	c.notice, c.since = key, c.env.Now()
	if changed {
		c.show()
	}
}

// quiet takes what was said back.
func (c *scans) quiet() {
	if c.notice != "" {
		c.notice = ""
		c.show()
	}
}

// tick takes back what has been said for long enough. That a scan waits is said for as
// long as it does.
func (c *scans) tick(now time.Time) {
	if c.waiting.Text != "" && now.Sub(c.waiting.At) >= scanKept {
		c.waiting = scanner.Reading{}
	}
	switch {
	case now.Sub(c.since) < noticeStays:
	case c.waiting.Text != "":
		c.tell("scan.waiting")
	default:
		c.quiet()
	}
}

// show has the screen show what is said.
func (c *scans) show() {
	if counter := c.sessions.counter; counter != nil && counter.Shown() {
		counter.arrange()
		c.env.Refocus()
		return
	}
	c.env.Rebuild()
}

// line is what is said as a narrow band, for the counter.
func (c *scans) line() fyne.CanvasObject {
	tone := c.env.Palette.Tone(siak.ToneLookTwice)
	line := ui.NewRow(ui.Gap16, ui.Icon(assets.IconEye, 16, tone.OnBand),
		ui.NewBoldTruncated(c.env.Words.Text(c.notice), ui.SizeText, tone.OnBand))
	return ui.NewStack(ui.Rect(tone.Band), ui.Pad(ui.Gap16, 0, line))
}

// note is what is said as a part of a card, for the screens before the counter.
func (c *scans) note() []fyne.CanvasObject {
	if c.notice == "" {
		return nil
	}
	return []fyne.CanvasObject{c.env.Notice(assets.IconEye, siak.ToneLookTwice, c.env.Words.Text(c.notice))}
}
