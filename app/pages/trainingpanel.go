package pages

import (
	"context"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// Training is what the training panel can do to the made-up registry and its citizens.
type Training interface {
	// Network cuts or restores the way to the embedded registry.
	Network(on bool)
	NetworkOn() bool
	// NextPhone lets the next made-up citizen step up; outcome "" takes the
	// next in turn, [TwoPhones] two of them at once.
	NextPhone(outcome siak.Outcome) error
	// Mail lists the e-mails that the registry "sent", newest first.
	Mail(ctx context.Context) ([]Mail, error)
	// Finish lets the citizen type the code of a mail into the app.
	Finish(ctx context.Context, m Mail) error
}

// TwoPhones is, for [Training].NextPhone, no outcome but two citizens who hold
// their phones into the picture beside each other.
const TwoPhones siak.Outcome = "two-phones"

// Mail is an e-mail with an activation code to a made-up citizen.
type Mail struct {
	Registration string
	To           string // masked
	Code         string
	Used         bool
}

// The places of the panel that the arrows go through; the mails follow.
const (
	placeNetwork = iota
	placePhone
	placeMails
)

// TrainingWidth is the width of the panel, in pixels at 100 %.
const TrainingWidth = 336

// mostMails is how many e-mails the panel lists.
const mostMails = 6

// TrainingPanel is what can be done to the made-up registry and its citizens: cut the network, call the
// next phone, finish an activation as the citizen would.
type TrainingPanel struct {
	chosenLine
	env    *Env
	t      Training
	box    *fyne.Container
	cursor int
	choice int // of choices
	on     bool
	mails  []Mail
	kind   siak.Kind // why the last thing failed
}

// NewTrainingPanel is a panel that [TrainingPanel.Load] fills.
func NewTrainingPanel(env *Env, t Training) *TrainingPanel {
	return &TrainingPanel{env: env, t: t, box: ui.NewStack(), cursor: placePhone, on: t.NetworkOn()}
}

// choices are the outcomes that the next phone may lead to; "" is in turn.
func choices() []siak.Outcome {
	return append(append([]siak.Outcome{""}, siak.Outcomes()...), TwoPhones)
}

// Load reads the mailbox beside the GUI thread.
func (d *TrainingPanel) Load() {
	d.work(func(context.Context) error { return nil })
}

// work does something to the made-up registry and then reads it again.
func (d *TrainingPanel) work(do func(ctx context.Context) error) {
	d.env.Work(func(ctx context.Context) func() {
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
			d.Build()
		}
	})
}

// Key handles a key; false leaves it to the counter.
func (d *TrainingPanel) Key(name fyne.KeyName) bool {
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
	d.Build()
	return true
}

func (d *TrainingPanel) choose(by int) {
	n := len(choices())
	d.choice = (d.choice + by + n) % n
	d.cursor = placePhone
	d.Build()
}

