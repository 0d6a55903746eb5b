package app

import (
	"time"

	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/assets"
	"ikd/station/siak"
)

const (
	personHeight = 52
	statusWidth  = 264 // of what is told of a person at the right
)

func (c *counter) zone() *time.Location {
	if zone := c.state.Status.Zone; zone != nil {
		return zone
	}
	return siak.WIB
}

func (r *searchRoom) build() fyne.CanvasObject {
	a, w := r.c.a, r.c.a.words
	head := newRow(gap16, bold(w.Text("search.title"), sizeBand, a.palette.text),
		newPara(w.Text("search.text"), sizeText, a.palette.muted))
	fields := newSides(
		a.input("search.who", r.who, r.wrongWho, "search.who.rule"),
		a.input("search.birth", r.birth, r.wrongBirth, "search.birth.rule"))
	parts := newColumn(gap16, head, fields)
	if told := r.told(); told != nil {
		parts.Add(told)
	}
	if r.found != nil {
		lines := newColumn(0)
		for _, p := range r.found.People {
			lines.Add(r.person(p))
		}
		parts.Add(lines)
	}
	parts.Add(newSpring())
	parts.Add(r.buttons())
	return parts
}

func (r *searchRoom) buttons() fyne.CanvasObject {
	a, w := r.c.a, r.c.a.words
	if r.busy {
		return sized(0, buttonHeight, newRow(0, label(w.Text("busy"), sizeText, a.palette.muted)))
	}
	buttons := newRow(gap16,
		a.keyButton("Enter", w.Text("search.do"), true, r.submit),
		a.keyButton("Esc", w.Text("search.back"), false, r.close))
	if r.c.state.Phase != desk.Waiting {
		buttons.Add(newPara(w.Text("search.waits"), sizeSmall, a.palette.muted))
	} else {
		buttons.Add(newSpring())
	}
	return buttons
}

// told is what came of the look-up, in a line; nil where the list says it.
func (r *searchRoom) told() fyne.CanvasObject {
	a, w := r.c.a, r.c.a.words
	say := func(name assets.IconName, t siak.Tone, text string) fyne.CanvasObject {
		return newRow(gap12, icon(name, 20, a.palette.tone(t).mark), newPara(text, sizeText, a.palette.text))
	}
	switch {
	case r.failed != "":
		told := w.Kind(r.failed)
		return say(assets.IconStop, siak.ToneRefused, told.What+" "+told.Do)
	case r.found == nil:
		return nil
	case r.found.Empty:
		return say(assets.IconData, siak.ToneWaiting, w.Text("search.empty"))
	case len(r.found.People) == 0 && r.byNIK:
		return say(assets.IconEye, siak.ToneLookTwice, w.Text("search.none.nik"))
	case len(r.found.People) == 0:
		return say(assets.IconEye, siak.ToneLookTwice, w.Text("search.none"))
	case r.found.More:
		return say(assets.IconEye, siak.ToneLookTwice, w.Text("search.many"))
	default:
		return nil
	}
}

// person is somebody who was found: who that is at the left, how it stands with
// the digital ID at the right.
func (r *searchRoom) person(x desk.Person) fyne.CanvasObject {
	p, w := r.c.a.palette, r.c.a.words
	born := w.Text("search.born", w.Date(x.Birth), r.c.sexAndAge(&desk.Card{Sex: x.Sex, Birth: x.Birth, Age: x.Age}))
	who := newColumn(0, newBoldLine(x.Name, sizeText, p.text), newLine(born, sizeSmall, p.muted))
	where := sized(232, 0, newColumn(0,
		newRow(0, label(x.NIK.String(), sizeText, p.text), newSpring()),
		newLine(w.Place(x.Village, x.District), sizeSmall, p.muted)))
	tone, first, second := r.standing(x)
	shape := assets.ToneIcon(tone)
	status := sized(statusWidth, 0, newRow(gap12, icon(shape, 20, p.tone(tone).mark),
		grow(newColumn(0, newLine(first, sizeText, p.text), newLine(second, sizeSmall, p.muted)))))
	under := newColumn(0, newSpring(), sized(0, 1, rect(p.line)))
	return sized(0, personHeight, newStack(under, newRow(gap24, grow(who), where, status)))
}

// standing is what stands between a person and the digital ID, the first thing
// first, and what else is known. Nothing is green: nobody was verified.
func (r *searchRoom) standing(x desk.Person) (tone siak.Tone, first, second string) {
	w := r.c.a.words
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
