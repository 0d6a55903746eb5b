// Package words is everything that the station says, in Indonesian and in
// English. It knows nothing of a screen: the command line speaks with it too.
//
// Each language is one JSON file with the same keys. The closed sets of the
// domain (outcomes, kinds, warnings, states, reasons) each have a section, and
// a test holds that no member is without its sentence. The section "ui" holds
// the rest, see [Words.Text].
//
// How it is said: short, friendly, exact, so that an officer may read it out to
// the citizen as it stands.
package words

import (
	"embed"
	"encoding/json"
	"strconv"
	"strings"

	"ikd/station/siak"
)

// Lang is a language, by its ISO 639-1 code.
type Lang string

// The languages. Indonesian is the first.
const (
	ID Lang = "id"
	EN Lang = "en"
)

// Langs lists the languages.
func Langs() []Lang { return []Lang{ID, EN} }

// Outcome is how an outcome is told.
type Outcome struct {
	Title string // for the band
	Do    string // what to do now, one sentence or two
	Next  string // the next step, for the button
}

// Kind is how a failure is told.
type Kind struct {
	What string // what happened
	Do   string // what to do next
}

// State is how the state of an activation is told.
type State struct {
	Short string // for a list
	Title string // for the band
	Do    string // what it means now; the reason, where there is one
}

//go:embed id.json en.json
var files embed.FS

// Words is one language. It is never changed after it was loaded.
type Words struct {
	lang Lang
	file file
}

// file is the JSON.
type file struct {
	Outcomes map[siak.Outcome][3]string
	Warnings map[siak.Warning]string
	Kinds    map[siak.Kind][2]string
	States   map[siak.State][3]string
	Reasons  map[siak.Reason]string
	Held     map[siak.Reason][2]string
	Months   [12]string
	UI       map[string]string
}

var catalogs = map[Lang]*Words{ID: load(ID), EN: load(EN)}

// load panics on a file that is not as it should be: it is part of the program.
func load(l Lang) *Words {
	w := &Words{lang: l}
	b, err := files.ReadFile(string(l) + ".json")
	if err == nil {
		err = json.Unmarshal(b, &w.file)
	}
	if err != nil {
		panic("words: " + err.Error())
	}
	return w
}

// For is the catalogue of a language; Indonesian for one that there is not.
func For(l Lang) *Words {
	if w, ok := catalogs[l]; ok {
		return w
	}
	return catalogs[ID]
}

// Lang is the language of w.
func (w *Words) Lang() Lang { return w.lang }

// Text is a text of the section "ui". {0}, {1} … are replaced by the arguments:
// strings as they are, whole numbers as the language writes them. An unknown
// key gives the key itself, which a test keeps from happening.
func (w *Words) Text(key string, args ...any) string {
	text, ok := w.file.UI[key]
	if !ok {
		return key
	}
	for i, arg := range args {
		text = strings.ReplaceAll(text, "{"+strconv.Itoa(i)+"}", w.argument(arg))
	}
	return text
}

func (w *Words) argument(arg any) string {
	switch v := arg.(type) {
	case string:
		return v
	case int:
		return w.Number(v)
	default:
		return "?"
	}
}

// Outcome tells an outcome. In [siak.UnderAge] on is the day from which the
// person may come; the other outcomes need none.
func (w *Words) Outcome(o siak.Outcome, on siak.Date) Outcome {
	t := w.file.Outcomes[o]
	return Outcome{Title: t[0], Do: strings.ReplaceAll(t[1], "{date}", w.Date(on)), Next: t[2]}
}

// Warning tells a warning.
func (w *Words) Warning(x siak.Warning) string { return w.file.Warnings[x] }

// Kind tells a failure. The kinds that speak of a code are told as the outcome
// is; one that is not of the set as [siak.KindUnknown].
func (w *Words) Kind(k siak.Kind) Kind {
	if o, ok := siak.ParseOutcome(string(k)); ok {
		t := w.Outcome(o, siak.Date{})
		return Kind{What: t.Title + ".", Do: t.Do}
	}
	t, ok := w.file.Kinds[k]
	if !ok {
		t = w.file.Kinds[siak.KindUnknown]
	}
	return Kind{What: t[0], Do: t[1]}
}

// State tells where an activation stands and, where there is a reason, why.
func (w *Words) State(s siak.State, r siak.Reason) State {
	t := w.file.States[s]
	told := State{Short: t[0], Title: t[1], Do: t[2]}
	switch r { // it was not the centre that said so
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

// Held tells the next step of an activation that is held: what the officer does
// and what the centre does.
func (w *Words) Held(r siak.Reason) (officer, centre string) {
	t, ok := w.file.Held[r]
	if !ok {
		t = w.file.Held[siak.ReasonUnknown]
	}
	return t[0], t[1]
}

// Reason tells why an activation was rejected or is held; "" for none.
func (w *Words) Reason(r siak.Reason) string {
	if text, ok := w.file.Reasons[r]; ok {
		return text
	}
	if o, ok := siak.ParseOutcome(string(r)); ok && !o.Confirmable() && o != siak.UnderAge {
		t := w.Outcome(o, siak.Date{})
		return t.Title + ". " + t.Do
	} else if ok { // no date to tell, or a judgement that is no refusal
		return w.Outcome(o, siak.Date{}).Title + "."
	}
	if r != siak.ReasonNone {
		return w.file.Reasons[siak.ReasonInternal]
	}
	return ""
}
