package app

import (
	"strings"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/siak"
)

// Build implements [ui.Screen]: a card in the middle.
func (e *enrolPage) Build() fyne.CanvasObject {
	a, w := e.sessions.env, e.sessions.env.Words
	parts := []fyne.CanvasObject{a.CardHead(w.Text("enrol.title"), w.Text("enrol.text"))}
	if e.steps != nil {
		return e.sessions.menus.cardScreen(headerView{}, append(parts, a.Steps(stepTexts(w, e.steps))))
	}
	parts = append(parts,
		e.input("enrol.address", e.address, e.needAddress, aboutAddress),
		e.input("enrol.code", e.code, e.needCode, aboutCode),
		a.FormInput("enrol.counter", e.stationName, "", "enrol.counter.rule"))
	if e.failed != "" && !aboutAddress(e.failed) && !aboutCode(e.failed) {
		parts = append(parts, a.Mistake(a.Sentence(e.failed)))
	}
	return e.sessions.menus.cardScreen(headerView{}, append(parts, ui.NewRow(ui.Gap16,
		a.KeyButton("Enter", w.Text("enrol.do"), true, e.send),
		a.KeyButton("Esc", w.Text("do.cancel"), false, e.leave), ui.NewSpacer())))
}

// input is a field under its name; under it what is missing, what the registry
// said of it, or the rule.
func (e *enrolPage) input(name string, f *ui.Field, missing bool, about func(siak.Kind) bool) fyne.CanvasObject {
	switch {
	case missing:
		return e.sessions.env.FormInput(name, f, strings.Replace(name, "enrol.", "enrol.need.", 1), "")
	case about(e.failed):
		return e.sessions.env.RefusedInput(name, f, e.failed)
	}
	return e.sessions.env.FormInput(name, f, "", name+".rule")
}
