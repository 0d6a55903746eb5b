package app

import (
	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets/words"
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
		e.input(question{"enrol.address", "enrol.need.address", "enrol.address.rule", e.address, e.needAddress, aboutAddress}),
		e.input(question{"enrol.code", "enrol.need.code", "enrol.code.rule", e.code, e.needCode, aboutCode}),
		a.NameInput("enrol.counter", e.stationName, "", "enrol.counter.rule"))
	if e.failed != "" && !aboutAddress(e.failed) && !aboutCode(e.failed) {
		parts = append(parts, a.Mistake(a.Sentence(words.DeedEnrol, e.failed)))
	}
	if _, can := e.sessions.backend.(Connector); can {
		parts = append(parts, ui.NewRow(ui.Gap16, e.small("F2", "test.title", e.testConnection), e.small("F3", "proxy.mode.short", e.openProxy), ui.NewSpacer()))
	}
	return e.sessions.menus.cardScreen(headerView{}, parts, ui.NewActions(
		a.KeyButton("Enter", w.Text("enrol.do"), true, e.send),
		a.KeyButton("Esc", w.Text("do.cancel"), false, e.leave), ui.NewSpacer()))
}

// small is a key with what it does, in small type: not what most come here for.
func (e *enrolPage) small(key, text string, do func()) fyne.CanvasObject {
	p := e.sessions.env.Palette
	return ui.NewPressable(ui.NewRow(ui.Gap8, ui.Keycap(key, p.Muted), ui.Label(e.sessions.env.Words.Text(text), ui.SizeSmall, p.Text)), p.Subtle, do)
}

// question is a field with the keys of what is said about it.
type question struct {
	name, need, rule string
	field            *ui.Field
	missing          bool                 // nothing was typed
	about            func(siak.Kind) bool // whether a refusal speaks of this field
}

// input is a field under its name; under it what is missing, what the registry
// said of it, or the rule.
func (e *enrolPage) input(q question) fyne.CanvasObject {
	switch {
	case q.missing:
		return e.sessions.env.FormInput(q.name, q.field, q.need, "")
	case q.about(e.failed):
		return e.sessions.env.RefusedInput(q.name, q.field, words.DeedEnrol, e.failed)
	}
	return e.sessions.env.FormInput(q.name, q.field, "", q.rule)
}
