package pages

import (
	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

const (
	personHeight = 52
	statusWidth  = 264 // of what is told of a person at the right
)

// Build implements [ui.Screen]: the two fields and, below them, who was found.
func (r *SearchPage) Build() fyne.CanvasObject {
	a, w := r.env, r.env.Words
	head := ui.NewRow(ui.Gap16, ui.Bold(w.Text("search.title"), ui.SizeBand, a.Palette.Text),
		ui.NewParagraph(w.Text("search.text"), ui.SizeText, a.Palette.Muted))
	fields := ui.NewTwoColumns(
		a.FormInput("search.who", r.who, r.wrongWho, "search.who.rule"),
		a.FormInput("search.birth", r.birth, r.wrongBirth, "search.birth.rule"))
	parts := []fyne.CanvasObject{fields}
	if told := r.told(); told != nil {
		parts = append(parts, told)
	}
	if r.found != nil {
		lines := ui.NewColumn(0)
		for _, p := range r.found.People {
			lines.Add(r.person(p))
		}
		parts = append(parts, lines)
	}
	return a.PageOf(head, r.buttons(), parts...)
}

func (r *SearchPage) buttons() fyne.CanvasObject {
	a, w := r.env, r.env.Words
	if r.Busy {
		return a.busyRow()
	}
	buttons := ui.NewActions(
		a.KeyButton("Enter", w.Text("search.do"), true, r.submit),
		a.KeyButton("Esc", w.Text("search.back"), false, r.close))
	if r.cardStands() {
		buttons.Add(ui.NewParagraph(w.Text("search.waits"), ui.SizeSmall, a.Palette.Muted))
	} else {
		buttons.Add(ui.NewSpacer())
	}
	return buttons
}

// told is what came of the look-up, in a line; nil where the list says it.
func (r *SearchPage) told() fyne.CanvasObject {
	a, w := r.env, r.env.Words
	switch {
	case r.failed != "":
		return a.Notice(assets.IconStop, siak.ToneRefused, a.Sentence(words.DeedSearch, r.failed))
	case r.found == nil:
		return nil
	case r.found.Empty:
		return a.Notice(assets.IconData, siak.ToneWaiting, w.Text("search.empty"))
	case len(r.found.People) == 0 && r.byNIK:
		return a.Notice(assets.IconEye, siak.ToneLookTwice, w.Text("search.none.nik"))
	case len(r.found.People) == 0:
		return a.Notice(assets.IconEye, siak.ToneLookTwice, w.Text("search.none"))
	case r.found.More:
		return a.Notice(assets.IconEye, siak.ToneLookTwice, w.Text("search.many"))
	default:
		return nil
	}
}

// person is somebody who was found: who that is at the left, how it stands with
// the digital ID at the right.
func (r *SearchPage) person(x desk.Person) fyne.CanvasObject {
	p, w := r.env.Palette, r.env.Words
	born := w.Text("search.born", w.Date(x.Birth), SexAndAge(w, x.Sex, x.Birth, x.Age))
	who := ui.NewColumn(0, ui.NewBoldTruncated(x.Name, ui.SizeText, p.Text), ui.NewTruncated(born, ui.SizeSmall, p.Muted))
	where := ui.Sized(r.env.cell(232, nikWidth), 0, ui.NewColumn(0,
		ui.NewRow(0, ui.Label(x.NIK.String(), ui.SizeText, p.Text), ui.NewSpacer()),
		ui.NewTruncated(w.Place(x.Village, x.District), ui.SizeSmall, p.Muted)))
	tone, first, second := r.standing(x)
	shape := assets.ToneIcon(tone)
	status := ui.Sized(r.env.cell(statusWidth, 0), 0, ui.NewRow(ui.Gap12, ui.Icon(shape, 20, p.Tone(tone).Mark),
		ui.Grow(ui.NewColumn(0, ui.NewTruncated(first, ui.SizeText, p.Text), ui.NewTruncated(second, ui.SizeSmall, p.Muted)))))
	under := ui.NewColumn(0, ui.NewSpacer(), ui.Sized(0, 1, ui.Rect(p.Line)))
	return ui.Sized(0, personHeight, ui.NewStack(under, ui.NewRow(ui.Gap24, ui.Grow(who), where, status)))
}

// standing is what stands between a person and the digital ID, the first thing
// first, and what else is known. Nothing is green: nobody was verified.
func (r *SearchPage) standing(x desk.Person) (tone siak.Tone, first, second string) {
	w := r.env.Words
	recorded := w.Text("search.recorded")
	if !x.Recorded {
		recorded = w.Text("search.unrecorded")
	}
	switch {
	case x.Life == siak.Deceased:
		return siak.ToneRefused, w.Text("search.inactive"), w.Text("search.deceased")
	case x.Life == siak.Duplicate:
		return siak.ToneRefused, w.Text("search.inactive"), w.Text("search.duplicate")
	case x.Life != siak.Living:
		return siak.ToneRefused, w.Text("search.inactive"), w.Text("search.disabled")
	case !x.EligibleOn.IsZero():
		return siak.ToneRefused, w.Text("search.young"), w.Text("search.from", w.Date(x.EligibleOn))
	case !x.Recorded:
		return siak.ToneRefused, recorded, w.Text("search.record.first")
	case x.Active:
		return siak.ToneLookTwice, w.Text("search.active"), recorded
	default:
		return siak.ToneNotNow, w.Text("search.passive"), recorded
	}
}
