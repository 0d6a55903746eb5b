package app

import (
	"fyne.io/fyne/v2"

	"ikd/station/app/pages"
	"ikd/station/app/ui"
)

// keyboard decides about the keys of the window before its screen sees them.
type keyboard struct {
	env      *pages.Env
	prefs    *preferences
	sessions *sessions
}

var _ ui.Owner = keyboard{}

// Title implements [ui.Owner]: the task bar says whether the station is locked.
func (k keyboard) Title() string {
	w := k.env.Words
	name := w.Text("window.title")
	if page, ok := k.env.Screen().(*signInPage); ok {
		return w.Text(page.heading()) + " – " + name
	}
	return name
}

// Active implements [ui.Owner].
func (k keyboard) Active() { k.sessions.touch() }

// session is the session of an officer who is at work; nil for none.
func (k keyboard) session() Session {
	if k.sessions.locked {
		return nil
	}
	return k.sessions.session
}

// Intercept implements [ui.Owner]: a USB barcode scanner is a keyboard, and
// neither its Enter nor the letters of its code are the officer's.
func (k keyboard) Intercept(name fyne.KeyName) bool {
	session := k.session()
	if session == nil {
		return false
	}
	if ui.IsEnter(name) {
		return session.Entered()
	}
	return session.Typing() && (len(name) == 1 || name == fyne.KeySpace)
}

// Typed implements [ui.Owner].
func (k keyboard) Typed(r rune) {
	if session := k.session(); session != nil {
		session.Typed(r)
	}
}

// Shortcut implements [ui.Owner].
func (k keyboard) Shortcut(name fyne.KeyName) bool {
	switch menus := k.sessions.menus; name {
	case fyne.KeyF1:
		menus.toggleHelp()
	case fyne.KeyF6:
		k.prefs.switchLanguage()
	case fyne.KeyF7:
		k.prefs.switchMute()
	case fyne.KeyF8:
		k.prefs.switchLook()
	case fyne.KeyF9:
		k.sessions.lock()
	case fyne.KeyF11:
		k.prefs.switchFull()
	case fyne.KeyF10:
		menus.toggleMenu()
	default:
		return false
	}
	return true
}