// run does what a place stands for.
func (d *TrainingPanel) run(place int) {
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

// Build makes the panel anew, in the words and colours of now.
func (d *TrainingPanel) Build() fyne.CanvasObject {
	p, w := d.env.Palette, d.env.Words
	parts := []fyne.CanvasObject{
		d.network(),
		d.phone(),
		ui.NewColumn(ui.Gap8, d.mailbox()...),
	}
	if d.kind != "" {
		parts = append(parts, ui.NewParagraph(d.env.Sentence(words.DeedRunSandbox, d.kind), ui.SizeSmall, p.Text))
	}
	edge := container.New(ui.Inset{Left: TrainingWidth - 1}, ui.Rect(p.Line))
	gap := d.env.Gap
	column := ui.NewColumn(gap,
		ui.Bold(w.Text("train.title"), ui.SizeText, p.Text),
		ui.Label(w.Text("train.keys"), ui.SizeSmall, p.Muted),
		d.env.NewScroll(ui.NewColumn(gap, parts...)))
	d.box.Objects = []fyne.CanvasObject{ui.Rect(p.Page), edge, ui.Pad(ui.Gap16, gap, column)}
	d.box.Refresh()
	if d.Chosen() != nil {
		d.env.Reveal(d.Chosen())
	}
	return d.box
}

// place is a card of the TrainingPanel; the one under the cursor has an edge of ink.
func (d *TrainingPanel) place(i int, face fyne.CanvasObject, run func()) fyne.CanvasObject {
	p := d.env.Palette
	back := ui.Rounded(p.Surface)
	back.StrokeColor, back.StrokeWidth = p.Line, p.Edge
	if i == d.cursor {
		back.StrokeColor, back.StrokeWidth = p.Accent, 3*p.Edge-1
	}
	return d.keep(i == d.cursor, ui.NewStack(back, ui.NewPressable(ui.Pad(ui.Gap12, d.env.Gap-ui.Gap4, face), color.Transparent, run)))
}

func (d *TrainingPanel) network() fyne.CanvasObject {
	a, w := d.env, d.env.Words
	name, tone, text, act := assets.IconOnline, siak.ToneVerified, "train.net.on", "train.net.cut"
	if !d.on {
		name, tone, text, act = assets.IconOffline, siak.ToneNotNow, "train.net.off", "train.net.join"
	}
	face := ui.NewRow(ui.Gap12, ui.Icon(name, 20, a.Palette.Tone(tone).Mark),
		ui.NewTruncated(w.Text(text), ui.SizeText, a.Palette.Text), ui.Bold(w.Text(act), ui.SizeText, a.Palette.Text))
	return d.place(placeNetwork, face, func() { d.run(placeNetwork) })
}

func (d *TrainingPanel) phone() fyne.CanvasObject {
	a, w := d.env, d.env.Words
	p := a.Palette
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
		return ui.NewPressable(ui.Icon(shape, 24, p.Text), p.Subtle, func() { d.choose(by) })
	}
	which := ui.NewRow(ui.Gap4, arrow(assets.IconLeft, -1), ui.NewCenteredParagraph(name, ui.SizeText, p.Text), arrow(assets.IconRight, 1))
	head := ui.NewRow(ui.Gap8, ui.NewTruncated(w.Text("train.phone"), ui.SizeText, p.Muted), ui.Bold(w.Text("train.call"), ui.SizeText, p.Text))
	return d.place(placePhone, ui.NewColumn(ui.Gap8, head, ui.Sized(0, 44, which)), func() { d.run(placePhone) })
}

func (d *TrainingPanel) mailbox() []fyne.CanvasObject {
	p, w := d.env.Palette, d.env.Words
	parts := []fyne.CanvasObject{ui.NewRow(ui.Gap8, ui.Icon(assets.IconMail, 16, p.Muted), ui.Label(w.Text("train.mail"), ui.SizeText, p.Muted))}
	if len(d.mails) == 0 {
		return append(parts, ui.NewParagraph(w.Text("train.mail.none"), ui.SizeSmall, p.Muted))
	}
	for i, m := range d.mails {
		parts = append(parts, d.mail(placeMails+i, m))
	}
	return parts
}

func (d *TrainingPanel) mail(place int, m Mail) fyne.CanvasObject {
	p, w := d.env.Palette, d.env.Words
	top := ui.NewRow(ui.Gap8, ui.NewTruncated(m.To, ui.SizeSmall, p.Muted), ui.Bold(m.Code, ui.SizeText, p.Text))
	act := ui.Label(w.Text("train.finish"), ui.SizeSmall, p.Text)
	act.TextStyle.Bold = true
	under := ui.NewRow(ui.Gap8, act)
	if m.Used {
		under = ui.NewRow(ui.Gap8, ui.Icon(assets.IconCheck, 16, p.Tone(siak.ToneVerified).Mark), ui.Label(w.Text("train.used"), ui.SizeSmall, p.Muted))
	}
	return d.place(place, ui.NewColumn(ui.Gap4, top, under), func() { d.run(place) })
}

// Object is what Build built last.
func (d *TrainingPanel) Object() fyne.CanvasObject { return d.box }
