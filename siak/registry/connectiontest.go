package registry

import (
	"context"
	"crypto/tls"
	"slices"
	"sync"
	"time"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
)

// Test tries the way to the registry step by step, as this client goes it: with
// its proxy, its certificate and its pin, over connections of its own. tell is told
// of each step when it begins and when it ends, and may be called from another
// goroutine; it is not called any more after Test has returned. Nothing changes at
// the registry, and this client does not notice. The error is that of the step that
// failed.
func (c *Client) Test(ctx context.Context, tell func(siak.ConnectionCheck)) error {
	o := c.current()
	o.refused = &wrongSignIns{} // the officer wants to know it now
	if m, known := c.Measurement(); known {
		o.Remembered = &m
	}
	own, err := New(*c.id.Load(), o)
	if err != nil {
		return err
	}
	defer func() { _ = own.Close() }()
	t := newTest(tell)
	defer t.end()
	own.watch = t.passed
	_, err = own.AskTime(ctx)
	if err == nil {
		_, err = own.Partitions(ctx) // which only a station is told
		if siak.KindOf(err) == siak.KindRefused {
			err = nil // a registry from before there were areas
		}
	}
	offset, _ := own.ClockOffset()
	return t.conclude(err, offset)
}

// Test tries the way to a registry at which nobody is enrolled yet, see
// [Client.Test]. Who answers is not held against anything: that is the enrolment's,
// and here nothing is said but the time asked for. It fails with
// [siak.KindBadAddress] before the first step.
func Test(ctx context.Context, addr string, o Options, tell func(siak.ConnectionCheck)) error {
	base, err := parseAddress(addr)
	if err != nil {
		return err
	}
	f := &firstContact{base: base, o: o.withDefaults(), clock: newClock(o.withDefaults())}
	c, service := f.caller(func(tls.ConnectionState) error { return nil })
	defer func() { _ = c.Close() }()
	t := newTest(tell)
	t.unproven = true
	defer t.end()
	c.watch = t.passed
	m, err := call(ctx, c, "ask the time", service.GetTime, &pb.GetTimeRequest{})
	if err == nil && !m.GetServerTime().IsValid() {
		err = c.failed("ask the time", finding{siak.KindBadReply, "no time", nil}, siak.ConnectionFault{Step: siak.StepRegistry, Host: c.registry})
	}
	offset, _ := f.clock.read()
	return t.conclude(err, offset)
}

// connectionTest turns what a call passes on its way into the steps of a test, each
// of which ends once.
type connectionTest struct {
	unproven bool

	mu    sync.Mutex
	tell  func(siak.ConnectionCheck) // nil once it is over
	begun map[siak.ConnectionStep]time.Time
	done  map[siak.ConnectionStep]bool
}

func newTest(tell func(siak.ConnectionCheck)) *connectionTest {
	return &connectionTest{tell: tell, begun: map[siak.ConnectionStep]time.Time{}, done: map[siak.ConnectionStep]bool{}}
}

// end stops the telling: a connection that is still being opened has a goroutine of
// its own.
func (t *connectionTest) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tell = nil
}

// passed takes in what a call passes.
func (t *connectionTest) passed(p passage) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if p.over {
		t.finish(siak.ConnectionCheck{Step: p.step, State: siak.CheckGood, Found: p.found})
		return
	}
	t.begin(p.step)
}

// begin begins a step, which ends those before it: one that has not begun was not
// needed.
func (t *connectionTest) begin(step siak.ConnectionStep) {
	for _, s := range siak.ConnectionSteps() {
		if s == step {
			break
		}
		t.leave(s)
	}
	if _, has := t.begun[step]; has || t.done[step] {
		return
	}
	t.begun[step] = time.Now()
	t.say(siak.ConnectionCheck{Step: step, State: siak.CheckRunning})
}

func (t *connectionTest) leave(s siak.ConnectionStep) {
	state := siak.CheckNotNeeded
	if _, has := t.begun[s]; has {
		state = siak.CheckGood
	}
	t.finish(siak.ConnectionCheck{Step: s, State: state})
}

// finish ends a step, once.
func (t *connectionTest) finish(c siak.ConnectionCheck) {
	if t.done[c.Step] {
		return
	}
	t.done[c.Step] = true
	if began, has := t.begun[c.Step]; has {
		c.Took = time.Since(began)
	}
	c.Unproven = c.Step == siak.StepTLS && c.State == siak.CheckGood && t.unproven
	t.say(c)
}

func (t *connectionTest) say(c siak.ConnectionCheck) {
	if t.tell != nil {
		t.tell(c)
	}
}

// clockTolerance is the difference of the clocks from which on the officer is told
// of it: what the counter's codes forgive (desk.Options.ClockTolerance).
const clockTolerance = 30 * time.Second

// conclude ends the test as its calls ended.
func (t *connectionTest) conclude(err error, offset time.Duration) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err == nil {
		t.begin(siak.StepClock)
		clock := siak.ConnectionCheck{Step: siak.StepClock, State: siak.CheckGood, Offset: offset}
		if offset.Abs() > clockTolerance {
			clock.State, clock.Kind = siak.CheckLookTwice, siak.KindClockWrong
		}
		t.finish(clock)
		return nil
	}
	fault, _ := siak.FaultOf(err)
	steps := siak.ConnectionSteps()
	at := max(0, slices.Index(steps, fault.Step))
	for _, s := range steps[:at] {
		t.leave(s)
	}
	delete(t.done, steps[at]) // a connection that stood may have failed later
	t.finish(siak.ConnectionCheck{Step: steps[at], State: siak.CheckFailed, Kind: siak.KindOf(err), Fault: fault})
	for _, s := range steps[at+1:] {
		t.finish(siak.ConnectionCheck{Step: s, State: siak.CheckNotReached})
	}
	return err
}
