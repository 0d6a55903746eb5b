package app

import "fyne.io/fyne/v2"

// Shortcut implements [ui.Owner].
func (k *keyboard) Shortcut(name fyne.KeyName) bool {
	switch menus := k.sessions.menus; name {
	case fyne.KeyF5:
		if !k.shift || k.sessions.session == nil || k.sessions.locked {
			return false
		}
		k.sessions.counter.openScanner()
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
