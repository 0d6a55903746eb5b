package app

import (
	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/assets"
	"ikd/station/siak"
)

// statusView is what the line at the foot shows.
type statusView struct {
	s     desk.Status
	store Condition
	clock string // the data's age is told anew when the minute changes
}

func (c *counter) showStatus() {
	v := statusView{c.state.Status, c.a.condition, c.a.words.Clock(c.a.now(), c.state.Status.Zone)}
	c.status.show(v, func() fyne.CanvasObject { return c.statusBar(v.s) })
}

func (c *counter) statusBar(s desk.Status) fyne.CanvasObject {
	a, w := c.a, c.a.words
	queue := siak.ToneNotNow
	if s.Queue > 0 {
		queue = siak.ToneWaiting
	}
	items := []fyne.CanvasObject{
		c.linkItem(s),
		a.statusItem(assets.IconTray, queue, w.Text("status.queue", s.Queue), c.toggleList),
		c.dataItem(s),
		c.cameraItem(s),
		c.storeItem(s),
	}
	if s.ClockOffsetMatters {
		off := w.Text("status.clock", w.Duration(s.ClockOffset))
		items = append(items, a.statusItem(assets.IconEye, siak.ToneLookTwice, off, a.openClock))
	}
	help := newRow(gap8, keycap("F1", a.palette.muted))
	if !s.ClockOffsetMatters { // else the line is full
		help.Add(label(w.Text("menu.help"), sizeSmall, a.palette.muted))
	}
	items = append(items, newSpring(),
		newPressable(pad(gap8, 0, help), a.palette.page, func() { a.toggle(panelHelp, a.helpPanel) }))
	return newStack(rect(a.palette.quiet), pad(gap8, gap4, newRow(gap8, items...)))
}

// statusItem is an icon in the colour of its meaning and a word; pressing it
// opens what it names.
func (a *App) statusItem(name assets.IconName, t siak.Tone, text string, open func()) fyne.CanvasObject {
	face := newRow(gap8, icon(name, 16, a.palette.tone(t).mark), label(text, sizeSmall, a.palette.text))
	return sized(0, 32, newPressable(pad(gap8, 0, face), a.palette.page, open))
}

func (c *counter) linkItem(s desk.Status) fyne.CanvasObject {
	name, tone, text := assets.IconOffline, siak.ToneNotNow, "status.unknown"
	switch s.Link {
	case desk.LinkOnline:
		name, tone, text = assets.IconOnline, siak.ToneVerified, "status.online"
	case desk.LinkOffline:
		text = "status.offline"
	case desk.LinkTrouble:
		tone, text = siak.ToneLookTwice, troubleText(s.LinkKind)
	}
	return c.a.statusItem(name, tone, c.a.words.Text(text), c.a.openNetwork)
}

func (c *counter) dataItem(s desk.Status) fyne.CanvasObject {
	w, tone, text := c.a.words, siak.ToneNotNow, ""
	switch {
	case s.SyncHeld:
		tone, text = siak.ToneWaiting, w.Text("status.sync.held", s.SyncDone)
	case s.Syncing && s.SyncOf > 0 && s.SyncLeft > 0:
		tone, text = siak.ToneWaiting, w.Text("status.sync.left", s.SyncDone, s.SyncOf, w.Duration(aboutLeft(s.SyncLeft)))
	case s.Syncing && s.SyncOf > 0:
		tone, text = siak.ToneWaiting, w.Text("status.sync", s.SyncDone, s.SyncOf)
	case s.Syncing && s.Data.SyncedAt.IsZero():
		tone, text = siak.ToneWaiting, w.Text("status.sync.unknown")
	case s.Data.SyncedAt.IsZero():
		text = w.Text("status.data.never")
	default:
		text = w.Text("status.data", w.When(s.Data.SyncedAt, c.a.now(), s.Zone))
	}
	return c.a.statusItem(assets.IconData, tone, text, c.a.openData)
}

// longestCamera is how much of a camera's name the line has room for.
const longestCamera = 20

func (c *counter) cameraItem(s desk.Status) fyne.CanvasObject {
	w, tone := c.a.words, siak.ToneNotNow
	text := w.Text("status.camera.none")
	if s.Camera != "" {
		text = w.Text("status.camera", shorten(s.Camera, longestCamera))
	}
	if s.CameraFault != "" {
		tone = siak.ToneLookTwice
	}
	return c.a.statusItem(assets.IconCamera, tone, text, c.a.openCameras)
}

// storeItem tells the worst of what ails the store, or what goes on in it.
func (c *counter) storeItem(s desk.Status) fyne.CanvasObject {
	w, is := c.a.words, c.a.condition
	name, tone, text := assets.IconLock, siak.ToneNotNow, w.Text("status.store.ok")
	switch {
	case s.StorageFault == siak.KindDiskFull:
		name, tone, text = assets.IconStop, siak.ToneRefused, w.Text("status.store.full")
	case s.StorageFault == siak.KindReadOnly:
		name, tone, text = assets.IconStop, siak.ToneRefused, w.Text("status.store.read")
	case s.StorageFault != "" && s.StorageFault != siak.KindLocked:
		name, tone, text = assets.IconStop, siak.ToneRefused, w.Text("status.store.bad")
	case is.Older:
		name, tone, text = assets.IconEye, siak.ToneLookTwice, w.Text("status.store.older")
	case is.Reserve:
		name, tone, text = assets.IconEye, siak.ToneLookTwice, w.Text("status.store.reserve")
	case is.Rebuilding:
		tone, text = siak.ToneWaiting, w.Text("status.store.rebuild")
	case is.Mending:
		tone, text = siak.ToneWaiting, w.Text("status.store.drift", w.Place("", is.Drifted))
	case is.Turning && is.Of > 0:
		tone, text = siak.ToneWaiting, w.Text("status.store.turning", 100*is.Done/is.Of)
	case is.Turning:
		tone, text = siak.ToneWaiting, w.Text("status.store.turn")
	}
	return c.a.statusItem(name, tone, text, c.a.openStore)
}

func shorten(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
