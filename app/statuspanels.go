package app

import (
	"time"

	"ikd/station/app/desk"
	"ikd/station/app/pages"
	"ikd/station/app/ui"
	"ikd/station/assets/words"
	"ikd/station/siak"
)

// statusPanel explains an item of the status line; act may be nil.
func (m *menus) statusPanel(title string, facts []string, act *ui.Item) {
	m.env.OpenPanel(func() *ui.Panel {
		p := &ui.Panel{Name: pages.PanelStatus, At: ui.BottomLeft, Title: m.env.Words.Text(title), Facts: facts}
		if act != nil {
			p.Items = []ui.Item{*act}
		}
		return p
	})
}

// syncItem asks for a pull and a send at once.
func (m *menus) syncItem(text string) *ui.Item {
	return &ui.Item{Text: m.env.Words.Text(text), Run: func() {
		session := m.sessions.session
		m.env.ClosePanel()
		m.sessions.thread.Spawn(session.SyncNow)
	}}
}

// openNetwork says how the way to the registry is and what to do about it. The
// details for support and the test of the connection are one key away.
func (m *menus) openNetwork() {
	s, w := m.sessions.counter.state.Status, m.env.Words
	kind := s.LinkKind
	if s.Link == desk.LinkOffline && kind == "" {
		kind = siak.KindOffline
	}
	facts := []string{w.Text("net.unknown")}
	switch {
	case s.Link == desk.LinkOnline:
		facts = []string{w.Text("net.online")}
	case kind == siak.KindOffline:
		facts = []string{m.env.Sentence(words.DeedOpenWindow, kind)}
	case kind != "":
		facts = []string{m.env.Sentence(words.DeedOpenWindow, kind), w.Text("net.goes.on")}
	}
	act := m.syncItem("do.try.now")
	if code := m.codeItem(); code != nil {
		act = code
	}
	m.env.OpenPanel(func() *ui.Panel {
		return &ui.Panel{
			Name: pages.PanelStatus, At: ui.BottomLeft, Title: m.env.Words.Text("net.title"), Facts: facts,
			Items: append([]ui.Item{*act}, connectionItems(m, kind, s.LinkFault)...),
		}
	})
}

// connectionTest is the line that opens the test of the connection, where there is one.
func connectionTest(m *menus) []ui.Item {
	way, can := m.sessions.session.(pages.Connection)
	if !can {
		return nil
	}
	c := m.sessions.counter
	return []ui.Item{{Text: m.env.Words.Text("menu.connection"), Run: func() { c.Enter(pages.NewConnectionPage(m.env, c, way)) }}}
}

// connectionItems are the test of the connection, and the details of a fault where
// there is one.
func connectionItems(m *menus, kind siak.Kind, f siak.ConnectionFault) []ui.Item {
	items := connectionTest(m)
	if f != (siak.ConnectionFault{}) {
		items = append(items, ui.Item{Text: m.env.Words.Text("net.details"), Run: func() {
			m.statusPanel("net.title", []string{m.env.Details(kind, f, m.sessions.counter)}, m.syncItem("do.try.now"))
		}})
	}
	return items
}

func (m *menus) openData() {
	s, w := m.sessions.counter.state.Status, m.env.Words
	synced := w.Text("data.never")
	if !s.Data.SyncedAt.IsZero() {
		synced = w.Text("data.synced", w.When(s.Data.SyncedAt, m.env.Now(), s.Zone))
	}
	facts := []string{w.Text("data.people", s.Data.Residents), synced}
	if s.DataOld {
		facts = append(facts, w.Text("old-data.fact"))
	}
	if hold, fact := m.holdItem(s); hold != nil {
		m.statusPanel("data.title", append(facts, fact...), hold)
		return
	}
	m.statusPanel("data.title", facts, m.syncItem("do.update.now"))
}

