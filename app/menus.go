package app

import (
	"context"
	"slices"
	"time"

	"ikd/station/app/pages"
	"ikd/station/app/ui"
)

// menus are the panels and the header that every screen has.
type menus struct {
	env      *pages.Env
	sessions *sessions
	prefs    *preferences
}

func (m *menus) toggleHelp() { m.env.TogglePanel(pages.PanelHelp, m.helpPanel) }

func (m *menus) toggleMenu() { m.env.TogglePanel(pages.PanelMenu, m.menuPanel) }

// helpPanel lists the keys.
func (m *menus) helpPanel() *ui.Panel {
	w := m.env.Words
	keys := []ui.Item{
		{Key: "Enter", Text: w.Text("help.enter")},
		{Key: "Esc", Text: w.Text("help.esc")},
		{Key: "F2", Text: w.Text("help.search")},
		{Key: "F3", Text: w.Text("help.list")},
		{Key: "F5", Text: w.Text("help.camera")},
		{Key: "Shift+F5", Text: w.Text("help.scanner")},
		{Key: "F6", Text: w.Text("help.language")},
		{Key: "F7", Text: w.Text("help.mute")},
		{Key: "F8", Text: w.Text("help.look")},
		{Key: "F9", Text: w.Text("help.lock")},
		{Key: "F10", Text: w.Text("help.menu")},
		{Key: "F11", Text: w.Text("help.full")},
		{Key: "F12", Text: w.Text("help.other")},
		{Key: "PgDn", Text: w.Text("help.scroll")},
	}
	if m.sessions.training() != nil {
		keys = slices.Insert(keys, 4, ui.Item{Key: "F4", Text: w.Text("help.training")})
	}
	return &ui.Panel{Name: pages.PanelHelp, At: ui.TopRight, Title: w.Text("help.title"), Items: keys}
}

// menuPanel is what ⌄ opens.
func (m *menus) menuPanel() *ui.Panel {
	w := m.env.Words
	sound := w.Text("menu.sound.on")
	if m.prefs.mute {
		sound = w.Text("menu.sound.off")
	}
	items := []ui.Item{
		{Key: "F6", Text: w.Text("menu.language"), Run: m.prefs.switchLanguage},
		{Key: "F7", Text: sound, Run: m.prefs.switchMute},
		{Key: "F8", Text: w.Text("menu.look", w.Text("look."+string(m.env.Look()))), Run: m.prefs.switchLook},
		{Key: "F1", Text: w.Text("menu.help"), Run: func() { m.env.OpenPanel(m.helpPanel) }},
	}
	if m.sessions.session != nil && !m.sessions.locked {
		items = append([]ui.Item{
			{Key: "F2", Text: w.Text("help.search"), Run: func() { m.sessions.counter.openSearch() }},
			{Key: "F9", Text: w.Text("menu.lock"), Run: m.sessions.lock},
		}, items...)
		items = append(items, m.sessionItems()...)
	} else {
		items = append(items, m.trainingItem("F4")...)
	}
	return &ui.Panel{Name: pages.PanelMenu, At: ui.TopRight, Title: w.Text("menu.title"), Items: items}
}

// sessionItems is what a signed-in officer can do beside the counter.
func (m *menus) sessionItems() []ui.Item {
	w, c := m.env.Words, m.sessions.counter
	idle := w.Text("menu.idle.never")
	if after := m.sessions.session.IdleLock(); after > 0 {
		idle = w.Text("menu.idle", w.Duration(after))
	}
	items := []ui.Item{
		{Text: idle, Run: m.switchIdle},
		{Text: w.Text("menu.secret"), Run: func() { c.Enter(pages.NewOwnSecretPage(m.env, c, m.sessions.session)) }},
	}
	if drives, can := m.sessions.session.(pages.Drives); can {
		items = append(items, ui.Item{Text: w.Text("menu.stick"), Run: func() { c.Enter(pages.NewDrivePage(m.env, c, drives)) }})
	}
	items = append(items, connectionTest(m)...)
	items = append(items, ui.Item{Key: "Shift+F5", Text: w.Text("menu.scanner"), Run: c.openScanner})
	if supervisor := m.sessions.session.Supervisor(); supervisor != nil {
		note := w.Text("menu.supervisor")
		items = append(items,
			ui.Item{Text: w.Text("menu.staff"), Note: note, Run: func() { c.Enter(pages.NewStaffPage(m.env, c, supervisor, m.sessions.session)) }},
			ui.Item{Text: w.Text("menu.area"), Note: note, Run: func() { c.Enter(pages.NewAreaPage(m.env, c, supervisor)) }},
			ui.Item{Text: w.Text("menu.audit"), Note: note, Run: func() { c.Enter(pages.NewAuditPage(m.env, c, supervisor)) }})
		if old, can := supervisor.(pages.OldData); can && c.state.Status.DataOld {
			items = append(items, ui.Item{Text: w.Text("menu.old-data"), Note: note, Run: func() { allowOldData(m, old) }})
		}
		items = append(items, recoveryItem(m, note)...)
		last := ui.Item{Text: w.Text("menu.wipe"), Note: note, Run: func() {
			c.Enter(pages.NewWipePage(m.env, c, supervisor, func() { m.sessions.wipe(supervisor.Wipe, false) }))
		}}
		if m.sessions.condition.Reading { // what cannot be written to cannot be wiped
			last = ui.Item{Text: w.Text("menu.mend"), Note: note, Run: func() {
				c.Enter(pages.NewRestorePage(m.env, c, supervisor, func(path string) { m.sessions.restore(supervisor, path) }))
			}}
		}
		items = append(items, last)
	}
	items = append(items, m.trainingItem("")...)
	return append(items, ui.Item{Text: w.Text("menu.out"), Run: m.sessions.signOut})
}

// allowOldData lets the work go on. The panel closes: what the foot shows is the
// answer.
func allowOldData(m *menus, old pages.OldData) {
	m.env.ClosePanel()
	m.env.Work(func(ctx context.Context) func() {
		_ = old.AllowOldData(ctx) // a store that cannot be written to says so at the foot
		return m.env.Renew
	})
}

// idleTimes are what one can choose to be locked after.
func idleTimes() []time.Duration {
	return []time.Duration{2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute}
}

// switchIdle goes to the next longer time, and from the longest to the shortest.
func (m *menus) switchIdle() {
	now, next := m.sessions.session.IdleLock(), idleTimes()[0]
	for _, t := range idleTimes() {
		if t > now {
			next = t
			break
		}
	}
	session := m.sessions.session
	m.env.Work(func(ctx context.Context) func() {
		_ = session.SetIdleLock(ctx, next) // a store that cannot be written to says so at the foot
		return m.env.Renew
	})
}
