package app

import (
	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/app/ui"
	"ikd/station/assets"
	"ikd/station/siak"
)

// statusView is what the line at the foot shows.
type statusView struct {
	s     desk.Status
	store Condition
	clock string // the data's age is told anew when the minute changes
}

// statusLine is the line at the foot of the counter page: each item opens what it
// names.
type statusLine struct{ section }

func (s *statusLine) render() {
	v := statusView{s.c.state.Status, s.c.sessions.condition, s.c.env.Words.Clock(s.c.env.Now(), s.c.state.Status.Zone)}
	s.show(v, func() fyne.CanvasObject { return s.bar(v.s) })
}

func (s *statusLine) bar(status desk.Status) fyne.CanvasObject {
	a, w := s.c.env, s.c.env.Words
	queue := siak.ToneNotNow
	if status.Queue > 0 {
		queue = siak.ToneWaiting
	}
	items := []fyne.CanvasObject{
		s.linkItem(status),
		a.StatusItem(assets.IconTray, queue, w.Text("status.queue", status.Queue), s.c.toggleList),
		s.dataItem(status),
		s.cameraItem(status),
		s.storeItem(status),
	}
	if status.ClockOffsetMatters {
		off := w.Text("status.clock", w.Duration(status.ClockOffset))
		items = append(items, a.StatusItem(assets.IconEye, siak.ToneLookTwice, off, s.c.menus.openClock))
	}
	help := ui.NewRow(ui.Gap8, ui.Keycap("F1", a.Palette.Muted))
	if !status.ClockOffsetMatters { // else the line is full
		help.Add(ui.Label(w.Text("menu.help"), ui.SizeSmall, a.Palette.Muted))
	}
	items = append(items, ui.NewSpacer(),
		ui.NewPressable(ui.Pad(ui.Gap8, 0, help), a.Palette.Page, s.c.menus.toggleHelp))
	return ui.NewStack(ui.Rect(a.Palette.Subtle), ui.Pad(ui.Gap8, ui.Gap4, ui.NewSharing(ui.Gap8, items...)))
}

func (s *statusLine) linkItem(status desk.Status) fyne.CanvasObject {
	name, tone, text := assets.IconOffline, siak.ToneNotNow, "status.unknown"
	switch status.Link {
	case desk.LinkOnline:
		name, tone, text = assets.IconOnline, siak.ToneVerified, "status.online"
	case desk.LinkOffline:
		text = "status.offline"
	case desk.LinkTrouble:
		tone, text = siak.ToneLookTwice, troubleText(status.LinkKind)
	}
	return s.c.env.StatusItem(name, tone, s.c.env.Words.Text(text), s.c.menus.openNetwork)
}

func (s *statusLine) dataItem(status desk.Status) fyne.CanvasObject {
	w, tone, text := s.c.env.Words, siak.ToneNotNow, ""
	switch {
	case status.SyncHeld:
		tone, text = siak.ToneWaiting, w.Text("status.sync.held", status.SyncDone)
	case status.Syncing && status.SyncOf > 0 && status.SyncLeft > 0:
		tone, text = siak.ToneWaiting, w.Text("status.sync.left", status.SyncDone, status.SyncOf, w.Duration(aboutLeft(status.SyncLeft)))
	case status.Syncing && status.SyncOf > 0:
		tone, text = siak.ToneWaiting, w.Text("status.sync", status.SyncDone, status.SyncOf)
	case status.Syncing && status.Data.SyncedAt.IsZero():
		tone, text = siak.ToneWaiting, w.Text("status.sync.unknown")
	case status.Data.SyncedAt.IsZero():
		text = w.Text("status.data.never")
	default:
		if status.DataOld {
			tone = siak.ToneLookTwice
		}
		text = w.Text("status.data", w.When(status.Data.SyncedAt, s.c.env.Now(), status.Zone))
	}
	return s.c.env.StatusItem(assets.IconData, tone, text, s.c.menus.openData)
}

// longestCamera is how much of a camera's name the line has space for.
const longestCamera = 20

func (s *statusLine) cameraItem(status desk.Status) fyne.CanvasObject {
	w, tone := s.c.env.Words, siak.ToneNotNow
	text := w.Text("status.camera.none")
	if status.Camera != "" {
		text = w.Text("status.camera", shorten(status.Camera, longestCamera))
	}
	if status.CameraFault != "" {
		tone = siak.ToneLookTwice
	}
	return s.c.env.StatusItem(assets.IconCamera, tone, text, s.c.menus.openCameras)
}

// storeItem tells the worst of what is wrong with the store, or what goes on in it.
func (s *statusLine) storeItem(status desk.Status) fyne.CanvasObject {
	w, is := s.c.env.Words, s.c.sessions.condition
	name, tone, text := assets.IconLock, siak.ToneNotNow, w.Text("status.store.ok")
	switch {
	case status.StorageFault == siak.KindDiskFull:
		name, tone, text = assets.IconStop, siak.ToneRefused, w.Text("status.store.full")
	case status.StorageFault == siak.KindReadOnly:
		name, tone, text = assets.IconStop, siak.ToneRefused, w.Text("status.store.read")
	case status.StorageFault != "" && status.StorageFault != siak.KindLocked:
		name, tone, text = assets.IconStop, siak.ToneRefused, w.Text("status.store.bad")
	case is.Older:
		name, tone, text = assets.IconEye, siak.ToneLookTwice, w.Text("status.store.older")
	case is.Reserve:
		name, tone, text = assets.IconEye, siak.ToneLookTwice, w.Text("status.store.reserve")
	case is.Rebuilding:
		tone, text = siak.ToneWaiting, w.Text("status.store.rebuild")
	case is.Refetching:
		tone, text = siak.ToneWaiting, w.Text("status.store.drift", w.Place("", is.Differing))
	case is.RotatingKey && is.Of > 0:
		tone, text = siak.ToneWaiting, w.Text("status.store.turning", 100*is.Done/is.Of)
	case is.RotatingKey:
		tone, text = siak.ToneWaiting, w.Text("status.store.turn")
	}
	return s.c.env.StatusItem(name, tone, text, s.c.menus.openStore)
}

func shorten(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// troubleText is the word for a link that answers, but not as it should: what only
// somebody's hand can change is no trouble of the network.
func troubleText(kind siak.Kind) string {
	switch kind {
	case siak.KindStationExpired:
		return "status.expired"
	case siak.KindStationRevoked, siak.KindUnauthenticated:
		return "status.revoked"
	case siak.KindProxySetting, siak.KindProxyPassword, siak.KindProxyScheme, siak.KindProxyRefuses, siak.KindNotAProxy:
		return "status.proxy"
	case siak.KindNoTPM, siak.KindOtherTPM, siak.KindTPMBusy, siak.KindTPMLockedOut:
		return "status.tpm"
	case siak.KindPortal:
		return "status.portal"
	}
	return "status.trouble"
}
