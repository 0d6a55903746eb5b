package app

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"ikd/station/assets"
	"ikd/station/siak"
)

const doorWidth = 480

// build implements [screen]: a card in the middle, the menu in its usual place.
func (d *door) build() fyne.CanvasObject {
	a := d.a
	view := headerView{mute: a.mute}
	if d.behind != nil {
		d.clock = d.lockClock()
		view.office, view.clock = a.counter.state.Status.Office, d.clock
	}
	return a.cardScreen(view, d.parts())
}

// cardScreen is a card in the middle, the menu in its usual place.
func (a *App) cardScreen(view headerView, parts []fyne.CanvasObject) fyne.CanvasObject {
	header := sized(0, headerHeight, a.headerBar(view))
	card := newStack(rounded(a.palette.surface), pad(32, 32, newColumn(gap16, parts...)))
	return newColumn(0, header, grow(container.New(middle{}, card)))
}

// lockClock is the time in the header of the lock; "" before anybody signed in.
func (d *door) lockClock() string {
	if d.behind == nil {
		return ""
	}
	return d.a.words.ClockZone(d.a.now(), d.a.counter.state.Status.Zone)
}

// emblem is the program's picture.
func (a *App) emblem() fyne.CanvasObject {
	mark := canvas.NewImageFromResource(assets.AppIcon)
	mark.FillMode = canvas.ImageFillContain
	return sized(56, 56, mark)
}

// cardHead is the program's picture beside a title and a sentence.
func (a *App) cardHead(title, text string) fyne.CanvasObject {
	return newRow(gap16, a.emblem(), grow(newColumn(0,
		bold(title, sizeLarge, a.palette.text), newPara(text, sizeText, a.palette.muted))))
}

func (d *door) parts() []fyne.CanvasObject {
	parts := []fyne.CanvasObject{d.head()}
	if d.steps != nil {
		return append(parts, d.progress())
	}
	if ready, _ := d.ready(); ready != "" {
		parts = append(parts, d.offer(ready)...)
	}
	if d.first() {
		return append(parts, d.createForm()...)
	}
	return append(parts, d.signInForm()...)
}

func (d *door) head() fyne.CanvasObject {
	w := d.a.words
	switch {
	case d.first():
		return d.a.cardHead(w.Text("start.title"), w.Text("start.text"))
	case d.behind != nil:
		return d.a.cardHead(w.Text("lock.title"), w.Text("lock.text", d.owner()))
	default:
		return d.a.cardHead(w.Text("signin.title"), w.Text("signin.text"))
	}
}

// offer is the ready training officer.
func (d *door) offer(name string) []fyne.CanvasObject {
	a, w := d.a, d.a.words
	or := "signin.or"
	if d.first() {
		or = "start.or"
	}
	take := a.keyButton("F2", w.Text("start.training", name), true, d.takeReady)
	invitation := []fyne.CanvasObject{take}
	if d.behind == nil {
		invitation = []fyne.CanvasObject{newPara(w.Text("start.training.text"), sizeText, a.palette.text), take}
	}
	return []fyne.CanvasObject{
		newColumn(gap8, invitation...),
		newRow(gap12, grow(ruler(a)), label(w.Text(or), sizeSmall, a.palette.muted), grow(ruler(a))),
	}
}

// ruler is a thin line at half height.
func ruler(a *App) fyne.CanvasObject { return sized(0, 1, rect(a.palette.line)) }

func (d *door) createForm() []fyne.CanvasObject {
	a := d.a
	return d.withButton("start.create",
		a.input("start.name", d.name, d.wrong.name, ""),
		a.input("start.pass", d.pass, d.wrong.pass, "start.rule"),
		a.input("start.again", d.again, d.wrong.again, ""))
}

func (d *door) signInForm() []fyne.CanvasObject {
	names := []fyne.CanvasObject{}
	from, to := d.shown()
	for i := from; i < to; i++ {
		names = append(names, d.choice(i))
	}
	who := newColumn(gap4, names...)
	if d.blocked() {
		return []fyne.CanvasObject{who, d.blockade()}
	}
	name, button := "start.pass", "signin.enter"
	if d.officer().PIN {
		name = "signin.pin"
	}
	if d.behind != nil && d.officer().Name == d.owner() {
		button = "lock.open"
	}
	parts := []fyne.CanvasObject{who, d.a.input(name, d.pass, d.wrong.pass, "")}
	if d.behind != nil && d.officer().Name != d.owner() {
		parts = append(parts, newPara(d.a.words.Text("lock.other", d.owner()), sizeSmall, d.a.palette.muted))
	}
	return d.withButton(button, parts...)
}

