package app

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"ikd/station/app/desk"
	"ikd/station/siak"
)

// helpPanel lists the keys.
func (a *App) helpPanel() *panel {
	w := a.words
	keys := []item{
		{key: "Enter", text: w.Text("help.enter")},
		{key: "Esc", text: w.Text("help.esc")},
		{key: "F2", text: w.Text("help.search")},
		{key: "F3", text: w.Text("help.list")},
		{key: "F5", text: w.Text("help.camera")},
		{key: "F6", text: w.Text("help.language")},
		{key: "F7", text: w.Text("help.mute")},
		{key: "F8", text: w.Text("help.look")},
		{key: "F9", text: w.Text("help.lock")},
		{key: "F10", text: w.Text("help.menu")},
		{key: "F11", text: w.Text("help.full")},
		{key: "F12", text: w.Text("help.other")},
	}
	if a.training() != nil {
		keys = slices.Insert(keys, 4, item{key: "F4", text: w.Text("help.training")})
	}
	return &panel{a: a, name: panelHelp, at: topRight, title: w.Text("help.title"), items: keys}
}

// menuPanel is what ⌄ opens.
func (a *App) menuPanel() *panel {
	w := a.words
	sound := w.Text("menu.sound.on")
	if a.mute {
		sound = w.Text("menu.sound.off")
	}
	items := []item{
		{key: "F6", text: w.Text("menu.language"), run: a.switchLanguage},
		{key: "F7", text: sound, run: a.switchMute},
		{key: "F8", text: w.Text("menu.look", w.Text("look."+string(a.look))), run: a.switchLook},
		{key: "F1", text: w.Text("menu.help"), run: func() { a.openPanel(a.helpPanel) }},
	}
	if a.session != nil && !a.locked {
		items = append([]item{
			{key: "F2", text: w.Text("help.search"), run: func() { a.counter.enter(newSearchRoom(a.counter)) }},
			{key: "F9", text: w.Text("menu.lock"), run: a.lock},
		}, items...)
		items = append(items, a.sessionItems()...)
	}
	return &panel{a: a, name: panelMenu, at: topRight, title: w.Text("menu.title"), items: items}
}

// sessionItems is what a signed-in officer can do beside the counter.
func (a *App) sessionItems() []item {
	w, c := a.words, a.counter
	idle := w.Text("menu.idle.never")
	if after := a.session.IdleLock(); after > 0 {
		idle = w.Text("menu.idle", w.Duration(after))
	}
	items := []item{
		{text: idle, run: a.switchIdle},
		{text: w.Text("menu.secret"), run: func() { c.enter(newOwnSecret(c)) }},
	}
	if sticks, can := a.session.(Sticks); can {
		items = append(items, item{text: w.Text("menu.stick"), run: func() { c.enter(newStickRoom(c, sticks)) }})
	}
	if boss := a.session.Supervisor(); boss != nil {
		note := w.Text("menu.supervisor")
		items = append(items,
			item{text: w.Text("menu.staff"), note: note, run: func() { c.enter(newStaff(c, boss)) }},
			item{text: w.Text("menu.area"), note: note, run: func() { c.enter(newAreaRoom(c, boss)) }},
			item{text: w.Text("menu.audit"), note: note, run: func() { c.enter(newAuditRoom(c, boss)) }})
		last := item{text: w.Text("menu.wipe"), note: note, run: func() { c.enter(newWipeRoom(c, boss)) }}
		if a.condition.Reading { // what cannot be written to cannot be wiped
			last = item{text: w.Text("menu.mend"), note: note, run: func() { c.enter(newMendRoom(c, boss)) }}
		}
		items = append(items, last)
	}
	return append(items, item{text: w.Text("menu.out"), run: a.signOut})
}

// idleTimes are what one can choose to be locked after.
func idleTimes() []time.Duration {
	return []time.Duration{2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute}
}

// switchIdle goes to the next longer time, and from the longest to the shortest.
func (a *App) switchIdle() {
	now, next := a.session.IdleLock(), idleTimes()[0]
	for _, t := range idleTimes() {
		if t > now {
			next = t
			break
		}
	}
	session := a.session
	a.gui.work(a.ctx, func(ctx context.Context) func() {
		_ = session.SetIdleLock(ctx, next) // a store that cannot be written to says so at the foot
		return a.reopen
	})
}

// openCameras looks for cameras beside the GUI thread and shows the choice.
func (a *App) openCameras() {
	if a.panel != nil && a.panel.name == panelCamera {
		a.closePanel()
		return
	}
	a.openPanel(func() *panel {
		return a.cameraPanel(nil, []string{a.words.Text("camera.looking")})
	})
	session := a.session
	a.gui.work(a.ctx, func(ctx context.Context) func() {
		cameras, err := session.Cameras(ctx)
		return func() { a.showCameras(cameras, siak.KindOf(err)) }
	})
}

// showCameras fills the panel, where it is still open.
func (a *App) showCameras(cameras []Camera, failed siak.Kind) {
	if a.panel == nil || a.panel.name != panelCamera {
		return
	}
	if failed == "" && len(cameras) == 0 {
		failed = siak.KindNoCamera
	}
	a.openPanel(func() *panel {
		facts := a.cameraFacts(failed)
		return a.cameraPanel(cameras, facts)
	})
}

// cameraFacts says what ails the camera, with or without a choice below.
func (a *App) cameraFacts(failed siak.Kind) []string {
	if failed == "" {
		failed = siak.Kind(a.counter.state.Status.CameraFault)
	}
	if failed == "" {
		return nil
	}
	told := a.words.Kind(failed)
	return []string{told.What + " " + told.Do}
}

func (a *App) cameraPanel(cameras []Camera, facts []string) *panel {
	p := &panel{a: a, name: panelCamera, at: bottomLeft, title: a.words.Text("camera.title"), facts: facts}
	for i, c := range cameras {
		it := item{text: c.Name, run: func() { a.chooseCamera(c.ID) }}
		if c.Current {
			it.note, p.cursor = a.words.Text("camera.current"), i
		}
		p.items = append(p.items, it)
	}
	return p
}

func (a *App) chooseCamera(id string) {
	session := a.session
	a.closePanel()
	a.gui.work(a.ctx, func(context.Context) func() {
		if err := session.Choose(id); err != nil {
			kind := siak.KindOf(err)
			return func() {
				a.openPanel(func() *panel { return a.cameraPanel(nil, a.cameraFacts(kind)) })
			}
		}
		return nil
	})
}

// statusPanel explains an item of the status line; act may be nil.
func (a *App) statusPanel(title string, facts []string, act *item) {
	a.openPanel(func() *panel {
		p := &panel{a: a, name: panelStatus, at: bottomLeft, title: a.words.Text(title), facts: facts}
		if act != nil {
			p.items = []item{*act}
		}
		return p
	})
}

// syncItem asks for a pull and a send at once.
func (a *App) syncItem(text string) *item {
	return &item{text: a.words.Text(text), run: func() {
		session := a.session
		a.closePanel()
		a.gui.spawn(session.SyncNow)
	}}
}

func (a *App) openNetwork() {
	s, w := a.counter.state.Status, a.words
	kind := s.LinkKind
	if s.Link == desk.LinkOffline {
		kind = siak.KindOffline
	}
	facts := []string{w.Text("net.unknown")}
	switch {
	case s.Link == desk.LinkOnline:
		facts = []string{w.Text("net.online")}
	case kind != "":
		told := w.Kind(kind)
		facts = []string{told.What + " " + told.Do}
	}
	act := a.syncItem("do.try.now")
	if code := a.codeItem(); code != nil {
		act = code
	}
	a.statusPanel("net.title", facts, act)
}

func (a *App) openData() {
	s, w := a.counter.state.Status, a.words
	synced := w.Text("data.never")
	if !s.Data.SyncedAt.IsZero() {
		synced = w.Text("data.synced", w.When(s.Data.SyncedAt, a.now(), s.Zone))
	}
	facts := []string{w.Text("data.people", s.Data.Residents), synced}
	if hold, fact := a.holdItem(s); hold != nil {
		a.statusPanel("data.title", append(facts, fact...), hold)
		return
	}
	a.statusPanel("data.title", facts, a.syncItem("do.update.now"))
}

func (a *App) openStore() {
	a.openPanel(func() *panel {
		return &panel{a: a, name: panelStatus, at: bottomLeft, title: a.words.Text("store.title"), facts: a.storeFacts()}
	})
}

// storeFacts says all that ails the store and what goes on in it.
func (a *App) storeFacts() (facts []string) {
	w, is, status := a.words, a.condition, a.counter.state.Status
	if is.Reading {
		return a.damageFacts()
	}
	if kind := status.StorageFault; kind != "" && kind != siak.KindLocked {
		told := w.Kind(kind)
		facts = append(facts, told.What+" "+told.Do)
	}
	if is.Older {
		told := w.Kind(siak.KindOlderFile)
		facts = append(facts, told.What+" "+told.Do)
	}
	if is.Reserve {
		facts = append(facts, w.Text("store.reserve"))
	}
	if is.Rebuilding {
		facts = append(facts, w.Text("store.rebuild"))
		if status.Syncing && status.SyncOf > 0 {
			facts = append(facts, w.Text("status.sync", status.SyncDone, status.SyncOf)+".")
		}
	}
	if is.Drifted != "" {
		facts = append(facts, w.Text("store.drift", w.Place("", is.Drifted)))
	}
	if is.Turning {
		facts = append(facts, w.Text("store.turning", is.Done, is.Of))
	}
	if len(facts) == 0 {
		facts = []string{w.Text("store.ok")}
	}
	return facts
}

// blank is the screen of the first instant.
type blank struct{ a *App }

func newBlank(a *App) blank { return blank{a} }

func (blank) build() fyne.CanvasObject { return newStack() }
func (blank) focus() fyne.Focusable    { return nil }
func (blank) key(fyne.KeyName)         {}
func (blank) tick()                    {}
