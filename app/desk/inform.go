package desk

import (
	"cmp"
	"slices"
	"time"

	"ikd/station/scanner"
	"ikd/station/siak"
)

// inform handles what changes the lists and the status line only.
func (m *machine) inform(ev event) []effect {
	s := &m.state.Status
	switch ev := ev.(type) {
	case evCamera:
		s.camera(ev.status)
	case evLink:
		s.link(ev.LinkChange, m.opts.ClockTolerance)
	case evSync:
		s.sync(ev.SyncProgress)
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

func (s *Status) camera(c scanner.Status) {
	s.Camera, s.CameraLive = c.Source, c.Live
	s.CameraFault, s.CameraBy = string(c.Fault), c.By
}

func (s *Status) link(l LinkChange, tolerance time.Duration) {
	s.Link, s.LinkKind, s.LinkFault = l.Link, l.Kind, l.Fault
	s.ClockOffset = l.Offset
	s.ClockOffsetMatters = l.Offset.Abs() > tolerance
}

func (s *Status) sync(p SyncProgress) {
	s.Syncing, s.SyncHeld, s.SyncDone, s.SyncOf, s.SyncLeft = p.Running, p.Held, p.Done, p.Of, p.Left
}

// changed follows an activation to where it is shown.
func (m *machine) changed(row Row) []effect {
	if card := m.state.Card; card != nil && card.Activation != nil && card.Activation.ID == row.ID {
		m.state.follow(card.Activation.State, row)
	}
	if m.state.Phase == Saving && m.judgement.ID == row.ID {
		m.ahead = &row
	}
	m.state.Today.follow(row)
	return []effect{{do: doRefresh}}
}

// follow shows on the card what became of its activation. What the registry
// refuses or holds while the citizen stands there has a sound too.
func (s *State) follow(from siak.State, row Row) {
	if !follows(from, row.State) {
		return
	}
	s.setRow(row)
	if from != row.State && (row.State == siak.Rejected || row.State == siak.Held) {
		s.chime(SoundRefuse)
	}
}

// follow shows in the list what became of an activation: in a copy, for the old
// list was handed out.
func (t *Today) follow(row Row) {
	t.Latest = slices.Clone(t.Latest)
	for i, old := range t.Latest {
		if old.ID == row.ID && follows(old.State, row.State) {
			t.Latest[i] = row
		}
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
	m.state.Status.Data, m.state.Status.DataOld = ev.overview.data, ev.overview.old
}
