package pages

import (
	"context"
	"image/color"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// StaffPage is the supervisor's list of officers: arrows choose, Enter opens what
// can be done with one.
type StaffPage struct {
	page
	chosenLine
	store    Accounts
	own      OwnAccount
	accounts []Account
	cursor   int        // behind the officers stands the way to add one
	doing    words.Deed // what failed did
	failed   siak.Kind
	loaded   bool
}

// NewStaffPage reads the accounts; own is the account of who looks at them.
func NewStaffPage(env *Env, frame Frame, accounts Accounts, own OwnAccount) *StaffPage {
	s := &StaffPage{page: page{env, frame}, store: accounts, own: own}
	s.load(words.DeedListOfficers, "")
	return s
}

// load reads the accounts; failed is told beside them.
func (s *StaffPage) load(doing words.Deed, failed siak.Kind) {
	s.env.Work(func(ctx context.Context) func() {
		accounts, err := s.store.Accounts(ctx)
		if err != nil {
			doing, failed = words.DeedListOfficers, siak.KindOf(err)
		}
		return func() {
			s.accounts, s.doing, s.failed, s.loaded = accounts, doing, failed, true
			s.cursor = min(s.cursor, len(accounts))
			s.frame.Refresh(s)
		}
	})
}

// Key implements [ui.Screen]: the arrows move, Enter opens the officer in the line
// (the last line adds one, as F2 does) and Esc leaves.
func (s *StaffPage) Key(name fyne.KeyName) {
	switch {
	case name == fyne.KeyEscape:
		s.frame.Leave()
		return
	case name == fyne.KeyUp:
		s.cursor = max(0, s.cursor-1)
	case name == fyne.KeyDown:
		s.cursor = min(len(s.accounts), s.cursor+1)
	case name == fyne.KeyF2:
		s.open(len(s.accounts))
		return
	case ui.IsEnter(name):
		s.open(s.cursor)
		return
	}
	s.frame.Refresh(s)
}

// again leads from a page about one officer back to the list.
func (s *StaffPage) again() { s.frame.Enter(NewStaffPage(s.env, s.frame, s.store, s.own)) }

// open is what can be done with an officer.
func (s *StaffPage) open(i int) {
	if !s.loaded {
		return
	}
	if s.cursor = i; i >= len(s.accounts) {
		s.frame.Enter(newOfficerPage(s.env, s.frame, s.store, s.again))
		return
	}
	s.frame.Refresh(s)
	s.env.OpenPanel(func() *ui.Panel { return s.about(s.accounts[i]) })
}

func (s *StaffPage) about(who Account) *ui.Panel {
	a, w := s.env, s.env.Words
	p := &ui.Panel{Name: PanelOfficer, At: ui.TopRight, Title: who.Name, Facts: []string{s.state(who)}}
	if who.Name == s.own.Me().Name {
		p.Items = []ui.Item{{Text: w.Text("menu.secret"), Run: func() { s.frame.Enter(NewOwnSecretPage(s.env, s.frame, s.own)) }}}
		return p
	}
	reset := ui.Item{Text: w.Text("staff.reset"), Run: func() { s.frame.Enter(newResetPage(s.env, s.frame, s.store, who, s.again)) }}
	if who.Disabled {
		p.Facts = append(p.Facts, w.Text("staff.back"))
		p.Items = []ui.Item{reset}
		return p
	}
	p.Items = []ui.Item{reset, {Text: w.Text("staff.disable"), Run: func() {
		a.OpenPanel(func() *ui.Panel { return s.farewell(who) })
	}}}
	return p
}

// farewell asks before an account is disabled.
func (s *StaffPage) farewell(who Account) *ui.Panel {
	a, w := s.env, s.env.Words
	return &ui.Panel{
		Name: PanelOfficer, At: ui.TopRight, Title: w.Text("staff.disable.title", who.Name),
		Facts: []string{w.Text("staff.disable.text")},
		Items: []ui.Item{
			{Text: w.Text("staff.disable.do"), Run: func() { a.ClosePanel(); s.disable(who.Name) }},
			{Text: w.Text("do.cancel"), Run: a.ClosePanel},
		},
	}
}

func (s *StaffPage) disable(name string) {
	s.env.Work(func(ctx context.Context) func() {
		kind := siak.KindOf(s.store.Disable(ctx, name))
		return func() { s.load(words.DeedDisableOfficer, kind) }
	})
}

// Build implements [ui.Screen]: one line for each account and one to add another.
func (s *StaffPage) Build() fyne.CanvasObject {
	a, w := s.env, s.env.Words
	lines := []fyne.CanvasObject{}
	from, to := s.shown()
	for i := from; i < to; i++ {
		lines = append(lines, s.line(i))
	}
	parts := []fyne.CanvasObject{ui.NewColumn(0, lines...)}
	if s.failed != "" {
		parts = append(parts, a.Mistake(s.failure()))
	}
	buttons := ui.NewActions(
		a.KeyButton("Esc", w.Text("list.back"), true, s.frame.Leave),
		a.KeyButton("Enter", w.Text("staff.open"), false, func() { s.open(s.cursor) }),
		a.KeyButton("F2", w.Text("staff.add"), false, func() { s.open(len(s.accounts)) }), ui.NewSpacer())
	return a.PageOf(ui.Bold(w.Text("staff.title"), ui.SizeBand, a.Palette.Text), buttons, parts...)
}

// shown are the lines there is space for, the chosen one among them.
func (s *StaffPage) shown() (from, to int) {
	most := s.frame.Rows(listRowHeight)
	from = max(0, s.cursor-most+1)
	return from, min(len(s.accounts), from+most)
}

// failure says why something was not done.
func (s *StaffPage) failure() string {
	w := s.env.Words
	switch s.failed {
	case siak.KindOwnAccount:
		return w.Text("staff.last")
	case siak.KindKeyRotation:
		return w.Text("staff.turning")
	}
	return s.env.Sentence(s.doing, s.failed)
}

func (s *StaffPage) line(i int) fyne.CanvasObject {
	a, w, who := s.env, s.env.Words, s.accounts[i]
	p := a.Palette
	back, fg, mark := ui.Rounded(p.Surface), p.Text, s.mark(who)
	if i == s.cursor {
		back, fg, mark = ui.Rounded(p.Accent), p.OnAccent, p.OnAccent
	}
	role, method := roleOfficer, methodPassphrase
	if who.Supervisor {
		role = roleSupervisor
	}
	if who.PIN {
		method = methodNumber
	}
	state := ui.NewRow(ui.Gap8, ui.Icon(s.icon(who), 16, mark), ui.NewTruncated(s.state(who), ui.SizeText, fg))
	cells := ui.NewRow(ui.Gap24, ui.NewTruncated(who.Name, ui.SizeText, fg),
		ui.Sized(a.cell(120, 88), 0, ui.NewRow(0, ui.NewTruncated(w.Text(role), ui.SizeText, fg))),
		ui.Sized(a.cell(120, 88), 0, ui.NewRow(0, ui.NewTruncated(w.Text(method), ui.SizeText, fg))),
		ui.Sized(a.cell(400, 0), 0, state))
	face := ui.NewPressable(ui.Pad(ui.Gap12, 0, cells), p.Subtle, func() { s.open(i) })
	return s.keep(i == s.cursor, ui.Sized(0, listRowHeight, ui.NewStack(back, face)))
}

// state is how an account stands.
func (s *StaffPage) state(who Account) string {
	w := s.env.Words
	switch {
	case who.Disabled:
		return w.Text("staff.disabled")
	case who.Lockout.Full:
		return w.Text("staff.full")
	case who.Lockout.Remaining(s.env.Now()) > 0:
		return w.Text("staff.waits", w.Duration(who.Lockout.Remaining(s.env.Now())))
	case who.Renew:
		return w.Text("staff.renew")
	default:
		return w.Text("staff.active")
	}
}

func (s *StaffPage) icon(who Account) assets.IconName {
	switch {
	case who.Disabled:
		return assets.IconDash
	case who.Lockout.Full || who.Lockout.Remaining(s.env.Now()) > 0:
		return assets.IconLock
	case who.Renew:
		return assets.IconClock
	default:
		return assets.IconCheck
	}
}

func (s *StaffPage) mark(who Account) color.NRGBA {
	p := s.env.Palette
	switch s.icon(who) {
	case assets.IconCheck:
		return p.Tone(siak.ToneVerified).Mark
	case assets.IconClock:
		return p.Tone(siak.ToneWaiting).Mark
	case assets.IconLock:
		return p.Tone(siak.ToneLookTwice).Mark
	default:
		return p.Tone(siak.ToneNotNow).Mark
	}
}
