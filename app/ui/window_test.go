package ui

import (
	"slices"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"ikd/station/assets"
	"ikd/station/siak"
)

// oneApp guards the test application that all windows share.
var oneApp sync.Once

// testOwner is a program around a window that notes what it is told.
type testOwner struct {
	active      int
	typed       string
	intercepted fyne.KeyName
	shortcuts   []fyne.KeyName
}

func (o *testOwner) Title() string                    { return "a window" }
func (o *testOwner) Active()                          { o.active++ }
func (o *testOwner) Intercept(name fyne.KeyName) bool { return name == o.intercepted }
func (o *testOwner) Typed(r rune)                     { o.typed += string(r) }

func (o *testOwner) Shortcut(name fyne.KeyName) bool {
	o.shortcuts = append(o.shortcuts, name)
	return name == fyne.KeyF1
}

// testScreen is a form of a field and a choice.
type testScreen struct {
	*Form
	w      *Window
	field  *Field
	choice *Choice
	sent   int
	left   int
	keys   []fyne.KeyName
}

func (s *testScreen) Build() fyne.CanvasObject {
	return NewColumn(Gap16,
		s.w.Input("Name", s.field, "", "at least one letter"),
		s.w.Input("Role", s.choice, "is taken", ""),
		s.w.Notice(assets.IconEye, siak.ToneLookTwice, "look twice"),
		NewSpacer(),
		NewRow(Gap16, s.w.KeyButton("Enter", "Send", true, func() { s.sent++ }), NewSpacer()))
}

func (s *testScreen) Key(name fyne.KeyName) {
	s.keys = append(s.keys, name)
	s.Keys(name, func() { s.sent++ }, func() { s.left++ })
}

// newTestWindow is a window with a form, on the test driver; nothing of the
// program is around it but an owner, nil for one that wants nothing.
func newTestWindow(t *testing.T, owner *testOwner) *Window {
	t.Helper()
	oneApp.Do(func() { test.NewApp() })
	if owner == nil {
		owner = &testOwner{}
	}
	thread := NewThread()
	thread.Post = func(f func()) { f() }
	thread.Spawn = thread.Post
	w := NewWindow(fyne.CurrentApp(), thread, owner, LookLight)
	t.Cleanup(w.Close)
	w.Resize(fyne.NewSize(640, 480))
	s := &testScreen{w: w, field: w.NewField(false)}
	s.choice = w.NewChoice(func() []string { return []string{"officer", "supervisor"} }, func() {})
	s.Form = NewForm(w, s.field, s.choice)
	w.Open(s)
	return w
}

func press(w *Window, names ...fyne.KeyName) {
	for _, n := range names {
		e := &fyne.KeyEvent{Name: n}
		if f := w.Focused(); f != nil {
			f.TypedKey(e)
		} else {
			w.Canvas().OnTypedKey()(e)
		}
	}
}

// A window, its fields, its panel and its keys work with nothing of the program
// around them.
func TestAWindowStandsAlone(t *testing.T) {
	owner := &testOwner{}
	w := newTestWindow(t, owner)
	s := w.Screen().(*testScreen)
	if w.Focused() != fyne.Focusable(s.field) || w.Title() != "a window" {
		t.Fatal("the first field has no focus, or the window no title")
	}
	test.Type(s.field, "Siti")
	press(w, fyne.KeyReturn, fyne.KeyRight, fyne.KeyReturn)
	if s.field.Text != "Siti" || s.choice.Chosen != 1 || s.sent != 1 {
		t.Errorf("typed %q, chosen %d, sent %d times", s.field.Text, s.choice.Chosen, s.sent)
	}
	press(w, fyne.KeyF1, fyne.KeyEscape)
	if !slices.Equal(s.keys, []fyne.KeyName{fyne.KeyReturn, fyne.KeyReturn, fyne.KeyEscape}) || s.left != 1 {
		t.Errorf("the screen got %v", s.keys)
	}
	if owner.active == 0 {
		t.Error("the owner is not told that somebody is there")
	}
	owner.intercepted = fyne.KeyEscape
	if press(w, fyne.KeyEscape); s.left != 1 {
		t.Error("a key that the owner took reached the screen")
	}
}

func TestAPanelTakesItsKeysAndComesBackInOtherWords(t *testing.T) {
	w := newTestWindow(t, nil)
	s := w.Screen().(*testScreen)
	ran, words := 0, "one"
	make := func() *Panel {
		return &Panel{Name: "menu", Title: words, Items: []Item{{Text: "first"}, {Text: "second", Run: func() { ran++ }}}}
	}
	w.TogglePanel("menu", make)
	if w.Focused() != nil {
		t.Error("a field has the focus behind a panel")
	}
	press(w, fyne.KeyDown, fyne.KeyReturn)
	words = "two"
	w.Renew()
	if ran != 1 || w.Panel().Title != "two" || w.Panel().Cursor != 1 || len(s.keys) != 0 {
		t.Errorf("ran %d times, title %q, cursor %d", ran, w.Panel().Title, w.Panel().Cursor)
	}
	w.TogglePanel("menu", make)
	if w.Panel() != nil || w.Focused() != fyne.Focusable(s.field) {
		t.Error("the panel stays, or the focus does not come back")
	}
}

func TestAFormThatIsBusyHearsNothing(t *testing.T) {
	w := newTestWindow(t, nil)
	s := w.Screen().(*testScreen)
	s.Busy = true
	w.Rebuild()
	if press(w, fyne.KeyReturn, fyne.KeyEscape); w.Focused() != nil || s.sent+s.left != 0 {
		t.Error("a busy form takes keys")
	}
}
