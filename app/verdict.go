package app

import (
	"time"

	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/assets"
	"ikd/station/siak"
)

// verdictView is what the right half shows, comparable: cards are never
// changed, so the pointer stands for the card.
type verdictView struct {
	phase   desk.Phase
	card    *desk.Card
	next    bool
	other   bool
	trouble siak.Kind
	offline bool
	compact bool
	// While the first data come.
	syncing  bool
	done, of int
	left     time.Duration
}

func (c *counter) showVerdict() {
	s := c.state
	v := verdictView{
		phase: s.Phase, card: s.Card, next: s.Next, other: s.Other, trouble: s.Trouble,
		offline: s.Status.Link == desk.LinkOffline, compact: c.compact(),
	}
	if s.Phase == desk.Waiting && s.Status.Syncing && s.Status.Data.Residents == 0 {
		v.syncing, v.done, v.of, v.left = true, s.Status.SyncDone, s.Status.SyncOf, s.Status.SyncLeft
	}
	c.verdict.show(v, func() fyne.CanvasObject {
		return newStack(rect(c.a.palette.surface), c.verdictHalf(v))
	})
}

func (c *counter) verdictHalf(v verdictView) fyne.CanvasObject {
	switch {
	case v.phase == desk.Failed:
		return c.failed(v)
	case v.phase == desk.Asking:
		return c.asking(v)
	case v.phase == desk.Saved && v.card != nil:
		return c.saved(v)
	case v.card != nil:
		return c.judged(v)
	default:
		return c.waiting(v)
	}
}

// waiting is one line, and room.
func (c *counter) waiting(v verdictView) fyne.CanvasObject {
	p, w := c.a.palette, c.a.words
	parts := []fyne.CanvasObject{
		newSpring(),
		icon(assets.IconPhone, 56, p.muted),
		newMiddlePara(w.Text("wait.phone"), sizeText, p.text),
	}
	if v.syncing {
		text := w.Text("wait.cache.unknown")
		if v.left > 0 {
			text = w.Text("wait.cache.left", v.done, v.of, w.Duration(aboutLeft(v.left)))
		} else if v.of > 0 {
			text = w.Text("wait.cache", v.done, v.of)
		}
		parts = append(parts, newMiddlePara(text, sizeSmall, p.muted))
	}
	return pad(gap24, gap24, newColumn(gap16, append(parts, newSpring())...))
}

// band is the verdict itself: colour, shape and word.
func (a *App) band(t siak.Tone, shape assets.IconName, title string) fyne.CanvasObject {
	shade := a.palette.tone(t)
	line := newRow(gap16, icon(shape, 32, shade.onBand), newBoldPara(title, sizeBand, shade.onBand))
	return newStack(rect(shade.band), pad(gap24, gap16, line))
}

// half puts a band over what belongs to it, and the buttons at the foot, with
// word of the phone that waits.
func (c *counter) half(v verdictView, band fyne.CanvasObject, parts, buttons []fyne.CanvasObject) fyne.CanvasObject {
	var rest fyne.CanvasObject = newSpring()
	if v.next {
		rest = newPara(c.a.words.Text("next"), sizeSmall, c.a.palette.muted)
	}
	groups, above := float32(gap24), float32(gap16)
	if c.compact() {
		groups, above = gap12, gap8
	}
	foot := newColumn(above)
	if v.other {
		foot.Add(c.otherCode())
	}
	foot.Add(newRow(gap16, append(buttons, rest)...))
	text := newColumn(groups, parts...)
	return newColumn(0, band, grow(pad(gap24, gap24, newColumn(0, text, newSpring(), foot))))
}

// otherCode offers the other code of the picture, in one line.
func (c *counter) otherCode() fyne.CanvasObject {
	a, w, p := c.a, c.a.words, c.a.palette
	take := newRow(gap8, keycap("F12", p.text), bold(w.Text("do.other"), sizeText, p.text))
	return newRow(gap12, icon(assets.IconPhone, 16, p.muted), label(w.Text("other.code"), sizeText, p.text),
		newPressable(pad(gap8, gap4, take), p.quiet, a.session.Desk().TakeOther), newSpring())
}

func (c *counter) judged(v verdictView) fyne.CanvasObject {
	a, w, card := c.a, c.a.words, v.card
	told := w.Outcome(card.Outcome, card.EligibleOn)
	tone := card.Outcome.Tone()
	parts := []fyne.CanvasObject{}
	if card.Name != "" {
		parts = append(parts, c.person(card))
	}
	parts = append(parts, newBoldPara(c.whatToDo(card, told.Do), sizeText, a.palette.text))
	if len(card.Warnings) > 0 {
		parts = append(parts, c.warnings(card.Warnings))
	}
	if card.Activation != nil {
		parts = append(parts, c.earlier(card.Activation))
	}
	return c.half(v, a.band(tone, assets.ToneIcon(tone), told.Title), parts, c.judgedButtons(v, told.Next))
}

func (c *counter) judgedButtons(v verdictView, next string) []fyne.CanvasObject {
	a, w, work := c.a, c.a.words, c.a.session.Desk()
	switch {
	case v.phase == desk.Saving:
		return []fyne.CanvasObject{sized(0, buttonHeight, newRow(0, label(w.Text("saving"), sizeText, a.palette.muted)))}
	case v.card.CanConfirm:
		return []fyne.CanvasObject{
			a.keyButton("Enter", next, true, work.Confirm),
			a.keyButton("Esc", w.Text("do.skip"), false, work.PutAway),
		}
	default:
		return []fyne.CanvasObject{a.keyButton("Esc", next, true, work.PutAway)}
	}
}

