package desk

import (
	"cmp"
	"slices"

	"ikd/station/siak"
)

// inform handles what changes the lists and the status line only.
func (m *machine) inform(ev event) []effect {
	s := &m.state.Status
	switch ev := ev.(type) {
	case evCamera:
		s.Camera, s.CameraLive = ev.status.Source, ev.status.Live
		s.CameraFault, s.CameraBy = string(ev.status.Fault), ev.status.By
	case evLink:
		m.link(ev.LinkChange)
	case evSync:
		s.Syncing, s.SyncHeld, s.SyncDone, s.SyncOf, s.SyncLeft = ev.Running, ev.Held, ev.Done, ev.Of, ev.Left
		if !ev.Running {
			return []effect{{do: doRefresh}} // the age of the data
		}
	case evStorage:
		m.workersFault = ev.kind
	case evChanged:
		return m.changed(ev.row)
	case evOverview:
		m.overview(ev)
	case evUnaccounted:
		m.ownFault = siak.KindOf(ev.err)
	}
	s.StorageFault = cmp.Or(m.workersFault, m.ownFault)
	return nil
}

func (m *machine) link(l LinkChange) {
	s := &m.state.Status
	s.Link, s.LinkKind = l.Link, l.Kind
	s.ClockOffset = l.Offset
	s.ClockOffsetMatters = l.Offset.Abs() > m.opts.ClockTolerance
}

// changed follows an activation to where it is shown.
func (m *machine) changed(row Row) []effect {
	if card := m.state.Card; card != nil && card.Activation != nil && card.Activation.ID == row.ID {
		m.follow(card.Activation.State, row)
	}
	if m.state.Phase == Saving && m.judgement.ID == row.ID {
		m.ahead = &row
	}
	latest := slices.Clone(m.state.Today.Latest)
	for i, old := range latest {
		if old.ID == row.ID && follows(old.State, row.State) {
			latest[i] = row
		}
	}
	m.state.Today.Latest = latest
	return []effect{{do: doRefresh}}
}

// follow shows on the card what became of its activation. What the registry
// refuses or holds while the citizen stands there has a sound too.
func (m *machine) follow(from siak.State, row Row) {
	if !follows(from, row.State) {
		return
	}
	m.setRow(row)
	if from != row.State && (row.State == siak.Rejected || row.State == siak.Held) {
		m.chime(SoundRefuse)
	}
}

// overview is the ledger's word, newer than any event before it was asked.
func (m *machine) overview(ev evOverview) {
	m.ownFault = siak.KindOf(ev.err)
	if ev.err != nil || ev.overview.day != m.day { // of yesterday: another is on its way
		return
	}
	m.state.Today = ev.overview.today
	m.state.Status.Queue = ev.overview.queue
	m.state.Status.Data = ev.overview.data
}
