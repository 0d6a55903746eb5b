package app

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"ikd/station/assets"
	"ikd/station/siak"
)

// mendRoom is the way back from a ledger that is damaged: the supervisor names a
// copy, what was saved or a backup, is told what it would bring, and says yes.
type mendRoom struct {
	form
	boss Supervisor
	path *field
	plan *RestorePlan // of the copy that is named; nil until it was asked for
}

func newMendRoom(c *counter, boss Supervisor) *mendRoom {
	r := &mendRoom{form: form{c: c}, boss: boss, path: newField(c.a, false)}
	r.path.SetText(boss.RestorePath())
	r.path.CursorColumn = len([]rune(r.path.Text))
	r.order = []fyne.Focusable{r.path}
	return r
}

func (r *mendRoom) key(name fyne.KeyName) {
	if r.plan == nil {
		r.keys(name, r.ask, r.c.leave)
		return
	}
	switch {
	case name == fyne.KeyEscape:
		r.another()
	case isEnter(name):
		r.restore()
	}
}

func (r *mendRoom) file() string { return strings.TrimSpace(r.path.Text) }

// ask looks into the copy.
func (r *mendRoom) ask() {
	path := r.file()
	r.busy, r.failed = true, ""
	r.c.again(r)
	r.c.a.gui.work(r.c.a.ctx, func(ctx context.Context) func() {
		plan, err := r.boss.PlanRestore(ctx, path)
		return func() {
			r.busy = false
			if r.failed = siak.KindOf(err); err == nil {
				r.plan, r.order = &plan, nil
			}
			r.c.again(r)
		}
	})
}

// another goes back to the question which copy.
func (r *mendRoom) another() {
	r.plan, r.order = nil, []fyne.Focusable{r.path}
	r.c.again(r)
}

func (r *mendRoom) restore() { r.c.a.mend(r.boss, r.file()) }

func (r *mendRoom) build() fyne.CanvasObject {
	a, w := r.c.a, r.c.a.words
	if r.plan != nil {
		return r.page("mend.title", newMeasure(r.told()), "mend.do", r.restore, r.another)
	}
	fields := []fyne.CanvasObject{
		newPara(w.Text("mend.text"), sizeText, a.palette.text),
		a.input("mend.path", r.path, "", "mend.path.rule"),
	}
	if r.busy {
		fields = append(fields, label(w.Text("busy"), sizeText, a.palette.muted))
	}
	if r.failed != "" {
		fields = append(fields, a.mistake(w.Text("mend.none")))
	}
	fields = append(fields, newPara(w.Text("mend.anew"), sizeSmall, a.palette.muted))
	return r.page("mend.title", newMeasure(newColumn(gap16, fields...)), "mend.next", r.ask, r.c.leave)
}

// told is what the copy brings and what would be lost.
func (r *mendRoom) told() fyne.CanvasObject {
	a, w := r.c.a, r.c.a.words
	brings := []string{w.Text("mend.brings", r.plan.Activations, r.plan.Waiting), w.Text("mend.officers", r.plan.Officers), w.Text("mend.aside")}
	lost := []string{}
	switch {
	case r.plan.Missing < 0:
		lost = append(lost, w.Text("mend.unknown"))
	case r.plan.Missing > 0:
		lost = append(lost, w.Text("mend.missing", r.plan.Missing, r.plan.Unsent))
	}
	if !r.plan.Sound {
		lost = append(lost, w.Text("mend.unsound"))
	}
	parts := []fyne.CanvasObject{a.points(w.Text("mend.has"), assets.IconCheck, siak.ToneVerified, brings)}
	if len(lost) > 0 {
		parts = append(parts, a.points(w.Text("mend.mind"), assets.IconEye, siak.ToneLookTwice, lost))
	}
	return newColumn(gap24, parts...)
}
