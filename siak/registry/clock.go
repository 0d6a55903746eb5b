package registry

import (
	"sync"
	"time"
)

// Measurement is what one reply of the registry showed of the time. It is kept
// over a restart, so that a laptop with a wrong clock knows the time before it
// has spoken to the registry again. Nothing in it is secret or personal.
type Measurement struct {
	// Registry is the registry's time, Laptop what the laptop's clock showed at
	// the same moment.
	Registry, Laptop time.Time
	// Uptime is how long the laptop had been on at that moment, sleep included,
	// and Boot names the start that it counts from; "" where the system tells
	// neither.
	Uptime time.Duration
	Boot   string
}

// Offset is the registry's clock minus the laptop's at that moment.
func (m Measurement) Offset() time.Duration { return m.Registry.Sub(m.Laptop) }

// Certainty is how well the registry's time is known.
type Certainty uint8

// From worst to best.
const (
	// NoTime: the registry was never spoken to, the laptop's clock is all there
	// is.
	NoTime Certainty = iota
	// AtLeast: the laptop's clock shows a time before the last measurement, so
	// it fell back (an empty battery). It is later than the measurement, nobody
	// knows by how much.
	AtLeast
	// Remembered: the laptop was started anew since the measurement. If somebody
	// has set its clock right in the meantime, the offset is wrong now; nothing
	// on a laptop without a network tells.
	Remembered
	// Measured: in this run of the program; or the laptop has been on ever
	// since, and its uptime, which nobody sets, says how much later it is.
	Measured
)

// stopwatch gives the uptime and names the start that it counts from; false
// where the system does not tell.
type stopwatch func() (up time.Duration, boot string, ok bool)

// clock knows the registry's time from its last measurement.
type clock struct {
	now    func() time.Time
	uptime stopwatch // may be nil

	mu   sync.Mutex
	last Measurement
	// known says that there is a measurement, fresh that it is of this run.
	known, fresh bool
}

// newClock takes up what is remembered of an earlier run.
func newClock(o Options) *clock {
	c := &clock{now: o.Now, uptime: o.uptime}
	if o.Remembered != nil {
		c.last, c.known = *o.Remembered, true
	}
	return c
}

// measure compares the registry's time with the middle of the round trip that
// brought it, so half the round trip is the greatest error.
func (c *clock) measure(sent, received, server time.Time) {
	m := Measurement{Registry: server, Laptop: sent.Add(received.Sub(sent) / 2).Round(0)}
	if up, boot, ok := c.up(); ok {
		m.Uptime, m.Boot = up-received.Sub(sent)/2, boot
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last, c.known, c.fresh = m, true, true
}

func (c *clock) up() (time.Duration, string, bool) {
	if c.uptime == nil {
		return 0, "", false
	}
	return c.uptime()
}

// state is the last measurement, and how long ago it was where the laptop has
// been on ever since; its uptime went on whatever was done to its clock.
func (c *clock) state() (m Measurement, known, fresh bool, ago time.Duration, counted bool) {
	c.mu.Lock()
	m, known, fresh = c.last, c.known, c.fresh
	c.mu.Unlock()
	up, boot, ok := c.up()
	return m, known, fresh, up - m.Uptime, known && ok && boot == m.Boot && up >= m.Uptime
}

// read gives what is added to the laptop's clock to have the registry's, and
// how well that is known.
func (c *clock) read() (time.Duration, Certainty) {
	m, known, fresh, ago, counted := c.state()
	now := c.now()
	switch {
	case !known:
		return 0, NoTime
	case counted:
		return m.Registry.Add(ago).Sub(now), Measured
	case fresh:
		return m.Offset(), Measured
	case now.Before(m.Laptop):
		return m.Registry.Sub(now), AtLeast
	default:
		return m.Offset(), Remembered
	}
}

// certain reports whether the registry's time is known whatever somebody does to
// the laptop's clock.
func (c *clock) certain() bool {
	_, _, _, _, counted := c.state()
	return counted
}

// time is the registry's, as well as it is known.
func (c *clock) time() time.Time {
	offset, _ := c.read()
	return c.now().Add(offset)
}

// floor is a time that is over for certain: the last that the registry told.
func (c *clock) floor() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last.Registry
}

func (c *clock) measurement() (Measurement, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last, c.known
}
