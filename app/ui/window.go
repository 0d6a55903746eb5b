package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Screen fills a window.
type Screen interface {
	// Build makes everything anew, in the words and colours of now.
	Build() fyne.CanvasObject
	// Focus is the field to type in; nil where there is none.
	Focus() fyne.Focusable
	// Key handles a key that no panel took.
	Key(name fyne.KeyName)
}

// Owner is the program behind a [Window].
type Owner interface {
	// Title is what the system shows of the window.
	Title() string
	// Active notes that somebody pressed a key or moved the mouse.
	Active()
	// Intercept takes a key before anything else sees it.
	Intercept(name fyne.KeyName) bool
	// Shortcut takes a key that means the same on every screen and in every panel.
	Shortcut(name fyne.KeyName) bool
	// Typed is a character that no field took.
	Typed(r rune)
}

// Window is a window of the toolkit with one screen that fills it and at most
// one panel over it. Everything but its [Thread] belongs to the GUI thread.
type Window struct {
	fyne.Window
	*Style
	*Thread
	*presses
	app    fyne.App
	owner  Owner
	look   Look
	root   *fyne.Container // the background, the screen, and over them the panel
	screen Screen
	panel  *Panel
	keys   RepeatFilter
	size   fyne.Size // for which the screen was built
	sizes  *Latest[fyne.Size]
}

var _ Host = (*Window)(nil)

// NewWindow makes a window without a screen; [Window.Open] gives it one.
func NewWindow(a fyne.App, t *Thread, owner Owner, look Look) *Window {
	w := &Window{Window: a.NewWindow(""), Thread: t, app: a, owner: owner, look: look, root: NewStack()}
	w.presses = newPresses(w, owner)
	w.Style = NewStyle(w.currentPalette(), w)
	w.sizes = NewLatest(t, func(size fyne.Size) {
		if size != w.size && w.screen != nil {
			w.Rebuild() // how much is shown depends on it
		}
	})
	a.Settings().AddListener(func(fyne.Settings) { t.Post(w.systemChanged) })
	w.SetPadded(false)
	w.SetContent(w.root)
	w.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { w.Key(e.Name) })
	w.Canvas().SetOnTypedRune(func(r rune) { w.Typed(r, nil) })
	if c, ok := w.Canvas().(desktop.Canvas); ok {
		c.SetOnKeyDown(func(e *fyne.KeyEvent) { w.Pressed(e, nil) })
		c.SetOnKeyUp(w.Released)
	}
	return w
}

// SetMinimum keeps the window from becoming smaller than a size, and has the screen
// built anew when it becomes larger or smaller.
func (w *Window) SetMinimum(least fyne.Size) {
	w.SetContent(newMinimum(least, w.sizes.Put, w.root))
}

func (w *Window) currentPalette() *Palette {
	return PaletteFor(w.look, w.app.Settings().ThemeVariant())
}

func (w *Window) systemChanged() {
	if w.Palette != w.currentPalette() {
		w.Rebuild()
	}
}

// Look is how the window is coloured; SetLook is seen at the next Rebuild.
func (w *Window) Look() Look { return w.look }

// SetLook chooses other colours for the next Rebuild.
func (w *Window) SetLook(l Look) { w.look = l }

// Screen is the screen that fills the window.
func (w *Window) Screen() Screen { return w.screen }

// Open goes to another screen and closes an open panel.
func (w *Window) Open(s Screen) {
	w.screen, w.panel = s, nil
	w.Rebuild()
}

// Rebuild makes the screen anew, as after a change of language or colours.
func (w *Window) Rebuild() {
	w.Palette, w.size = w.currentPalette(), w.Canvas().Size()
	w.Measures = measuresFor(w.size.Height)
	if current, ok := w.app.Settings().Theme().(Theme); !ok || current.palette != w.Palette {
		w.app.Settings().SetTheme(Theme{w.Palette})
	}
	w.SetTitle(w.owner.Title())
	w.root.Objects = []fyne.CanvasObject{newPointerArea(w.owner.Active), w.screen.Build()}
	w.addPanel()
}

