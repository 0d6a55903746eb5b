package app

import (
	"context"
	"image/color"

	"fyne.io/fyne/v2"

	"ikd/station/assets"
	"ikd/station/siak"
)

// staff is the supervisor's list of officers: arrows choose, Enter opens what
// can be done with one.
type staff struct {
	c        *counter
	boss     Supervisor
	accounts []Account
	cursor   int // behind the officers stands the way to add one
	failed   siak.Kind
	loaded   bool
}

func newStaff(c *counter, boss Supervisor) *staff {
	s := &staff{c: c, boss: boss}
	s.load("")
	return s
}

// load reads the accounts; failed is told beside them.
func (s *staff) load(failed siak.Kind) {
	s.c.a.gui.work(s.c.a.ctx, func(ctx context.Context) func() {
		accounts, err := s.boss.Accounts(ctx)
		if err != nil {
			failed = siak.KindOf(err)
		}
		return func() {
			s.accounts, s.failed, s.loaded = accounts, failed, true
			s.cursor = min(s.cursor, len(accounts))
			s.c.again(s)
		}
	})
}

func (s *staff) focus() fyne.Focusable { return nil }

func (s *staff) key(name fyne.KeyName) {
	switch {
	case name == fyne.KeyEscape:
		s.c.leave()
		return
	case name == fyne.KeyUp:
		s.cursor = max(0, s.cursor-1)
	case name == fyne.KeyDown:
		s.cursor = min(len(s.accounts), s.cursor+1)
	case name == fyne.KeyF2:
		s.open(len(s.accounts))
		return
	case isEnter(name):
		s.open(s.cursor)
		return
	}
	s.c.again(s)
}

// open is what can be done with an officer.
func (s *staff) open(i int) {
	if !s.loaded {
		return
	}
	if s.cursor = i; i >= len(s.accounts) {
		s.c.enter(newOfficerRoom(s.c, s.boss))
		return
	}
	s.c.again(s)
	s.c.a.openPanel(func() *panel { return s.about(s.accounts[i]) })
}

func (s *staff) about(who Account) *panel {
	a, w := s.c.a, s.c.a.words
	p := &panel{a: a, name: panelOfficer, at: topRight, title: who.Name, facts: []string{s.state(who)}}
	if who.Name == a.session.Me().Name {
		p.items = []item{{text: w.Text("menu.secret"), run: func() { s.c.enter(newOwnSecret(s.c)) }}}
		return p
	}
	reset := item{text: w.Text("staff.reset"), run: func() { s.c.enter(newResetRoom(s.c, s.boss, who)) }}
	if who.Disabled {
		p.facts = append(p.facts, w.Text("staff.back"))
		p.items = []item{reset}
		return p
	}
	p.items = []item{reset, {text: w.Text("staff.disable"), run: func() {
		a.openPanel(func() *panel { return s.farewell(who) })
	}}}
	return p
}

// farewell asks before an account is disabled.
func (s *staff) farewell(who Account) *panel {
	a, w := s.c.a, s.c.a.words
	return &panel{
		a: a, name: panelOfficer, at: topRight, title: w.Text("staff.disable.title", who.Name),
		facts: []string{w.Text("staff.disable.text")},
		items: []item{
			{text: w.Text("staff.disable.do"), run: func() { a.closePanel(); s.disable(who.Name) }},
			{text: w.Text("do.cancel"), run: a.closePanel},
		},
	}
}

func (s *staff) disable(name string) {
	s.c.a.gui.work(s.c.a.ctx, func(ctx context.Context) func() {
		kind := siak.KindOf(s.boss.Disable(ctx, name))
		return func() { s.load(kind) }
	})
}

func (s *staff) build() fyne.CanvasObject {
	a, w := s.c.a, s.c.a.words
	lines := []fyne.CanvasObject{}
	from, to := s.shown()
	for i := from; i < to; i++ {
		lines = append(lines, s.line(i))
	}
	parts := []fyne.CanvasObject{
		bold(w.Text("staff.title"), sizeBand, a.palette.text), newColumn(0, lines...),
	}
	if s.failed != "" {
		parts = append(parts, a.mistake(s.failure()))
	}
	buttons := newRow(gap16,
		a.keyButton("Esc", w.Text("list.back"), true, s.c.leave),
		a.keyButton("Enter", w.Text("staff.open"), false, func() { s.open(s.cursor) }),
		a.keyButton("F2", w.Text("staff.add"), false, func() { s.open(len(s.accounts)) }), newSpring())
	return newColumn(gap16, append(parts, newSpring(), buttons)...)
}

// shown are the lines there is room for, the chosen one among them.
func (s *staff) shown() (from, to int) {
	most := s.c.roomRows(listRowHeight)
	from = max(0, s.cursor-most+1)
	return from, min(len(s.accounts), from+most)
}

// failure says why something was not done.
func (s *staff) failure() string {
	w := s.c.a.words
	switch s.failed {
	case siak.KindOwnAccount:
		return w.Text("staff.last")
	case siak.KindKeyRotation:
		return w.Text("staff.turning")
	}
	told := w.Kind(s.failed)
	return told.What + " " + told.Do
}

func (s *staff) line(i int) fyne.CanvasObject {
	a, w, who := s.c.a, s.c.a.words, s.accounts[i]
	p := a.palette
	back, fg, mark := rounded(p.surface), p.text, s.mark(who)
	if i == s.cursor {
		back, fg, mark = rounded(p.ink), p.onInk, p.onInk
	}
	role, method := roleOfficer, methodPassphrase
	if who.Supervisor {
		role = roleSupervisor
	}
	if who.PIN {
		method = methodNumber
	}
	state := newRow(gap8, icon(s.icon(who), 16, mark), newLine(s.state(who), sizeText, fg))
	cells := newRow(gap24, newLine(who.Name, sizeText, fg),
		sized(120, 0, newRow(0, newLine(w.Text(role), sizeText, fg))),
		sized(120, 0, newRow(0, newLine(w.Text(method), sizeText, fg))),
		sized(400, 0, state))
	return sized(0, listRowHeight, newStack(back, newPressable(pad(gap12, 0, cells), p.quiet, func() { s.open(i) })))
}

// state is how an account stands.
func (s *staff) state(who Account) string {
	w := s.c.a.words
	switch {
	case who.Disabled:
		return w.Text("staff.disabled")
	case who.Lockout.Full:
		return w.Text("staff.full")
	case who.Lockout.waits(s.c.a.now()) > 0:
		return w.Text("staff.waits", w.Duration(who.Lockout.waits(s.c.a.now())))
	case who.Renew:
		return w.Text("staff.renew")
	default:
		return w.Text("staff.active")
	}
}

func (s *staff) icon(who Account) assets.IconName {
	switch {
	case who.Disabled:
		return assets.IconDash
	case who.Lockout.Full || who.Lockout.waits(s.c.a.now()) > 0:
		return assets.IconLock
	case who.Renew:
		return assets.IconClock
	default:
		return assets.IconCheck
	}
}

func (s *staff) mark(who Account) color.NRGBA {
	p := s.c.a.palette
	switch s.icon(who) {
	case assets.IconCheck:
		return p.tone(siak.ToneVerified).mark
	case assets.IconClock:
		return p.tone(siak.ToneWaiting).mark
	case assets.IconLock:
		return p.tone(siak.ToneLookTwice).mark
	default:
		return p.tone(siak.ToneNotNow).mark
	}
}
