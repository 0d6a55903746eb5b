package registry

import (
	"context"
	"errors"
	"time"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
)

// ClockOffset is the registry's clock minus the laptop's as it is now, as far
// as a reply of this run or of the one before showed it; false where none did.
func (c *clock) ClockOffset() (time.Duration, bool) {
	offset, how := c.read()
	return offset, how != NoTime
}

// RememberedOffset gives what [Client.ClockOffset] would say of a measurement of
// an earlier run, for who works without a client; nil for none.
func RememberedOffset(m *Measurement) func() (time.Duration, bool) {
	c := newClock(Options{Remembered: m}.withDefaults())
	return c.ClockOffset
}

// ClockCertainty is how well [Client.ClockOffset] is known.
func (c *clock) ClockCertainty() Certainty {
	_, how := c.read()
	return how
}

// Time is the registry's time, as well as it is known here and now.
func (c *clock) Time() time.Time { return c.time() }

// Measurement is what the last reply showed, to be remembered; false before the
// first.
func (c *clock) Measurement() (Measurement, bool) { return c.measurement() }

// AskTime asks the registry what time it is. It needs no certificate.
func (c *Client) AskTime(ctx context.Context) (time.Time, error) {
	m, err := call(ctx, &c.caller, "ask the time", c.service.GetTime, &pb.GetTimeRequest{})
	if err != nil {
		return time.Time{}, err
	}
	return m.GetServerTime().AsTime(), nil
}

// stepBack is by how much a registry may set its clock back, at once.
const stepBack = time.Minute

// farOff is from where on a time that a reply shows is held against the
// registry's own certificate: a registry whose clock ran away must not take its
// stations to where that certificate has ended, for there they would not listen
// to it any more.
const farOff = time.Hour

// plausible judges a time that a reply shows.
func (c *Client) plausible(told time.Time) bool {
	return told.Sub(c.clock.time()).Abs() < farOff || c.pin.Load().seenHolds(told)
}

var errTimeGoesBack = errors.New("the registry shows a time that is over")

// askRegistry finds the time out where the laptop's clock and the registry's
// certificate do not agree, over a connection on which nothing else is said.
// Who knows the time already does not let himself be talked into another.
func (c *Client) askRegistry(ctx context.Context) error {
	if c.clock.certain() {
		return siak.E("judge the registry's certificate", siak.KindCertificateTime, errAnotherTime)
	}
	return askTime(ctx, c.pin.Load(), &c.caller, c.route())
}

// askTime asks whoever holds a certificate by the pinned authority for the time,
// whatever time that certificate is of, and takes the answer where it is no time
// that is over and the certificate is good at that time. Somebody with the key
// of a certificate that has ended could thereby hold a station in the past, but
// never before the last time that it knows of.
func askTime(ctx context.Context, p *pin, c *caller, r route) error {
	const op = "ask the time"
	asking := *c
	asking.clock, asking.askTime, asking.believes = newClock(Options{Now: p.clock.now}), nil, nil
	asking.transport = newLine(newTransport(r, p.conf(nil, p.judgeAnyTime), nil))
	defer func() { _ = asking.Close() }()
	service := pb.NewRegistryServiceClient(newHTTPClient(asking.transport), "https://"+c.registry, clientOptions)
	sent := p.clock.now()
	m, err := call(ctx, &asking, op, service.GetTime, &pb.GetTimeRequest{})
	if err != nil {
		return err
	}
	told := m.GetServerTime().AsTime()
	if !m.GetServerTime().IsValid() || told.Before(p.floor().Add(-stepBack)) {
		return siak.E(op, siak.KindClockWrong, errTimeGoesBack)
	}
	if !p.seenHolds(told) {
		return siak.E(op, siak.KindCertificateTime, errAnotherTime)
	}
	p.clock.measure(sent, p.clock.now(), told)
	return nil
}
