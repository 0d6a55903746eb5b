package registry

import (
	"crypto/tls"
	"sync/atomic"
	"testing"
	"time"

	"ikd/station/siak"
)

// machine is a laptop with a clock that can be set and an uptime that cannot.
type machine struct {
	clock *moved
	up    atomic.Int64
	boot  atomic.Pointer[string]
}

func newMachine(at time.Time) *machine {
	m := &machine{clock: newMoved(at)}
	m.start("first")
	return m
}

// pass lets time go by.
func (m *machine) pass(d time.Duration) { m.clock.add(d); m.up.Add(int64(d)) }

// start switches the machine on anew.
func (m *machine) start(name string) { m.up.Store(int64(time.Minute)); m.boot.Store(&name) }

func (m *machine) uptime() (time.Duration, string, bool) {
	return time.Duration(m.up.Load()), *m.boot.Load(), true
}

// options are those of a program that starts on the machine.
func (m *machine) options(remembered *Measurement) Options {
	return Options{Now: m.clock.now, uptime: m.uptime, Remembered: remembered}
}

// TestClockAcrossRestarts: what is known of the registry's time after whatever
// is done to the laptop and its clock while there is no network.
func TestClockAcrossRestarts(t *testing.T) {
	const slow = 2 * time.Hour
	for name, c := range map[string]struct {
		do   func(*machine)
		want Certainty
		// off is by how much the reckoned time is wrong in the end.
		off time.Duration
	}{
		"nothing":                         {func(*machine) {}, Measured, 0},
		"an hour goes by":                 {func(m *machine) { m.pass(time.Hour) }, Measured, 0},
		"the clock is set right":          {func(m *machine) { m.clock.add(slow); m.pass(time.Hour) }, Measured, 0},
		"the clock is set wrong":          {func(m *machine) { m.clock.add(-5 * slow) }, Measured, 0},
		"a restart":                       {func(m *machine) { m.pass(time.Hour); m.start("second"); m.pass(time.Hour) }, Remembered, 0},
		"a restart, then set right":       {func(m *machine) { m.start("second"); m.clock.add(slow) }, Remembered, slow},
		"a restart with an empty battery": {func(m *machine) { m.start("second"); m.clock.set(day(2015, 1, 1)) }, AtLeast, 0},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(day(2027, 6, 1))
			before := newClock(m.options(nil))
			if _, how := before.read(); how != NoTime {
				t.Fatalf("before the first reply: %d", how)
			}
			now := m.clock.now()
			before.measure(now, now, now.Add(slow))
			truth := now.Add(slow).Add(-time.Duration(m.up.Load()))
			last, _ := before.measurement()
			c.do(m)
			after := newClock(m.options(&last))
			if _, how := after.read(); how != c.want {
				t.Errorf("certainty %d, want %d", how, c.want)
			}
			passed := time.Duration(m.up.Load())
			if c.want == Remembered { // the machine's first hour counts too
				passed = m.clock.now().Sub(now) - c.off + time.Minute
			}
			if c.want == AtLeast {
				passed = time.Minute
			}
			if off := after.time().Sub(truth.Add(passed)); off != c.off {
				t.Errorf("the reckoned time is off by %s, want %s", off, c.off)
			}
		})
	}
}

// TestClockSetWhileRunning: where the system tells no uptime the measured offset
// stands until the next reply.
func TestClockSetWhileRunning(t *testing.T) {
	laptop := newMoved(day(2027, 6, 1))
	c := newClock(Options{Now: laptop.now})
	c.measure(laptop.now(), laptop.now(), day(2027, 6, 2))
	laptop.add(time.Hour)
	if offset, how := c.read(); offset != 24*time.Hour || how != Measured || c.certain() {
		t.Errorf("%s, %d", offset, how)
	}
}

// TestWrongClock: a laptop whose clock is years off, either way, enrols and
// works, also after a restart that forgot everything; with a certificate of the
// registry that is good for one year.
func TestWrongClock(t *testing.T) {
	for name, at := range map[string]time.Time{
		"an empty battery": day(2015, 1, 1), "before the certificate": day(2026, 12, 1), "right": day(2027, 6, 1),
		"a year ahead": day(2028, 6, 1), "long after all ended": day(2069, 1, 1),
	} {
		t.Run(name, func(t *testing.T) {
			o, m := newOffice(t), newMachine(at)
			id := o.enrol(m.clock)
			c := o.client(id, m.options(nil))
			if _, err := c.LastAnchor(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got, want := c.Time(), o.clock.now(); got.Sub(want).Abs() > time.Minute {
				t.Errorf("it reckons with %s, the registry has %s", got, want)
			}
			if offset, known := c.ClockOffset(); !known || (offset-o.clock.now().Sub(at)).Abs() > time.Minute {
				t.Errorf("offset %s, %t", offset, known)
			}
		})
	}
}

// TestTimeThatIsOver: who has a certificate of the registry that has ended, and
// its key, talks nobody back into its time who knows a later one.
func TestTimeThatIsOver(t *testing.T) {
	o, m := newOffice(t), newMachine(day(2027, 6, 1))
	id := o.enrol(m.clock)
	c := o.client(id, m.options(nil))
	stolen := o.issuer.server(day(2021, 1, 1), day(2027, 4, 1))
	o.show(stolen)
	o.clock.set(day(2027, 3, 1))
	_, err := c.LastAnchor(t.Context())
	wantKind(t, err, siak.KindCertificateTime)

	// Nor one who does not: the station's own certificate is of June.
	m.start("second")
	m.clock.set(day(2015, 1, 1))
	_, err = o.client(id, m.options(nil)).LastAnchor(t.Context())
	wantKind(t, err, siak.KindCertificateTime)
	if at := o.shown.Load(); at != nil {
		t.Error("the station showed its certificate")
	}
}

// TestTimeIsCertain: a laptop that has been on since it last heard the time does
// not ask, whatever its clock shows and the other end says.
func TestTimeIsCertain(t *testing.T) {
	o, m := newOffice(t), newMachine(day(2027, 6, 1))
	id := o.enrol(m.clock)
	c := o.client(id, m.options(nil))
	if _, err := c.LastAnchor(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.show(o.issuer.server(day(2027, 9, 1), day(2028, 1, 1)))
	o.clock.set(day(2027, 9, 2))
	m.clock.set(day(2027, 9, 2))
	_ = c.Close() // the next call dials anew
	_, err := c.LastAnchor(t.Context())
	wantKind(t, err, siak.KindCertificateTime)
}

// TestRegistryRunsAway: a registry that shows a time at which its own certificate
// has ended is not believed that, so that it is still listened to afterwards.
func TestRegistryRunsAway(t *testing.T) {
	o, m := newOffice(t), newMachine(day(2027, 6, 1))
	c := o.client(o.enrol(m.clock), m.options(nil))
	for _, at := range []time.Time{day(2027, 6, 1), day(2039, 1, 1), day(2027, 6, 1)} {
		o.clock.set(at)
		if _, err := c.LastAnchor(t.Context()); err != nil {
			t.Fatalf("at %s: %v", at, err)
		}
		_ = c.Close()
	}
	if offset, _ := c.ClockOffset(); offset.Abs() > time.Minute {
		t.Errorf("offset %s", offset)
	}
}

// TestForeignStaysForeign: another time makes no registry of a stranger.
func TestForeignStaysForeign(t *testing.T) {
	o, m := newOffice(t), newMachine(day(2069, 1, 1))
	id := o.enrol(m.clock)
	o.show(newIssuer(t, day(2020, 1, 1)).server(day(2027, 1, 1), day(2028, 1, 1)))
	_, _, err := o.client(id, m.options(nil)).Trust(t.Context())
	wantKind(t, err, siak.KindCertificateUnknown)
	self := newOffice(t)
	self.shows = tls.Certificate{Certificate: self.shows.Certificate[:1], PrivateKey: self.shows.PrivateKey}
	_, err = Enrol(t.Context(), self.addr, EnrolOptions{Code: self.code().Text(), Options: Options{Now: m.clock.now}})
	wantKind(t, err, siak.KindOtherRegistry) // no authority in the chain: nothing to compare with
}
