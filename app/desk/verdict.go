package desk

import (
	"time"

	"ikd/station/siak"
)

// asking shows who is being looked up. The card is replaced when the registry has
// spoken or its time is over.
func (m *machine) asking(ev evAsking, now time.Time) {
	if ev.gen != m.gen || m.inHand == nil {
		return
	}
	ev.card.CanConfirm = false
	m.show(Asking, ev.judgement, ev.card, now)
}

func (m *machine) judged(ev evJudged, now time.Time) []effect {
	if ev.gen != m.gen || m.inHand == nil {
		return nil
	}
	switch {
	case ev.err != nil:
		m.show(Failed, nil, nil, now)
		m.fail(ev.err)
	case !m.sameCitizen(ev.judgement):
		m.show(Judged, ev.judgement, ev.card, now)
		m.chime(soundOf(ev.judgement.Outcome))
	}
	m.inHand = nil
	return append(m.weigh(), m.goOn(now)...)
}

// sameCitizen: the phone in front of the confirmed card made itself a new code.
func (m *machine) sameCitizen(j *Judgement) bool {
	return m.state.Phase == Saved && j.Earlier != nil && j.Earlier.ID == m.state.Card.Activation.ID
}

// echo reports whether a key was pressed before anybody can have read the card.
func (m *machine) echo(pressed time.Time) bool {
	return pressed.Before(m.shownAt.Add(m.opts.MinLook))
}

// confirm is Enter.
func (m *machine) confirm(pressed time.Time) []effect {
	again := m.state.Phase == Failed
	if !again && m.state.Phase != Judged || m.echo(pressed) {
		return nil
	}
	if again && m.judgement == nil { // judging failed: judge again
		t := m.shown
		m.clear()
		return m.take(t)
	}
	if !m.judgement.Confirmable() {
		return nil
	}
	m.offer(nil)
	m.state.Phase, m.state.Trouble = Saving, ""
	return []effect{{do: doSave, gen: m.gen, judgement: m.judgement}}
}

// putAway is Esc.
func (m *machine) putAway(pressed, now time.Time) []effect {
	var effects []effect
	switch m.state.Phase {
	case Judged, Failed:
		if m.echo(pressed) {
			return nil
		}
		effects = m.release(now)
	case Asking:
		effects = append(m.release(now), effect{do: doCancel})
		m.inHand = nil
	case Saved: // it is done: there is nothing to release
	default:
		return nil
	}
	m.clear()
	return append(effects, m.goOn(now)...)
}

// instead is the officer's key for the other code in the picture: the card is
// put away and the other one judged. One that waits by now is that code.
func (m *machine) instead(pressed, now time.Time) []effect {
	if m.state.Phase != Judged || m.other == nil && m.next == nil || m.echo(pressed) {
		return nil
	}
	other := m.other
	effects := m.release(now)
	m.clear()
	if other == nil {
		return append(effects, m.goOn(now)...)
	}
	return append(effects, m.take(other)...)
}

// release lets go of a card that was not confirmed. The scanner forgets its
// text, so that the phone can be read anew; if it still is held up it is read at
// once, which is not what the officer wants, and is let pass.
func (m *machine) release(now time.Time) []effect {
	m.away, m.awayAt = m.shown, now
	effects := []effect{{do: doForget, text: m.shown.reading.Text}}
	if m.judgement != nil {
		effects = append(effects, effect{do: doSkip, judgement: m.judgement})
	}
	return effects
}

// saved is the ledger's answer: committed, or nothing was done.
func (m *machine) saved(ev evSaved, now time.Time) []effect {
	if m.state.Phase != Saving || ev.gen != m.gen {
		return nil
	}
	switch {
	case siak.KindOf(ev.err) == siak.KindReplayed: // used since it was judged
		t := m.shown
		m.clear()
		return m.take(t)
	case ev.err != nil:
		m.state.Phase = Failed
		m.fail(ev.err)
		return nil
	}
	m.state.Phase, m.shownAt = Saved, now
	if m.ahead != nil {
		ev.row = *m.ahead
	}
	m.setRow(ev.row)
	m.state.Card.CanConfirm = false
	return append(m.goOn(now), effect{do: doRefresh})
}

func (m *machine) fail(err error) {
	m.state.Trouble = siak.KindOf(err)
	m.chime(SoundRefuse)
}

// setRow puts an activation on the card: on a copy, for the old one was handed
// out.
func (m *machine) setRow(row Row) {
	card := *m.state.Card
	card.Activation = &row
	m.state.Card = &card
}
