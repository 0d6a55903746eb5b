package app

import (
	"fyne.io/fyne/v2"

	"ikd/station/siak"
)

// build implements [screen]: a card in the middle.
func (e *enrolment) build() fyne.CanvasObject {
	a, w := e.a, e.a.words
	parts := []fyne.CanvasObject{a.cardHead(w.Text("enrol.title"), w.Text("enrol.text"))}
	if e.steps != nil {
		keys := []string{}
		for _, s := range e.steps {
			keys = append(keys, "step."+string(s))
		}
		return a.cardScreen(headerView{mute: a.mute}, append(parts, a.stepList(keys)))
	}
	parts = append(parts,
		a.told("enrol.address", e.address, e.needAddress, "enrol.need.address", aboutAddress(e.failed), e.failed, "enrol.address.rule"),
		a.told("enrol.code", e.code, e.needCode, "enrol.need.code", aboutCode(e.failed), e.failed, "enrol.code.rule"),
		a.input("enrol.counter", e.counter, "", "enrol.counter.rule"))
	if e.failed != "" && !aboutAddress(e.failed) && !aboutCode(e.failed) {
		parts = append(parts, a.mistake(a.sentence(e.failed)))
	}
	return a.cardScreen(headerView{mute: a.mute}, append(parts, newRow(gap16,
		a.keyButton("Enter", w.Text("enrol.do"), true, e.send),
		a.keyButton("Esc", w.Text("do.cancel"), false, e.leave), newSpring())))
}

// told is a field under its name; under it what is missing, what the registry
// said of it, or the rule.
func (a *App) told(name string, f fyne.CanvasObject, missing bool, need string, refused bool, kind siak.Kind, rule string) fyne.CanvasObject {
	switch {
	case missing:
		return a.input(name, f, need, "")
	case !refused:
		return a.input(name, f, "", rule)
	}
	return newColumn(gap4, label(a.words.Text(name), sizeSmall, a.palette.muted), f, a.mistake(a.sentence(kind)))
}

// sentence is what a kind says and what to do.
func (a *App) sentence(kind siak.Kind) string {
	told := a.words.Kind(kind)
	return told.What + " " + told.Do
}