// How many officers the card has room for, with and without the ready one.
const mostNames, mostBesideReady = 6, 3

// shown are the officers on the card, the chosen one among them.
func (d *door) shown() (from, to int) {
	most := mostNames
	if ready, _ := d.ready(); ready != "" {
		most = mostBesideReady
	}
	from = min(max(0, d.chosen-most+1), max(0, len(d.accounts)-most))
	return from, min(len(d.accounts), from+most)
}

// blockade says how long to wait, or whom to ask.
func (d *door) blockade() fyne.CanvasObject {
	p, w := d.a.palette, d.a.words
	if d.officer().Lockout.Full {
		return newRow(gap12, icon(assets.IconLock, 24, p.tone(siak.ToneRefused).mark),
			newPara(w.Text("signin.full"), sizeText, p.text))
	}
	left := d.officer().Lockout.waits(d.a.now()) + time.Second - 1
	return newRow(gap12, icon(assets.IconClock, 24, p.tone(siak.ToneLookTwice).mark),
		newPara(w.Text("signin.wait", w.Duration(left)), sizeText, p.text))
}

// withButton ends a form: what went wrong, if anything, and the way on.
func (d *door) withButton(text string, parts ...fyne.CanvasObject) []fyne.CanvasObject {
	if d.wrong.kind != "" {
		parts = append(parts, d.a.mistake(d.failure()))
	}
	ready, _ := d.ready()
	button := d.a.keyButton("Enter", d.a.words.Text(text), ready == "", d.submit)
	return append(parts, newRow(0, button, newSpring()))
}

// failure is what went wrong, and how many tries are left.
func (d *door) failure() string {
	w, kind := d.a.words, d.wrong.kind
	told := w.Kind(kind)
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
func (d *door) choice(i int) fyne.CanvasObject {
	p := d.a.palette
	back := rounded(p.quiet)
	if i == d.chosen {
		back.StrokeColor, back.StrokeWidth = p.ink, 2
	}
	face := newRow(gap8, newLine(d.accounts[i].Name, sizeText, p.text))
	if d.accounts[i].Lockout.Full {
		face.Add(icon(assets.IconLock, 16, p.muted))
	}
	return sized(0, 40, newStack(back, newPressable(pad(gap12, 0, face), p.quiet, func() { d.choose(i - d.chosen) })))
}

// input is a field under its name; under it what is wrong, or the rule.
func (a *App) input(name string, f fyne.CanvasObject, wrong, rule string) fyne.CanvasObject {
	p, w := a.palette, a.words
	parts := []fyne.CanvasObject{label(w.Text(name), sizeSmall, p.muted), f}
	switch {
	case wrong != "":
		parts = append(parts, a.mistake(w.Text(wrong)))
	case rule != "":
		parts = append(parts, newPara(w.Text(rule), sizeSmall, p.muted))
	}
	return newColumn(gap4, parts...)
}

func (a *App) mistake(text string) fyne.CanvasObject {
	mark := a.palette.tone(siak.ToneRefused).mark
	return newRow(gap8, icon(assets.IconStop, 16, mark), newPara(text, sizeSmall, mark))
}

// progress lists the steps; the last one is under way.
func (d *door) progress() fyne.CanvasObject {
	keys := []string{}
	for _, s := range d.steps {
		keys = append(keys, "step."+string(s))
	}
	return d.a.stepList(keys)
}

// stepList shows steps of which the last is under way.
func (a *App) stepList(keys []string) fyne.CanvasObject {
	p := a.palette
	var lines []fyne.CanvasObject
	for i, key := range keys {
		shape, tone, c := assets.IconCheck, siak.ToneVerified, p.muted
		if i == len(keys)-1 {
			shape, tone, c = assets.IconClock, siak.ToneWaiting, p.text
		}
		lines = append(lines, newRow(gap12, icon(shape, 20, p.tone(tone).mark), label(a.words.Text(key), sizeText, c)))
	}
	return newColumn(gap12, lines...)
}

// middle centres a card of the door's width.
type middle struct{}

// Layout implements [fyne.Layout].
func (middle) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		h := heightFor(o, doorWidth)
		o.Move(fyne.NewPos(floor((size.Width-doorWidth)/2), floor(max(0, (size.Height-h)/2))))
		o.Resize(fyne.NewSize(doorWidth, h))
	}
}

// MinSize implements [fyne.Layout].
func (middle) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }
