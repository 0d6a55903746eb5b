package app

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"ikd/station/assets"
	"ikd/station/siak"
)

// wipeRoom asks twice before everything on the laptop is destroyed: first with
// what is lost and what is kept, then for a word to be typed.
type wipeRoom struct {
	form
	boss  Supervisor
	plan  *WipePlan
	sure  bool // the second question stands
	typed *field
	wrong string
}

func newWipeRoom(c *counter, boss Supervisor) *wipeRoom {
	r := &wipeRoom{form: form{c: c}, boss: boss, typed: newField(c.a, false)}
	c.a.gui.work(c.a.ctx, func(ctx context.Context) func() {
		plan, err := boss.PlanWipe(ctx)
		return func() {
			if r.failed = siak.KindOf(err); err == nil {
				r.plan = &plan
			}
			c.again(r)
		}
	})
	return r
}

func (r *wipeRoom) key(name fyne.KeyName) {
	switch {
	case r.sure:
		r.keys(name, r.wipe, r.c.leave)
	case name == fyne.KeyEscape:
		r.c.leave()
	case isEnter(name) && r.plan != nil:
		r.ask()
	}
}

// ask is the second question.
func (r *wipeRoom) ask() {
	r.sure, r.order = true, []fyne.Focusable{r.typed}
	r.c.again(r)
}

func (r *wipeRoom) wipe() {
	if word := r.c.a.words.Text("erase.word"); strings.TrimSpace(r.typed.Text) != word {
		r.wrong = "erase.word.wrong"
		r.c.again(r)
		return
	}
	r.c.a.endAll(r.boss.Wipe, false)
}

func (r *wipeRoom) build() fyne.CanvasObject {
	a, w := r.c.a, r.c.a.words
	switch {
	case r.failed != "":
		told := w.Kind(r.failed)
		return r.page("erase.title", a.mistake(told.What+" "+told.Do), "list.back", r.c.leave, r.c.leave)
	case r.plan == nil:
		return newStack()
	case r.sure:
		fields := newColumn(gap16,
			newPara(w.Text("erase.sure", w.Text("erase.word")), sizeText, a.palette.text),
			a.input("erase.type", r.typed, r.wrong, ""))
		return r.page("erase.title", newMeasure(fields), "erase.do", r.wipe, r.c.leave)
	}
	lost := []string{w.Text("erase.residents", r.plan.Residents), w.Text("erase.officers", r.plan.Officers), w.Text("erase.day")}
	if r.plan.Lost > 0 {
		lost = append(lost, w.Text("erase.lost", r.plan.Lost))
	}
	kept := []string{w.Text("erase.done"), w.Text("erase.audit")}
	if n := r.plan.Waiting - r.plan.Lost; n > 0 {
		kept = append([]string{w.Text("erase.waiting", n)}, kept...)
	}
	text := newColumn(gap24,
		a.points(w.Text("erase.takes"), assets.IconDash, siak.ToneRefused, lost),
		a.points(w.Text("erase.keeps"), assets.IconCheck, siak.ToneVerified, kept))
	return r.page("erase.title", newMeasure(text), "erase.next", r.ask, r.c.leave)
}

// points is a heading over a few sentences, each with the same mark.
func (a *App) points(head string, name assets.IconName, t siak.Tone, texts []string) fyne.CanvasObject {
	parts := []fyne.CanvasObject{bold(head, sizeText, a.palette.text)}
	for _, text := range texts {
		parts = append(parts, newRow(gap12, icon(name, 20, a.palette.tone(t).mark), newPara(text, sizeText, a.palette.text)))
	}
	return newColumn(gap8, parts...)
}
