// Package pages has what the menu and the keys of the counter screen open: each
// page is a type of its own that knows widgets, words and a small interface of
// what it shows, never the store and never the program around it.
//
// A page is a [ui.Screen] that stands in a [Frame]. It is made by its New function,
// reads what it shows beside the GUI thread (see [Env.Work]) and has the frame
// refresh it when that is there.
package pages

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"ikd/station/app/ui"
	"ikd/station/assets/words"
	"ikd/station/siak"
	"ikd/station/siak/text"
)

// Env is what every page has around it: the window, the words of now, the clock.
// It belongs to the GUI thread.
type Env struct {
	*ui.Window
	Ctx   context.Context // of the window: what the event loop calls has no other
	Words *words.Words    // replaced when the language changes
	Now   func() time.Time
}

// Frame is the screen in which a page stands.
type Frame interface {
	// Enter opens another page in the place of the one that is open.
	Enter(page ui.Screen)
	// Leave closes the open page.
	Leave()
	// Refresh shows a page anew, if it is still the open one.
	Refresh(page ui.Screen)
	// IsOpen reports whether a page is still the open one.
	IsOpen(page ui.Screen) bool
	// Rows is how many rows of a height, in pixels, a page has space for between its
	// title and its buttons.
	Rows(height float32) int
	// Zone is the office's time zone.
	Zone() *time.Location
}

// The panels, by what they are about.
const (
	PanelHelp    ui.PanelName = "help"
	PanelMenu    ui.PanelName = "menu"
	PanelCamera  ui.PanelName = "camera"
	PanelStatus  ui.PanelName = "status"
	PanelOfficer ui.PanelName = "officer"
	PanelRow     ui.PanelName = "row"
)

// Work does a job that may block beside the GUI thread and brings what came of it
// back, see [ui.Thread.Work].
func (e *Env) Work(job func(ctx context.Context) func()) { e.Window.Work(e.Ctx, job) }

// Sentence is what a failure of what was being done says and what to do.
func (e *Env) Sentence(deed words.Deed, kind siak.Kind) string {
	told := e.Words.Failure(deed, kind)
	return told.What + " " + told.Do
}

// FormInput is a field under its name; under it what is wrong, or else the rule.
// All three are keys of texts, mistake and rule may be "".
func (e *Env) FormInput(name string, f fyne.CanvasObject, mistake, rule string) fyne.CanvasObject {
	text := func(key string) string {
		if key == "" {
			return ""
		}
		return e.Words.Text(key)
	}
	return e.Input(text(name), f, text(mistake), text(rule))
}

// NameInput is FormInput of a name that is kept: a character that may not stand in it
// is named before anything else is said.
func (e *Env) NameInput(name string, f *ui.Field, mistake, rule string) fyne.CanvasObject {
	_, err := text.Canonical(f.Text)
	if fault, is := errors.AsType[*text.Fault](err); is {
		return e.Input(e.Words.Text(name), f, words.TextFault(e.Words, fault), "")
	}
	return e.FormInput(name, f, mistake, rule)
}

// BadName reports whether a field has a character that may not stand in a name.
func BadName(f *ui.Field) bool {
	_, err := text.Canonical(f.Text)
	return err != nil
}

// RefusedInput is a field under its name with what was said of its content.
func (e *Env) RefusedInput(name string, f fyne.CanvasObject, deed words.Deed, kind siak.Kind) fyne.CanvasObject {
	return e.Input(e.Words.Text(name), f, e.Sentence(deed, kind), "")
}

// PageOf lays a page out: its head, what it shows, and at the foot its buttons. Where
// the window is too low for all of it, what it shows scrolls.
func (e *Env) PageOf(head, foot fyne.CanvasObject, shows ...fyne.CanvasObject) fyne.CanvasObject {
	return ui.NewColumn(e.Gap, head, e.NewScroll(ui.NewColumn(e.Gap, shows...)), ui.NewSpacer(), foot)
}

// busyRow stands in the place of the buttons while something is under way.
func (e *Env) busyRow() fyne.CanvasObject {
	return ui.Sized(0, e.Button, ui.NewRow(0, ui.Label(e.Words.Text("busy"), ui.SizeText, e.Palette.Muted)))
}

// cell is the width of a column of a table, given for a window of the usual width: in
// a narrow one all columns are narrower, but for what may not be less.
func (e *Env) cell(usual, least float32) float32 {
	const usualWidth = 1280
	share := min(1, e.Canvas().Size().Width/usualWidth)
	return max(least, usual*share)
}

// Chooser is a page with a list of which one line is chosen.
type Chooser interface {
	// Chosen is that line as it was built last; nil for none. It is brought into view.
	Chosen() fyne.CanvasObject
}

// chosenLine is the line of a list that is chosen.
type chosenLine struct{ line fyne.CanvasObject }

// Chosen implements [Chooser].
func (c *chosenLine) Chosen() fyne.CanvasObject { return c.line }

// keep keeps the line if it is the chosen one, and returns it.
func (c *chosenLine) keep(is bool, line fyne.CanvasObject) fyne.CanvasObject {
	if is {
		c.line = line
	}
	return line
}

// page is what the pages have in common.
type page struct {
	env   *Env
	frame Frame
}

// Focus implements [ui.Screen]: a page without fields takes every key itself.
func (page) Focus() fyne.Focusable { return nil }

// formPage is a page with fields.
type formPage struct {
	env   *Env
	frame Frame
	*ui.Form
	failed siak.Kind // what was asked for last
}

func newFormPage(env *Env, frame Frame) formPage {
	return formPage{env: env, frame: frame, Form: ui.NewForm(env.Window)}
}

// form is the fields under a title, with the two ways out at the foot. title and
// act are keys of texts.
func (p *formPage) form(title string, fields fyne.CanvasObject, act string, do, back func()) fyne.CanvasObject {
	e, w := p.env, p.env.Words
	buttons := e.busyRow()
	if !p.Busy {
		buttons = ui.NewActions(
			e.KeyButton("Enter", w.Text(act), true, do),
			e.KeyButton("Esc", w.Text("do.cancel"), false, back), ui.NewSpacer())
	}
	return e.PageOf(ui.Bold(w.Text(title), ui.SizeBand, e.Palette.Text), buttons, fields)
}
