package app

import (
	"fmt"
	"sync"

	"fyne.io/fyne/v2"

	"ikd/station/app/pages"
	"ikd/station/app/ui"
	"ikd/station/assets/words"
)

// The names under which [Backend] keeps preferences.
const (
	prefLanguage = "language"
	prefMute     = "mute"
	prefLook     = "look"
	prefFull     = "full-screen"
	prefSize     = "window-size" // "1366x768"
	// What the office's USB scanner sends around a text, see package wedge.
	prefScannerPrefix = "scanner-prefix"
	prefScannerSuffix = "scanner-suffix"
)

// PreferenceNames lists the names of all preferences.
func PreferenceNames() []string {
	return []string{prefLanguage, prefMute, prefLook, prefFull, prefSize, prefScannerPrefix, prefScannerSuffix}
}

// preferenceStore keeps preferences; a [Backend] is one.
type preferenceStore interface {
	Pref(key string) string
	SetPref(key, value string)
}

// preferences are how the officer wants the window: seen at once, and kept beside
// the GUI thread in the order in which they were chosen.
type preferences struct {
	env    *pages.Env
	thread *ui.Thread
	store  preferenceStore
	mute   bool

	mu      sync.Mutex
	waiting [][2]string // names and values that are not kept yet
	keeping bool        // somebody is at work on them
}

func newPreferences(env *pages.Env, t *ui.Thread, store preferenceStore) *preferences {
	return &preferences{env: env, thread: t, store: store, mute: store.Pref(prefMute) == "on"}
}

func (p *preferences) get(key string) string { return p.store.Pref(key) }

// look is the one that was kept.
func (p *preferences) look() ui.Look {
	if l := ui.Look(p.get(prefLook)); l != "" {
		return l
	}
	return ui.LookAuto
}

func (p *preferences) switchLanguage() {
	next := words.Next(p.env.Words.Lang())
	p.env.Words = words.For(next)
	p.keep(prefLanguage, string(next))
	p.env.Renew()
}

func (p *preferences) switchMute() {
	p.mute = !p.mute
	p.keep(prefMute, onOff(p.mute))
	p.env.Renew()
}

func (p *preferences) switchLook() {
	all := ui.Looks()
	for i, l := range all {
		if l == p.env.Look() {
			p.env.SetLook(all[(i+1)%len(all)])
			break
		}
	}
	p.keep(prefLook, string(p.env.Look()))
	p.env.Renew()
}

func (p *preferences) switchFull() {
	full := !p.env.FullScreen()
	p.env.SetFullScreen(full)
	p.keep(prefFull, onOff(full))
}

// keepSize remembers the window's size.
func (p *preferences) keepSize(size fyne.Size) {
	p.keep(prefSize, fmt.Sprintf("%.0fx%.0f", size.Width, size.Height))
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// keep has a preference kept behind those that were chosen before it: of two that
// are chosen fast, the later one stays.
func (p *preferences) keep(key, value string) {
	p.mu.Lock()
	p.waiting = append(p.waiting, [2]string{key, value})
	first := !p.keeping
	p.keeping = true
	p.mu.Unlock()
	if first {
		p.thread.Spawn(p.write)
	}
}

// write keeps what waits, one after the other.
func (p *preferences) write() {
	for {
		p.mu.Lock()
		if len(p.waiting) == 0 {
			p.keeping = false
			p.mu.Unlock()
			return
		}
		next := p.waiting[0]
		p.waiting = p.waiting[1:]
		p.mu.Unlock()
		p.store.SetPref(next[0], next[1])
	}
}
