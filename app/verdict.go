package app

import (
	"time"

	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/app/pages"
	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/assets/words"
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

// verdict is the right half of the counter page.
type verdict struct{ section }

func (s *verdict) render() {
	state := s.c.state
	v := verdictView{
		phase: state.Phase, card: state.Card, next: state.Next, other: state.Other, trouble: state.Trouble,
		offline: state.Status.Link == desk.LinkOffline, compact: s.c.compact(),
	}
	if state.Phase == desk.Waiting && state.Status.Syncing && state.Status.Data.Residents == 0 {
		v.syncing, v.done, v.of, v.left = true, state.Status.SyncDone, state.Status.SyncOf, state.Status.SyncLeft
	}
	s.show(v, func() fyne.CanvasObject {
		return ui.NewStack(ui.Rect(s.c.env.Palette.Surface), s.half(v))
	})
}

func (s *verdict) half(v verdictView) fyne.CanvasObject {
	switch {
	case v.phase == desk.Failed:
		return s.failed(v)
	case v.phase == desk.Asking:
		return s.asking(v)
	case v.phase == desk.Saved && v.card != nil:
		return s.saved(v)
	case v.card != nil:
		return s.judged(v)
	default:
		return s.waiting(v)
	}
}

// waiting is one line in an empty half.
func (s *verdict) waiting(v verdictView) fyne.CanvasObject {
	p, w := s.c.env.Palette, s.c.env.Words
	parts := []fyne.CanvasObject{
		ui.NewSpacer(),
		ui.Icon(assets.IconPhone, 56, p.Muted),
		ui.NewCenteredParagraph(w.Text("wait.phone"), ui.SizeText, p.Text),
	}
	if v.syncing {
		text := w.Text("wait.cache.unknown")
		if v.left > 0 {
			text = w.Text("wait.cache.left", v.done, v.of, w.Duration(aboutLeft(v.left)))
		} else if v.of > 0 {
			text = w.Text("wait.cache", v.done, v.of)
		}
		parts = append(parts, ui.NewCenteredParagraph(text, ui.SizeSmall, p.Muted))
	}
	return ui.Pad(s.c.env.Page, s.c.env.Page, ui.NewColumn(s.c.env.Gap, append(parts, ui.NewSpacer())...))
}

// card puts a band over what belongs to it, and the buttons at the foot, with
// word of the phone that waits. In a low window what is between them scrolls.
func (s *verdict) card(v verdictView, band fyne.CanvasObject, parts, buttons []fyne.CanvasObject) fyne.CanvasObject {
	var rest fyne.CanvasObject = ui.NewSpacer()
	if v.next {
		rest = ui.NewParagraph(s.c.env.Words.Text("next"), ui.SizeSmall, s.c.env.Palette.Muted)
	}
	groups, above, page := float32(ui.Gap24), float32(ui.Gap16), s.c.env.Page
	switch {
	case s.c.env.Tight():
		groups, above = ui.Gap8, ui.Gap8
	case s.c.compact():
		groups, above = ui.Gap12, ui.Gap8
	}
	foot := ui.NewColumn(above)
	if v.other {
		foot.Add(s.otherCode())
	}
	foot.Add(ui.NewActions(append(buttons, rest)...))
	text := s.c.env.NewScroll(ui.NewColumn(groups, parts...))
	return ui.NewColumn(0, band, ui.Grow(ui.Pad(page, page, ui.NewColumn(ui.Gap8/2, text, ui.NewSpacer(), foot))))
}

// otherCode offers the other code of the picture, in one line.
func (s *verdict) otherCode() fyne.CanvasObject {
	w, p := s.c.env.Words, s.c.env.Palette
	take := ui.NewRow(ui.Gap8, ui.Keycap("F12", p.Text), ui.Bold(w.Text("do.other"), ui.SizeText, p.Text))
	return ui.NewActions(ui.NewRow(ui.Gap12, ui.Icon(assets.IconPhone, 16, p.Muted), ui.Label(w.Text("other.code"), ui.SizeText, p.Text)),
		ui.NewPressable(ui.Pad(ui.Gap8, ui.Gap4, take), p.Subtle, s.c.desk().TakeOther), ui.NewSpacer())
}

func (s *verdict) judged(v verdictView) fyne.CanvasObject {
	a, w, card := s.c.env, s.c.env.Words, v.card
	told := w.Outcome(card.Outcome, card.EligibleOn)
	tone := card.Outcome.Tone()
	parts := []fyne.CanvasObject{}
	if card.Name != "" {
		parts = append(parts, s.person(card))
	}
	parts = append(parts, ui.NewBoldParagraph(s.whatToDo(card, told.Do), ui.SizeText, a.Palette.Text))
	if len(card.Warnings) > 0 {
		parts = append(parts, s.warnings(card.Warnings))
	}
	if card.Activation != nil {
		parts = append(parts, s.earlier(card.Activation))
	}
	return s.card(v, a.Band(tone, assets.ToneIcon(tone), told.Title), parts, s.judgedButtons(v, told.Next))
}

func (s *verdict) judgedButtons(v verdictView, next string) []fyne.CanvasObject {
	a, w, work := s.c.env, s.c.env.Words, s.c.desk()
	switch {
	case v.phase == desk.Saving:
		return []fyne.CanvasObject{ui.Sized(0, a.Button, ui.NewRow(0, ui.Label(w.Text("saving"), ui.SizeText, a.Palette.Muted)))}
	case v.card.CanConfirm:
		return []fyne.CanvasObject{
			a.KeyButton("Enter", next, true, work.Confirm),
			a.KeyButton("Esc", w.Text("do.skip"), false, work.PutAway),
		}
	case v.card.NeedsSupervisor:
		return []fyne.CanvasObject{a.KeyButton("Esc", w.Text("do.skip"), true, work.PutAway)}
	default:
		return []fyne.CanvasObject{a.KeyButton("Esc", next, true, work.PutAway)}
	}
}

// whatToDo is the one sentence; a clock that is wrong explains itself.
func (s *verdict) whatToDo(card *desk.Card, do string) string {
	w, off := s.c.env.Words, card.ClockOff
	switch {
	case card.NeedsSupervisor:
		return w.Text("old-data.do")
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
func (s *verdict) saved(v verdictView) fyne.CanvasObject {
	a, w, card := s.c.env, s.c.env.Words, v.card
	row := desk.Row{State: siak.Queued}
	if card.Activation != nil {
		row = *card.Activation
	}
	told := w.State(row.State, row.Reason)
	shape, tone := pages.StateIcon(row.State)
	if row.State == siak.Sending {
		shape = assets.IconClock // saved is all that has happened
	}
	do := told.Do
	if row.State.Waiting() && v.offline {
		do = w.Text("queued.offline")
	}
	parts := []fyne.CanvasObject{s.person(card), ui.NewBoldParagraph(do, ui.SizeText, a.Palette.Text)}
	if row.State == siak.Held {
		parts = append(parts, ui.NewParagraph(w.Text("held.more"), ui.SizeText, a.Palette.Muted))
	}
	buttons := []fyne.CanvasObject{a.KeyButton("Enter", w.Text("do.next"), true, s.c.desk().PutAway)}
	return s.card(v, a.Band(tone, shape, told.Title), parts, buttons)
}

func (s *verdict) asking(v verdictView) fyne.CanvasObject {
	a, w := s.c.env, s.c.env.Words
	parts := []fyne.CanvasObject{}
	if v.card != nil && v.card.Name != "" {
		parts = append(parts, s.person(v.card))
	}
	parts = append(parts, ui.NewParagraph(w.Text("ask.do"), ui.SizeText, a.Palette.Text))
	buttons := []fyne.CanvasObject{a.KeyButton("Esc", w.Text("do.skip"), false, s.c.desk().PutAway)}
	return s.card(v, a.Band(siak.ToneWaiting, assets.IconClock, w.Text("ask.title")), parts, buttons)
}

// failed says what could not be done. It is nobody's fault in front of the
// counter, so the person stays where they were.
func (s *verdict) failed(v verdictView) fyne.CanvasObject {
	a, w, work := s.c.env, s.c.env.Words, s.c.desk()
	told := w.Failure(words.DeedConfirm, v.trouble)
	parts := []fyne.CanvasObject{}
	if v.card != nil && v.card.Name != "" {
		parts = append(parts, s.person(v.card))
	}
	parts = append(parts, ui.NewBoldParagraph(told.Do, ui.SizeText, a.Palette.Text))
	buttons := []fyne.CanvasObject{a.KeyButton("Esc", w.Text("do.close"), false, work.PutAway)}
	if v.card != nil && v.card.CanConfirm {
		buttons = []fyne.CanvasObject{a.KeyButton("Enter", w.Text("do.again"), true, work.Confirm), buttons[0]}
	}
	return s.card(v, a.Band(siak.ToneLookTwice, assets.IconStop, told.What), parts, buttons)
}

// person is who stands in front, the name first and largest.
func (s *verdict) person(card *desk.Card) fyne.CanvasObject {
	p, w := s.c.env.Palette, s.c.env.Words
	about := []fyne.CanvasObject{}
	if !card.NIK.IsZero() {
		about = append(about, ui.Label(card.NIK.String(), ui.SizeText, p.Text))
	}
	if text := pages.SexAndAge(w, card.Sex, card.Birth, card.Age); text != "" {
		about = append(about, ui.Label(text, ui.SizeText, p.Text))
	}
	parts := []fyne.CanvasObject{ui.NewBoldParagraph(card.Name, s.c.env.Name, p.Text), ui.NewRow(ui.Gap24, about...)}
	if !ui.Legible(card.Name) {
		parts = append(parts, ui.NewParagraph(w.Text("name.codes"), ui.SizeSmall, p.Text))
	}
	where := w.Place(card.Village, card.District)
	if !card.Known {
		where = w.Text("not.known")
	}
	if where != "" {
		parts = append(parts, ui.NewParagraph(where, ui.SizeText, p.Muted))
	}
	return ui.NewColumn(ui.Gap4, parts...)
}

// fewWarnings is how many warnings there is space for in the usual size.
const fewWarnings = 3

func (s *verdict) warnings(all []siak.Warning) fyne.CanvasObject {
	p, size := s.c.env.Palette, float32(ui.SizeText)
	if len(all) > fewWarnings || (s.c.compact() && len(all) == fewWarnings) || s.c.env.Tight() {
		size = ui.SizeSmall
	}
	var lines []fyne.CanvasObject
	for _, x := range all {
		mark := ui.Icon(assets.IconEye, 16, p.Tone(siak.ToneLookTwice).Mark)
		lines = append(lines, ui.NewRow(ui.Gap12, mark, ui.NewParagraph(s.c.env.Words.Warning(x), size, p.Text)))
	}
	return ui.NewColumn(ui.Gap4, lines...)
}

// earlier is the activation that explains a code which was used before.
func (s *verdict) earlier(r *desk.Row) fyne.CanvasObject {
	w, zone := s.c.env.Words, s.c.state.Status.Zone
	told := w.Text("earlier", w.When(r.ConfirmedAt, s.c.env.Now(), zone), w.State(r.State, r.Reason).Short)
	return ui.NewParagraph(told, ui.SizeText, s.c.env.Palette.Muted)
}
