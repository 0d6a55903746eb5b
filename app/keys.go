package app

import (
	"fyne.io/fyne/v2"

	"ikd/station/assets/words"
)

// keyPress knows a key that is held down from one that is pressed again: the
// toolkit repeats the former. Who leans on Enter must not activate the next
// citizen.
type keyPress struct {
	seen  bool // the driver tells of key-down at all
	fresh fyne.KeyName
}

func (k *keyPress) down(name fyne.KeyName) { k.seen, k.fresh = true, name }

// first reports whether this is the press itself and no repetition of it.
func (k *keyPress) first(name fyne.KeyName) bool {
	if !k.seen {
		return true
	}
	is := k.fresh == name
	k.fresh = ""
	return is
}

// down is a key that goes down, in a field or not.
func (a *App) down(name fyne.KeyName) {
	a.touch()
	a.pressed.down(name)
}

// acts are the keys that must not repeat.
func acts(name fyne.KeyName) bool { return !moves(name) }

func moves(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight, fyne.KeyPageUp, fyne.KeyPageDown:
		return true
	}
	return false
}

func isEnter(name fyne.KeyName) bool { return name == fyne.KeyReturn || name == fyne.KeyEnter }

// key is every key of the window: first the keys that mean the same
// everywhere, then the open panel, then the screen.
func (a *App) key(name fyne.KeyName) {
	a.touch()
	if a.fromScanner(name) || acts(name) && !a.pressed.first(name) {
		return
	}
	switch name {
	case fyne.KeyF1:
		a.toggle(panelHelp, a.helpPanel)
	case fyne.KeyF6:
		a.switchLanguage()
	case fyne.KeyF7:
		a.switchMute()
	case fyne.KeyF8:
		a.switchLook()
	case fyne.KeyF9:
		a.lock()
	case fyne.KeyF11:
		a.switchFull()
	case fyne.KeyF10:
		a.toggle(panelMenu, a.menuPanel)
	default:
		if a.panel == nil || !a.panel.key(name) {
			a.screen.key(name)
		}
	}
}

// fromScanner reports whether a USB barcode scanner pressed the key: such a
// scanner is a keyboard, and neither its Enter nor the letters of its code are
// the officer's.
func (a *App) fromScanner(name fyne.KeyName) bool {
	if a.session == nil || a.locked {
		return false
	}
	if isEnter(name) {
		return a.session.Entered()
	}
	return a.session.Typing() && (len(name) == 1 || name == fyne.KeySpace)
}

// typed is every character that no field has.
func (a *App) typed(r rune) {
	a.touch()
	if a.session != nil && !a.locked {
		a.session.Typed(r)
	}
}

func (a *App) switchLanguage() {
	next := words.Next(a.words.Lang())
	a.words = words.For(next)
	a.keep(prefLanguage, string(next))
	a.reopen()
}

func (a *App) switchMute() {
	a.mute = !a.mute
	a.keep(prefMute, onOff(a.mute))
	a.reopen()
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func (a *App) switchLook() {
	all := looks()
	for i, l := range all {
		if l == a.look {
			a.look = all[(i+1)%len(all)]
			break
		}
	}
	a.keep(prefLook, string(a.look))
	a.reopen()
}

func (a *App) switchFull() {
	full := !a.window.FullScreen()
	a.window.SetFullScreen(full)
	a.keep(prefFull, onOff(full))
}

// keep writes a preference down beside the GUI thread.
func (a *App) keep(key, value string) {
	a.gui.spawn(func() { a.backend.SetPref(key, value) })
}

// reopen rebuilds everything, an open panel in the new words too.
func (a *App) reopen() {
	if a.panel != nil && a.panel.again != nil {
		cursor, again := a.panel.cursor, a.panel.again
		a.panel = again()
		a.panel.again, a.panel.cursor = again, cursor
	}
	a.rebuild()
}