// whatToDo is the one sentence; a clock that is wrong explains itself.
func (c *counter) whatToDo(card *desk.Card, do string) string {
	w, off := c.a.words, card.ClockOff
	switch {
	case off > 0:
		return w.Text("clock.behind", w.Duration(off))
	case off < 0:
		return w.Text("clock.ahead", w.Duration(off))
	default:
		return do
	}
}

// saved tells what became of a confirmed card: first what is true at once,
// then the centre's word.
func (c *counter) saved(v verdictView) fyne.CanvasObject {
	a, w, card := c.a, c.a.words, v.card
	row := desk.Row{State: siak.Queued}
	if card.Activation != nil {
		row = *card.Activation
	}
	told := w.State(row.State, row.Reason)
	shape, tone := stateIcon(row.State)
	if row.State == siak.Sending {
		shape = assets.IconClock // saved is all that has happened
	}
	do := told.Do
	if row.State.Waiting() && v.offline {
		do = w.Text("queued.offline")
	}
	parts := []fyne.CanvasObject{c.person(card), newBoldPara(do, sizeText, a.palette.text)}
	if row.State == siak.Held {
		parts = append(parts, newPara(w.Text("held.more"), sizeText, a.palette.muted))
	}
	buttons := []fyne.CanvasObject{a.keyButton("Enter", w.Text("do.next"), true, a.session.Desk().PutAway)}
	return c.half(v, a.band(tone, shape, told.Title), parts, buttons)
}

func (c *counter) asking(v verdictView) fyne.CanvasObject {
	a, w := c.a, c.a.words
	parts := []fyne.CanvasObject{}
	if v.card != nil && v.card.Name != "" {
		parts = append(parts, c.person(v.card))
	}
	parts = append(parts, newPara(w.Text("ask.do"), sizeText, a.palette.text))
	buttons := []fyne.CanvasObject{a.keyButton("Esc", w.Text("do.skip"), false, a.session.Desk().PutAway)}
	return c.half(v, a.band(siak.ToneWaiting, assets.IconClock, w.Text("ask.title")), parts, buttons)
}

// failed says what could not be done. It is nobody's fault in front of the
// counter, so the person stays where they were.
func (c *counter) failed(v verdictView) fyne.CanvasObject {
	a, w, work := c.a, c.a.words, c.a.session.Desk()
	told := w.Kind(v.trouble)
	parts := []fyne.CanvasObject{}
	if v.card != nil && v.card.Name != "" {
		parts = append(parts, c.person(v.card))
	}
	parts = append(parts, newBoldPara(told.Do, sizeText, a.palette.text))
	buttons := []fyne.CanvasObject{a.keyButton("Esc", w.Text("do.close"), false, work.PutAway)}
	if v.card != nil && v.card.CanConfirm {
		buttons = []fyne.CanvasObject{a.keyButton("Enter", w.Text("do.again"), true, work.Confirm), buttons[0]}
	}
	return c.half(v, a.band(siak.ToneLookTwice, assets.IconStop, told.What), parts, buttons)
}

// person is who stands in front, the name first and largest.
func (c *counter) person(card *desk.Card) fyne.CanvasObject {
	p, w := c.a.palette, c.a.words
	about := []fyne.CanvasObject{}
	if !card.NIK.IsZero() {
		about = append(about, label(card.NIK.String(), sizeText, p.text))
	}
	if text := c.sexAndAge(card); text != "" {
		about = append(about, label(text, sizeText, p.text))
	}
	parts := []fyne.CanvasObject{newBoldPara(card.Name, sizeLarge, p.text), newRow(gap24, about...)}
	where := w.Place(card.Village, card.District)
	if !card.Known {
		where = w.Text("not.known")
	}
	if where != "" {
		parts = append(parts, newPara(where, sizeText, p.muted))
	}
	return newColumn(gap4, parts...)
}

func (c *counter) sexAndAge(card *desk.Card) string {
	w, text := c.a.words, ""
	switch card.Sex {
	case siak.Male:
		text = w.Text("sex.male")
	case siak.Female:
		text = w.Text("sex.female")
	}
	if card.Birth.IsZero() {
		return text
	}
	if text != "" {
		text += ", "
	}
	return text + w.Text("age", card.Age)
}

// fewWarnings is how many warnings there is room for in the usual size.
const fewWarnings = 3

func (c *counter) warnings(all []siak.Warning) fyne.CanvasObject {
	p, size := c.a.palette, float32(sizeText)
	if len(all) > fewWarnings || (c.compact() && len(all) == fewWarnings) {
		size = sizeSmall
	}
	var lines []fyne.CanvasObject
	for _, x := range all {
		mark := icon(assets.IconEye, 16, p.tone(siak.ToneLookTwice).mark)
		lines = append(lines, newRow(gap12, mark, newPara(c.a.words.Warning(x), size, p.text)))
	}
	return newColumn(gap4, lines...)
}

// earlier is the activation that explains a code which was used before.
func (c *counter) earlier(r *desk.Row) fyne.CanvasObject {
	w, zone := c.a.words, c.state.Status.Zone
	told := w.Text("earlier", w.When(r.ConfirmedAt, c.a.now(), zone), w.State(r.State, r.Reason).Short)
	return newPara(told, sizeText, c.a.palette.muted)
}