// Renew rebuilds everything, an open panel in the words of now too.
func (w *Window) Renew() {
	if w.panel != nil && w.panel.again != nil {
		cursor, again := w.panel.Cursor, w.panel.again
		w.panel = again()
		w.panel.again, w.panel.Cursor = again, cursor
	}
	w.Rebuild()
}

// Refocus keeps the focus on the screen's field, or on nothing at all.
func (w *Window) Refocus() {
	if f := w.screen.Focus(); f != nil && w.panel == nil {
		w.Focus(f)
		if o, is := f.(fyne.CanvasObject); is {
			w.Reveal(o) // it may have had the focus before
		}
		return
	}
	w.Canvas().Unfocus()
}

// Focus implements [Host].
func (w *Window) Focus(f fyne.Focusable) { w.Canvas().Focus(f) }

// Reveal implements [Host].
func (w *Window) Reveal(o fyne.CanvasObject) {
	eachScroll(w.root, func(s *Scroll) bool {
		top, inside := within(s.content, o)
		if inside {
			s.reveal(top, o.Size().Height)
		}
		return false // it may lie in another that scrolls
	})
}

// Focused is what has the focus now; nil for nothing.
func (w *Window) Focused() fyne.Focusable { return w.Canvas().Focused() }

// MoveFocus goes to a neighbouring field.
func (w *Window) MoveFocus(by int) {
	if by > 0 {
		w.Canvas().FocusNext()
	} else {
		w.Canvas().FocusPrevious()
	}
}

// Key is every key of the window: first the keys that mean the same everywhere,
// then the open panel, then the screen.
func (w *Window) Key(name fyne.KeyName) {
	w.active()
	// A repeated key is dropped before anybody judges it: a press that was refused
	// must not count a moment later, when it is held.
	if !moves(name) && !w.keys.First(name) || w.owner.Intercept(name) {
		return
	}
	if w.owner.Shortcut(name) {
		return
	}
	if w.panel != nil && w.panel.key(w, name) || turnPage(w.root, name) {
		return
	}
	w.screen.Key(name)
}

// KeyDown is a key that goes down, in a field or not.
func (w *Window) KeyDown(name fyne.KeyName) {
	w.active()
	w.keys.Down(name)
}

// Copy puts a text on the system's clipboard.
func (w *Window) Copy(text string) { w.app.Clipboard().SetContent(text) }

// Panel is the open panel; nil for none.
func (w *Window) Panel() *Panel { return w.panel }

// ShowsPanel reports whether the panel of that name is open.
func (w *Window) ShowsPanel(name PanelName) bool { return w.panel != nil && w.panel.Name == name }

// TogglePanel opens a panel, or closes it where it is the open one.
func (w *Window) TogglePanel(name PanelName, make func() *Panel) {
	if w.ShowsPanel(name) {
		w.ClosePanel()
		return
	}
	w.OpenPanel(make)
}

// OpenPanel opens the panel that make makes. It is made anew where the words or
// colours change.
func (w *Window) OpenPanel(make func() *Panel) {
	w.panel = make()
	w.panel.again = make
	w.rebuildPanel()
}

// ClosePanel closes the open panel, if there is one.
func (w *Window) ClosePanel() {
	w.panel = nil
	w.rebuildPanel()
}

// rebuildPanel replaces the panel over the screen that stays as it is.
func (w *Window) rebuildPanel() {
	w.root.Objects = w.root.Objects[:2]
	w.addPanel()
}

func (w *Window) addPanel() {
	if w.panel != nil {
		w.root.Add(w.panel.build(w))
	}
	w.root.Refresh()
	if w.panel != nil && w.panel.chosen != nil {
		w.Reveal(w.panel.chosen)
	}
	w.Refocus()
}