func (m *menus) openStore() {
	m.env.OpenPanel(func() *ui.Panel {
		return &ui.Panel{Name: pages.PanelStatus, At: ui.BottomLeft, Title: m.env.Words.Text("store.title"), Facts: m.storeFacts()}
	})
}

// storeFacts says all that is wrong with the store and what goes on in it.
func (m *menus) storeFacts() (facts []string) {
	w, is, status := m.env.Words, m.sessions.condition, m.sessions.counter.state.Status
	if is.Reading {
		return m.damageFacts()
	}
	if kind := status.StorageFault; kind != "" && kind != siak.KindLocked {
		facts = append(facts, m.env.Sentence(words.DeedOpenWindow, kind))
	}
	if is.Older {
		facts = append(facts, m.env.Sentence(words.DeedOpenWindow, siak.KindOlderFile))
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
	if is.Differing != "" {
		facts = append(facts, w.Text("store.drift", w.Place("", is.Differing)))
	}
	if is.RotatingKey {
		facts = append(facts, w.Text("store.turning", is.Done, is.Of))
	}
	if len(facts) == 0 {
		facts = []string{w.Text("store.ok")}
	}
	return append(facts, is.Protection.Facts(w)...)
}

// codeItem is the way to the page for a new code, where the registry has said
// that the certificate has ended; nil else, and for who is no supervisor.
func (m *menus) codeItem() *ui.Item {
	again, can := m.sessions.session.(pages.Reenroller)
	status := m.sessions.counter.state.Status
	if !can || status.Link != desk.LinkTrouble || !needsCode(status.LinkKind) || m.sessions.session.Supervisor() == nil {
		return nil
	}
	return &ui.Item{Text: m.env.Words.Text("enrol.again"), Run: func() {
		c := m.sessions.counter
		c.Enter(pages.NewRenewalPage(m.env, c, again))
	}}
}

// needsCode reports whether an enrolment code is the way on: the certificate has ended,
// or the key that it is for was in a TPM that is gone.
func needsCode(kind siak.Kind) bool {
	return kind == siak.KindStationExpired || kind == siak.KindOtherTPM
}

// aboutLeft is a remaining time as one says it: to five seconds, and above a
// minute to the minute, rounded up.
func aboutLeft(d time.Duration) time.Duration {
	step := time.Minute
	if d <= 55*time.Second {
		step = 5 * time.Second
	}
	return (d + step - 1) / step * step
}

// holdItem stops a pull that is under way, or lets one go on that was stopped;
// nil where there is neither. It comes with what is said of the pull.
func (m *menus) holdItem(s desk.Status) (*ui.Item, []string) {
	w, session := m.env.Words, m.sessions.session
	switch {
	case s.SyncHeld:
		return &ui.Item{Text: w.Text("data.resume"), Run: func() {
			m.env.ClosePanel()
			m.sessions.thread.Spawn(session.ResumeSync)
		}}, []string{w.Text("data.held")}
	case s.Syncing && s.SyncOf > 0:
		var facts []string
		if s.SyncLeft > 0 {
			facts = []string{w.Text("data.left", w.Duration(aboutLeft(s.SyncLeft)))}
		}
		return &ui.Item{Text: w.Text("data.hold"), Run: func() {
			m.env.ClosePanel()
			m.sessions.thread.Spawn(session.HoldSync)
		}}, facts
	}
	return nil, nil
}

// damageFacts is the whole of it, behind the storage's place in the status line.
func (m *menus) damageFacts() []string {
	w, is := m.env.Words, m.sessions.condition
	facts := []string{w.Text("damage.what"), w.Text("damage.kept", is.Saved, is.Waiting)}
	if is.Lost > 0 {
		facts = append(facts, w.Text("trouble.lost", is.Lost))
	}
	next := "damage.call"
	if m.sessions.session.Supervisor() != nil {
		next = "damage.mend"
	}
	return append(facts, w.Text("damage.can"), w.Text(next))
}
