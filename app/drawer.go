package app

import (
	"context"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ikd/station/assets"
	"ikd/station/siak"
)

// The places of the drawer that the arrows go through; the mails follow.
const (
	placeNetwork = iota
	placePhone
	placeMails
)

// mostMails is how many e-mails the drawer lists.
const mostMails = 6

// drawer is what can be done to the made-up world: cut the network, call the
// next phone, finish an activation as the citizen would.
type drawer struct {
	c      *counter
	t      Training
	box    *fyne.Container
	cursor int
	choice int // of choices
	on     bool
	mails  []Mail
	kind   siak.Kind // why the last thing failed
}

func newDrawer(c *counter, t Training) *drawer {
	return &drawer{c: c, t: t, box: newStack(), cursor: placePhone, on: t.NetworkOn()}
}

// choices are the outcomes that the next phone may lead to; "" is in turn.
func choices() []siak.Outcome {
	return append(append([]siak.Outcome{""}, siak.Outcomes()...), TwoPhones)
}

// load reads the mailbox beside the GUI thread.
func (d *drawer) load() {
	d.work(func(context.Context) error { return nil })
}

// work does something to the made-up world and then reads it again.
func (d *drawer) work(do func(ctx context.Context) error) {
	d.c.a.gui.work(d.c.a.ctx, func(ctx context.Context) func() {
		err := do(ctx)
		on := d.t.NetworkOn()
		mails, readErr := d.t.Mail(ctx)
		if err == nil {
			err = readErr
		}
		return func() {
			d.kind, d.on = siak.KindOf(err), on
			if readErr == nil {
				d.mails = mails[:min(len(mails), mostMails)]
			}
			d.cursor = min(d.cursor, placeMails+len(d.mails)-1)
			d.build()
		}
	})
}

func (d *drawer) key(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyUp:
		d.cursor = max(placeNetwork, d.cursor-1)
	case fyne.KeyDown:
		d.cursor = min(placeMails+len(d.mails)-1, d.cursor+1)
	case fyne.KeyLeft:
		d.choose(-1)
	case fyne.KeyRight:
		d.choose(1)
	case fyne.KeySpace:
		d.run(d.cursor)
	default:
		return false
	}
	d.build()
	return true
}

func (d *drawer) choose(by int) {
	n := len(choices())
	d.choice = (d.choice + by + n) % n
	d.cursor = placePhone
	d.build()
}

// run does what a place stands for.
func (d *drawer) run(place int) {
	d.cursor = place
	switch place {
	case placeNetwork:
		on := !d.on
		d.work(func(context.Context) error { d.t.Network(on); return nil })
	case placePhone:
		outcome := choices()[d.choice]
		d.work(func(context.Context) error { return d.t.NextPhone(outcome) })
	default:
		if m := d.mails[place-placeMails]; !m.Used {
			d.work(func(ctx context.Context) error { return d.t.Finish(ctx, m) })
		}
	}
}

func (d *drawer) build() fyne.CanvasObject {
	p, w := d.c.a.palette, d.c.a.words
	parts := []fyne.CanvasObject{
		bold(w.Text("train.title"), sizeText, p.text),
		label(w.Text("train.keys"), sizeSmall, p.muted),
		d.network(),
		d.phone(),
		newColumn(gap8, d.mailbox()...),
	}
	if d.kind != "" {
		told := w.Kind(d.kind)
		parts = append(parts, newPara(told.What+" "+told.Do, sizeSmall, p.text))
	}
	edge := container.New(inset{left: drawerWidth - 1}, rect(p.line))
	d.box.Objects = []fyne.CanvasObject{rect(p.page), edge, pad(gap16, gap16, newColumn(gap16, parts...))}
	d.box.Refresh()
	return d.box
}

// place is a card of the drawer; the one under the cursor has an edge of ink.
func (d *drawer) place(i int, face fyne.CanvasObject, run func()) fyne.CanvasObject {
	p := d.c.a.palette
	back := rounded(p.surface)
	back.StrokeColor, back.StrokeWidth = p.line, p.edge
	if i == d.cursor {
		back.StrokeColor, back.StrokeWidth = p.ink, 3*p.edge-1
	}
	return newStack(back, newPressable(pad(gap12, gap12, face), color.Transparent, run))
}

func (d *drawer) network() fyne.CanvasObject {
	a, w := d.c.a, d.c.a.words
	name, tone, text, act := assets.IconOnline, siak.ToneVerified, "train.net.on", "train.net.cut"
	if !d.on {
		name, tone, text, act = assets.IconOffline, siak.ToneNotNow, "train.net.off", "train.net.join"
	}
	face := newRow(gap12, icon(name, 20, a.palette.tone(tone).mark),
		newLine(w.Text(text), sizeText, a.palette.text), bold(w.Text(act), sizeText, a.palette.text))
	return d.place(placeNetwork, face, func() { d.run(placeNetwork) })
}

func (d *drawer) phone() fyne.CanvasObject {
	a, w := d.c.a, d.c.a.words
	p := a.palette
	name := ""
	switch o := choices()[d.choice]; o {
	case "":
		name = w.Text("train.any")
	case TwoPhones:
		name = w.Text("train.two")
	default:
		name = w.Outcome(o, siak.Date{}).Title
	}
	arrow := func(shape assets.IconName, by int) fyne.CanvasObject {
		return newPressable(icon(shape, 24, p.text), p.quiet, func() { d.choose(by) })
	}
	which := newRow(gap4, arrow(assets.IconLeft, -1), newMiddlePara(name, sizeText, p.text), arrow(assets.IconRight, 1))
	head := newRow(gap8, newLine(w.Text("train.phone"), sizeText, p.muted), bold(w.Text("train.call"), sizeText, p.text))
	return d.place(placePhone, newColumn(gap8, head, sized(0, 44, which)), func() { d.run(placePhone) })
}

func (d *drawer) mailbox() []fyne.CanvasObject {
	p, w := d.c.a.palette, d.c.a.words
	parts := []fyne.CanvasObject{newRow(gap8, icon(assets.IconMail, 16, p.muted), label(w.Text("train.mail"), sizeText, p.muted))}
	if len(d.mails) == 0 {
		return append(parts, newPara(w.Text("train.mail.none"), sizeSmall, p.muted))
	}
	for i, m := range d.mails {
		parts = append(parts, d.mail(placeMails+i, m))
	}
	return parts
}

func (d *drawer) mail(place int, m Mail) fyne.CanvasObject {
	p, w := d.c.a.palette, d.c.a.words
	top := newRow(gap8, newLine(m.To, sizeSmall, p.muted), bold(m.Code, sizeText, p.text))
	act := label(w.Text("train.finish"), sizeSmall, p.text)
	act.TextStyle.Bold = true
	under := newRow(gap8, act)
	if m.Used {
		under = newRow(gap8, icon(assets.IconCheck, 16, p.tone(siak.ToneVerified).mark), label(w.Text("train.used"), sizeSmall, p.muted))
	}
	return d.place(place, newColumn(gap4, top, under), func() { d.run(place) })
}
