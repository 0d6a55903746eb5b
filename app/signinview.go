package app

import (
	"time"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// signInView is how a signInPage looks.
type signInView struct{ *signInPage }

// Build implements [ui.Screen].
func (d *signInPage) Build() fyne.CanvasObject { return signInView{d}.build() }

// build is a card in the middle, the menu in its usual place.
func (d signInView) build() fyne.CanvasObject {
	view := headerView{}
	if d.locked != nil {
		d.clock = d.lockClock()
		view.office, view.clock = d.sessions.counter.state.Status.Office, d.clock
	}
	parts, foot := d.parts()
	return d.sessions.menus.cardScreen(view, parts, foot...)
}

// lockClock is the time in the header of the lock; "" before anybody signed in.
func (d *signInPage) lockClock() string {
	if d.locked == nil {
		return ""
	}
	return d.sessions.env.Words.ClockZone(d.sessions.env.Now(), d.sessions.counter.state.Status.Zone)
}

// parts are what the card shows, and what leads on from it.
func (d signInView) parts() (parts, foot []fyne.CanvasObject) {
	parts = []fyne.CanvasObject{d.head()}
	if d.steps != nil {
		return append(parts, d.sessions.env.Steps(stepTexts(d.sessions.env.Words, d.steps))), nil
	}
	if ready, _ := d.ready(); ready != "" {
		parts = append(parts, d.offer(ready)...)
	}
	form := d.signInForm
	if d.first() {
		form = d.createForm
	}
	fields, button := form()
	if button != nil {
		foot = append(foot, button)
	}
	if d.recovers() {
		env := d.sessions.env
		foot = append(foot, ui.NewActions(env.KeyButton("F3", env.Words.Text("menu.recover"), false, func() { d.Key(fyne.KeyF3) }), ui.NewSpacer()))
	}
	return append(parts, fields...), append(foot, d.trainingWay()...)
}

// trainingWay leads into training mode, or out of it.
func (d signInView) trainingWay() []fyne.CanvasObject {
	text, about := d.sessions.trainingText()
	if text == "" {
		return nil
	}
	env := d.sessions.env
	button := env.KeyButton("F4", env.Words.Text(text), false, d.sessions.switchTraining)
	note := ui.NewParagraph(env.Words.Text(about), ui.SizeSmall, env.Palette.Muted)
	if env.Tight() { // the line costs more than it tells apart
		return []fyne.CanvasObject{ui.NewRow(ui.Gap16, button, note)}
	}
	return []fyne.CanvasObject{env.Rule(), ui.NewRow(ui.Gap16, button, note)}
}

func (d signInView) head() fyne.CanvasObject {
	w := d.sessions.env.Words
	switch {
	case d.first():
		return d.sessions.env.CardHead(w.Text("start.title"), w.Text("start.text"))
	case d.locked != nil:
		return d.sessions.env.CardHead(w.Text("lock.title"), w.Text("lock.text", d.owner()))
	default:
		return d.sessions.env.CardHead(w.Text("signin.title"), w.Text("signin.text"))
	}
}

// offer is the ready training officer.
func (d signInView) offer(name string) []fyne.CanvasObject {
	a, w := d.sessions.env, d.sessions.env.Words
	or := "signin.or"
	if d.first() {
		or = "start.or"
	}
	take := a.KeyButton("F2", w.Text("start.training", name), true, d.takeReady)
	invitation := []fyne.CanvasObject{take}
	if d.locked == nil {
		invitation = []fyne.CanvasObject{ui.NewParagraph(w.Text("start.training.text"), ui.SizeText, a.Palette.Text), take}
	}
	return []fyne.CanvasObject{
		ui.NewColumn(ui.Gap8, invitation...),
		ui.NewRow(ui.Gap12, ui.Grow(a.Rule()), ui.Label(w.Text(or), ui.SizeSmall, a.Palette.Muted), ui.Grow(a.Rule())),
	}
}

func (d signInView) createForm() (fields []fyne.CanvasObject, button fyne.CanvasObject) {
	a := d.sessions.env
	return d.withButton("start.create",
		a.NameInput("start.name", d.name, d.wrong.name, ""),
		a.FormInput("start.pass", d.pass, d.wrong.pass, "start.rule"),
		a.FormInput("start.again", d.again, d.wrong.again, ""))
}

// signInForm is who signs in, with what, and the way on; none where nobody may try.
func (d signInView) signInForm() (fields []fyne.CanvasObject, button fyne.CanvasObject) {
	names := []fyne.CanvasObject{}
	from, to := d.shown()
	for i := from; i < to; i++ {
		names = append(names, d.choice(i))
	}
	who := ui.NewColumn(ui.Gap4, names...)
	if d.blocked() {
		return []fyne.CanvasObject{who, d.blockade()}, nil
	}
	name, text := "start.pass", "signin.enter"
	if d.officer().PIN {
		name = "signin.pin"
	}
	if d.locked != nil && d.officer().Name == d.owner() {
		text = "lock.open"
	}
	parts := []fyne.CanvasObject{who, d.sessions.env.FormInput(name, d.pass, d.wrong.pass, "")}
	if d.locked != nil && d.officer().Name != d.owner() {
		parts = append(parts, ui.NewParagraph(d.sessions.env.Words.Text("lock.other", d.owner()), ui.SizeSmall, d.sessions.env.Palette.Muted))
	}
	return d.withButton(text, parts...)
}

// How many officers the card has space for, with and without the ready one.
const mostNames, mostBesideReady = 6, 3

// shown are the officers on the card, the chosen one among them.
func (d signInView) shown() (from, to int) {
	most := mostNames
	if ready, _ := d.ready(); ready != "" {
		most = mostBesideReady
	}
	from = min(max(0, d.chosen-most+1), max(0, len(d.accounts)-most))
	return from, min(len(d.accounts), from+most)
}

// blockade says how long to wait, or whom to ask.
func (d signInView) blockade() fyne.CanvasObject {
	p, w := d.sessions.env.Palette, d.sessions.env.Words
	if d.officer().Lockout.Full {
		return ui.NewRow(ui.Gap12, ui.Icon(assets.IconLock, 24, p.Tone(siak.ToneRefused).Mark),
			ui.NewParagraph(w.Text("signin.full"), ui.SizeText, p.Text))
	}
	left := d.officer().Lockout.Remaining(d.sessions.env.Now()) + time.Second - 1
	return ui.NewRow(ui.Gap12, ui.Icon(assets.IconClock, 24, p.Tone(siak.ToneLookTwice).Mark),
		ui.NewParagraph(w.Text("signin.wait", w.Duration(left)), ui.SizeText, p.Text))
}

// withButton ends a form: what went wrong, if anything, and the way on.
func (d signInView) withButton(text string, parts ...fyne.CanvasObject) ([]fyne.CanvasObject, fyne.CanvasObject) {
	if d.wrong.kind != "" {
		parts = append(parts, d.sessions.env.Mistake(d.failure()))
	}
	ready, _ := d.ready()
	button := d.sessions.env.KeyButton("Enter", d.sessions.env.Words.Text(text), ready == "", d.submit)
	return parts, ui.NewActions(button, ui.NewSpacer())
}

// failure is what went wrong, and how many tries are left.
func (d *signInPage) failure() string {
	w, kind := d.sessions.env.Words, d.wrong.kind
	told := w.Failure(words.DeedSignIn, kind)
	if kind != siak.KindWrongPassphrase || d.first() {
		return told.What + " " + told.Do
	}
	what := told.What
	if d.officer().PIN {
		what = w.Text("signin.pin.wrong")
	}
	return what + " " + w.Text("signin.left", d.officer().Lockout.Left)
}

// choice is a name to choose; the chosen one has an edge.
func (d signInView) choice(i int) fyne.CanvasObject {
	p := d.sessions.env.Palette
	back := ui.Rounded(p.Subtle)
	if i == d.chosen {
		back.StrokeColor, back.StrokeWidth = p.Accent, 2
	}
	face := ui.NewRow(ui.Gap8, ui.NewTruncated(d.accounts[i].Name, ui.SizeText, p.Text))
	if d.accounts[i].Lockout.Full {
		face.Add(ui.Icon(assets.IconLock, 16, p.Muted))
	}
	return ui.Sized(0, 40, ui.NewStack(back, ui.NewPressable(ui.Pad(ui.Gap12, 0, face), p.Subtle, func() { d.choose(i - d.chosen) })))
}

// stepTexts are the steps of signing in, of which the last is under way.
func stepTexts(w *words.Words, steps []Step) []string {
	texts := make([]string, len(steps))
	for i, step := range steps {
		texts[i] = w.Text("step." + string(step))
	}
	return texts
}
