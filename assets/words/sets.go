package words

import (
	"ikd/station/siak"
	"ikd/station/siak/text"
)

// Outcome is the texts of an outcome.
type Outcome struct {
	Title string // for the band
	Do    string // what to do now, one sentence or two
	Next  string // the next step, for the button
}

// Kind is the texts of a failure.
type Kind struct {
	What string // what happened
	Do   string // what to do next
}

// State is the texts of the state of an activation.
type State struct {
	Short string // for a list
	Title string // for the band
	Do    string // what it means now; the reason, where there is one
}

// member is one text of a member of a closed set; "" where it has none.
func (w *Words) member(section, name, part string, args ...any) string {
	text, _ := w.text(section+"."+name+part, args...)
	return text
}

// Outcome gives the texts of an outcome. For [siak.UnderAge], on is the day from
// which the person may come; the other outcomes need none.
func (w *Words) Outcome(o siak.Outcome, on siak.Date) Outcome {
	const section = "outcomes"
	name := string(o)
	return Outcome{
		Title: w.member(section, name, ".title"),
		Do:    w.member(section, name, ".do", w.Date(on)),
		Next:  w.member(section, name, ".next"),
	}
}

// TextFault says which character of a text is refused, and what to do.
func TextFault(w *Words, f *text.Fault) string {
	return w.member("texts", string(f.Reason), "", f.Position, f.Character())
}

// Warning gives the text of a warning.
func (w *Words) Warning(x siak.Warning) string { return w.member("warnings", string(x), "") }

// Kind gives the texts of a failure. The kinds that concern a code have the texts
// of the outcome; one that is not of the set has those of [siak.KindUnknown].
func (w *Words) Kind(k siak.Kind) Kind {
	const section = "kinds"
	if o, ok := siak.ParseOutcome(string(k)); ok {
		t := w.Outcome(o, siak.Date{})
		return Kind{What: t.Title + ".", Do: t.Do}
	}
	what := w.member(section, string(k), ".what")
	if what == "" {
		k = siak.KindUnknown
		what = w.member(section, string(k), ".what")
	}
	return Kind{What: what, Do: w.member(section, string(k), ".do")}
}

// State gives the texts of the state of an activation and of the reason, where
// there is one.
func (w *Words) State(s siak.State, r siak.Reason) State {
	const section = "states"
	name := string(s)
	told := State{
		Short: w.member(section, name, ".short"),
		Title: w.member(section, name, ".title"),
		Do:    w.member(section, name, ".do"),
	}
	switch r { // these come from this laptop, not from the centre
	case siak.ReasonGivenUp:
		told.Short, told.Title = w.Text("closed.short"), w.Text("closed.title")
	case siak.ReasonNotTaken, siak.ReasonUnreadable:
		told.Title = w.Text("held.here")
	}
	if why := w.Reason(r); why != "" {
		told.Do = why
	}
	return told
}

// Held gives the next step of an activation that is held: what the officer does
// and what the centre does.
func (w *Words) Held(r siak.Reason) (officer, centre string) {
	const section = "held"
	if officer = w.member(section, string(r), ".officer"); officer == "" {
		r = siak.ReasonUnknown
		officer = w.member(section, string(r), ".officer")
	}
	return officer, w.member(section, string(r), ".centre")
}

// Reason says why an activation was rejected or is held; "" for no reason.
func (w *Words) Reason(r siak.Reason) string {
	const section = "reasons"
	if r == siak.ReasonNone {
		return ""
	}
	if text := w.member(section, string(r), ""); text != "" {
		return text
	}
	o, ok := siak.ParseOutcome(string(r))
	if !ok {
		return w.member(section, string(siak.ReasonInternal), "")
	}
	t := w.Outcome(o, siak.Date{})
	if o.Confirmable() || o == siak.UnderAge { // no refusal, or no date to give
		return t.Title + "."
	}
	return t.Title + ". " + t.Do
}
