package app

import "time"

// Timekeeper is what a [Session] knows of how it knows the registry's time.
type Timekeeper interface {
	// ClockRemembered: from before the laptop was started anew, so somebody may
	// have set its clock since. ClockAtLeast: the laptop's clock fell back, the
	// time is later than what is reckoned with.
	ClockRemembered() bool
	ClockAtLeast() bool
}

// openClock says by how much the laptop's clock is wrong, and what is done about
// it.
func (m *menus) openClock() {
	w, off := m.env.Words, m.sessions.counter.state.Status.ClockOffset
	text := "clock.slow"
	if off < 0 {
		text = "clock.fast"
	}
	facts := []string{w.Text(text, w.Duration(off.Round(time.Second)))}
	switch keeper, can := m.sessions.session.(Timekeeper); {
	case can && keeper.ClockAtLeast():
		facts = []string{w.Text("clock.fell", w.Duration(off.Round(time.Second)))}
	case can && keeper.ClockRemembered():
		facts = append(facts, w.Text("clock.remembered"))
	}
	m.statusPanel("clock.title", facts, nil)
}
