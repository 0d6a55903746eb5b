package ui

import "fyne.io/fyne/v2"

// Typist is an [Owner] that sees each key press before anything else does, and decides
// which of them are a person's. It takes the place of Active and Typed: whether a key
// press means that somebody is there is its decision. A field is nil for none.
type Typist interface {
	// Pressed is a key that goes down, Released one that comes up.
	Pressed(e *fyne.KeyEvent, in *Field)
	Released(e *fyne.KeyEvent)
	// Character is a character for a field; true where it must not get there.
	Character(r rune, in *Field) bool
	// Ended reports whether the Tab that just went down ended what a scanner typed, so
	// that the focus stays where it is.
	Ended() bool
	// Foreign reports whether a shortcut comes from a scanner: a control character is
	// a key with Ctrl.
	Foreign() bool
	// CapsLock is what a field for a secret says while Caps Lock is on, "" while it is
	// off.
	CapsLock() string
}

// presses brings each key press of a window to its owner, if that is a [Typist].
type presses struct {
	window *Window
	owner  Owner
	typist Typist // the owner; nil where it is none
}

func newPresses(w *Window, owner Owner) *presses {
	typist, _ := owner.(Typist)
	return &presses{w, owner, typist}
}

// Typed implements [Host]: a character for a field, nil for none.
func (p *presses) Typed(r rune, in *Field) bool {
	if p.typist != nil {
		return p.typist.Character(r, in)
	}
	if in == nil {
		p.owner.Active()
		p.owner.Typed(r)
	}
	return false
}

// Pressed implements [Host]: a key that goes down, in a field or not.
func (p *presses) Pressed(e *fyne.KeyEvent, in *Field) {
	p.window.KeyDown(e.Name)
	if p.typist == nil {
		return
	}
	p.typist.Pressed(e, in)
	if in == nil && e.Name == fyne.KeyTab && p.typist.Ended() {
		p.window.Post(p.window.Refocus) // the toolkit is about to move the focus
	}
}

// Released implements [Host]: a key that comes up.
func (p *presses) Released(e *fyne.KeyEvent) {
	if p.typist != nil {
		p.typist.Released(e)
	}
}

// Ended implements [Host], see [Typist].
func (p *presses) Ended() bool { return p.typist != nil && p.typist.Ended() }

// Foreign implements [Host], see [Typist].
func (p *presses) Foreign() bool { return p.typist != nil && p.typist.Foreign() }

// CapsLock implements [Host], see [Typist].
func (p *presses) CapsLock() string {
	if p.typist == nil {
		return ""
	}
	return p.typist.CapsLock()
}

// active notes a key, where no typist judges it.
func (p *presses) active() {
	if p.typist == nil {
		p.owner.Active()
	}
}

// ShowCapsLock says that Caps Lock is on in the secret field that has the focus, and
// takes it back: the system has no event for it.
func (p *presses) ShowCapsLock() {
	if f, is := p.window.Focused().(*Field); is {
		f.showCaps()
	}
}
