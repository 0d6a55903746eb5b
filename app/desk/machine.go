package desk

import (
	"time"

	"ikd/station/scanner"
	"ikd/station/siak"
)

// machine is the behaviour of the counter screen, pure: it does no I/O, reads
// no clock and starts nothing. Each event changes the state and may ask for
// effects.
type machine struct {
	opts  Options
	state State

	shown     *taken     // whose card is on the screen
	judgement *Judgement // of that card; nil where judging failed
	shownAt   time.Time
	inHand    *taken // being judged
	next      *taken // waits
	other     *taken // was in the picture beside the one that is shown
	gen       uint64 // of the reading in hand; older answers are dropped
	ahead     *Row   // the activation being saved, where its events came first
	away      *taken // was put away, when
	awayAt    time.Time
	day       siak.Date

	// What ails the store, as the workers and as the desk itself have found.
	workersFault, ownFault siak.Kind
}

// taken is a reading with the time at which it arrived, by the laptop's clock.
type taken struct {
	reading scanner.Reading
	arrived time.Time
}

// Events of the officer, the scanner and the workers.
type (
	evRead    struct{ taken taken }
	evConfirm struct{ at time.Time }
	evPutAway struct{ at time.Time }
	evInstead struct{ at time.Time }
	evBeside  struct{ taken taken }
	evCamera  struct{ status scanner.Status }
	evLink    struct{ LinkChange }
	evSync    struct{ SyncProgress }
	evStorage struct{ kind siak.Kind }
	evChanged struct{ row Row }
	evTick    struct{} // time has passed
	evLook    struct{} // somebody new wants the state
)

// Answers to effects.
type (
	evAsking struct {
		gen       uint64
		judgement *Judgement
		card      *Card
	}
	evJudged struct {
		gen       uint64
		judgement *Judgement
		card      *Card
		err       error
	}
	evWeighed struct {
		gen   uint64
		other *taken
	}
	evSaved struct {
		gen uint64
		row Row
		err error
	}
	evOverview struct {
		overview overview
		err      error
	}
	// evUnaccounted: a card was put away, and the audit could not be written.
	evUnaccounted struct{ err error }
)

// handle applies one event at the given time.
func (m *machine) handle(ev event, now time.Time) []effect {
	switch ev := ev.(type) {
	case evRead:
		return m.read(ev.taken, now)
	case evConfirm:
		return m.confirm(ev.at)
	case evPutAway:
		return m.putAway(ev.at, now)
	case evInstead:
		return m.instead(ev.at, now)
	case evBeside:
		return m.beside(ev.taken)
	case evWeighed:
		m.weighed(ev)
	case evAsking:
		m.asking(ev, now)
	case evJudged:
		return m.judged(ev, now)
	case evSaved:
		return m.saved(ev, now)
	case evTick:
		return m.tick(now)
	default:
		return m.inform(ev)
	}
	return nil
}

// holds reports whether the text is already on the screen or on its way there,
// or has just been put away and is still held up.
func (m *machine) holds(text string, now time.Time) bool {
	if m.away != nil && m.away.reading.Text == text && now.Before(m.awayAt.Add(m.opts.Again)) {
		return true
	}
	for _, t := range []*taken{m.shown, m.inHand, m.next} {
		if t != nil && t.reading.Text == text {
			return true
		}
	}
	return false
}

func (m *machine) read(t taken, now time.Time) []effect {
	if m.holds(t.reading.Text, now) {
		return nil
	}
	if m.other != nil && m.other.reading.Text == t.reading.Text {
		m.offer(nil) // it has come nearer, and waits from now on
	}
	m.next = &t
	return m.goOn(now)
}

// goOn takes the next reading up where nothing stands in its way.
func (m *machine) goOn(now time.Time) []effect {
	m.state.Next = m.next != nil
	if m.next == nil || m.inHand != nil || !m.givesWay(now) {
		return nil
	}
	t := m.next
	m.next, m.state.Next = nil, false
	return m.take(t)
}

// givesWay reports whether the screen may be taken by another phone.
func (m *machine) givesWay(now time.Time) bool {
	switch m.state.Phase {
	case Waiting:
		return true
	case Saved:
		return !now.Before(m.shownAt.Add(m.opts.Dwell))
	default:
		return false
	}
}

func (m *machine) take(t *taken) []effect {
	m.gen++
	m.inHand = t
	return []effect{{do: doJudge, gen: m.gen, taken: *t}}
}

// clear empties the right half of the screen.
func (m *machine) clear() {
	m.shown, m.judgement, m.ahead = nil, nil, nil
	m.offer(nil)
	m.state.Phase, m.state.Card, m.state.Trouble = Waiting, nil, ""
}

// show puts what is in hand on the screen.
func (m *machine) show(phase Phase, j *Judgement, card *Card, now time.Time) {
	m.clear()
	m.shown, m.judgement, m.shownAt = m.inHand, j, now
	m.state.Phase, m.state.Card = phase, card
}

func (m *machine) chime(s Sound) {
	m.state.Sound = s
	m.state.Chime++
}

// deadline is when time alone changes something; zero for never.
func (m *machine) deadline() time.Time {
	if m.state.Phase == Saved && m.next != nil && m.inHand == nil {
		return m.shownAt.Add(m.opts.Dwell)
	}
	return time.Time{}
}

// tick also notices that a day is over, however it went by: a laptop sleeps
// over midnight, and its clock may be set.
func (m *machine) tick(now time.Time) []effect {
	effects := m.goOn(now)
	if day := siak.DateOf(now.In(m.opts.zone)); day != m.day {
		m.day = day
		effects = append(effects, effect{do: doRefresh})
	}
	return effects
}
