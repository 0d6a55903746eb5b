package app

import (
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
	header := sized(0, headerHeight, a.headerBar(headerView{mute: a.mute}))
	card := newStack(rounded(a.palette.surface), pad(32, 32, newColumn(gap16, d.parts()...)))
	return newColumn(0, header, grow(container.New(middle{}, card)))
}

func (d *door) parts() []fyne.CanvasObject {
	p, w := d.a.palette, d.a.words
	title, text := "signin.title", "signin.text"
	if d.first() {
		title, text = "start.title", "start.text"
	}
	mark := canvas.NewImageFromResource(assets.AppIcon)
	mark.FillMode = canvas.ImageFillContain
	head := newRow(gap16, sized(56, 56, mark), newColumn(0,
		bold(w.Text(title), sizeLarge, p.text), label(w.Text(text), sizeText, p.muted)))
	parts := []fyne.CanvasObject{head}
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

// offer is the ready training officer.
func (d *door) offer(name string) []fyne.CanvasObject {
	a, w := d.a, d.a.words
	or := "signin.or"
	if d.first() {
		or = "start.or"
	}
	take := a.keyButton("F2", w.Text("start.training", name), true, d.takeReady)
	return []fyne.CanvasObject{
		newColumn(gap8, newPara(w.Text("start.training.text"), sizeText, a.palette.text), take),
		newRow(gap12, grow(ruler(a)), label(w.Text(or), sizeSmall, a.palette.muted), grow(ruler(a))),
	}
}

// ruler is a thin line at half height.
func ruler(a *App) fyne.CanvasObject { return sized(0, 1, rect(a.palette.line)) }

func (d *door) createForm() []fyne.CanvasObject {
	return d.withButton("start.create",
		d.input("start.name", d.name, d.wrong.name, ""),
		d.input("start.pass", d.pass, d.wrong.pass, "start.rule"),
		d.input("start.again", d.again, d.wrong.again, ""))
}

func (d *door) signInForm() []fyne.CanvasObject {
	names := []fyne.CanvasObject{}
	for i := range d.officers {
		names = append(names, d.officer(i))
	}
	return d.withButton("signin.enter", newColumn(gap4, names...),
		d.input("start.pass", d.pass, d.wrong.pass, ""))
}

// withButton ends a form: what went wrong, if anything, and the way on.
func (d *door) withButton(text string, parts ...fyne.CanvasObject) []fyne.CanvasObject {
	if d.wrong.kind != "" {
		told := d.a.words.Kind(d.wrong.kind)
		parts = append(parts, d.mistake(told.What+" "+told.Do))
	}
	ready, _ := d.ready()
	button := d.a.keyButton("Enter", d.a.words.Text(text), ready == "", d.submit)
	return append(parts, newRow(0, button, newSpring()))
}

// officer is a name to choose; the chosen one has an edge.
func (d *door) officer(i int) fyne.CanvasObject {
	p := d.a.palette
	back := rounded(p.quiet)
	if i == d.chosen {
		back.StrokeColor, back.StrokeWidth = p.ink, 2
	}
	face := pad(gap12, 0, newRow(0, newLine(d.officers[i], sizeText, p.text)))
	return sized(0, 40, newStack(back, newPressable(face, p.quiet, func() { d.choose(i - d.chosen) })))
}

// input is a field under its name; under it what is wrong, or the rule.
func (d *door) input(name string, f *field, wrong, rule string) fyne.CanvasObject {
	p, w := d.a.palette, d.a.words
	parts := []fyne.CanvasObject{label(w.Text(name), sizeSmall, p.muted), f}
	switch {
	case wrong != "":
		parts = append(parts, d.mistake(w.Text(wrong)))
	case rule != "":
		parts = append(parts, newPara(w.Text(rule), sizeSmall, p.muted))
	}
	return newColumn(gap4, parts...)
}

func (d *door) mistake(text string) fyne.CanvasObject {
	p := d.a.palette
	mark := p.tone(siak.ToneRefused).mark
	return newRow(gap8, icon(assets.IconStop, 16, mark), newPara(text, sizeSmall, mark))
}

// progress lists the steps; the last one is under way.
func (d *door) progress() fyne.CanvasObject {
	p, w := d.a.palette, d.a.words
	var lines []fyne.CanvasObject
	for i, s := range d.steps {
		shape, tone, c := assets.IconCheck, siak.ToneVerified, p.muted
		if i == len(d.steps)-1 {
			shape, tone, c = assets.IconClock, siak.ToneWaiting, p.text
		}
		lines = append(lines, newRow(gap12, icon(shape, 20, p.tone(tone).mark),
			label(w.Text("step."+string(s)), sizeText, c)))
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
