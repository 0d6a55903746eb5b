//go:build cgo

package desk_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ikd/station/app/desk"
	"ikd/station/scanner"
	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// running is a desk at work, with what it has shown.
type running struct {
	*desk.Desk
	t      *testing.T
	states chan desk.State
	cancel func()
	stop   func() // cancels and waits
}

// open starts a desk whose keys count at once.
func (o *office) open() *running {
	o.t.Helper()
	r := &running{
		Desk:   desk.New(o.counter, desk.Options{MinLook: time.Nanosecond, Dwell: time.Nanosecond, Again: time.Nanosecond}),
		t:      o.t,
		states: make(chan desk.State, 1000),
	}
	r.Subscribe(func(s desk.State) { r.states <- s })
	ctx, cancel := context.WithCancel(o.t.Context())
	r.cancel = cancel
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	r.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			o.t.Error(err)
		}
	})
	o.t.Cleanup(r.stop)
	return r
}

// until waits for a state.
func (r *running) until(what string, is func(desk.State) bool) desk.State {
	r.t.Helper()
	deadline := time.NewTimer(10 * time.Second)
	defer deadline.Stop()
	for {
		select {
		case s := <-r.states:
			if is(s) {
				return s
			}
		case <-deadline.C:
			r.t.Fatalf("never %s: the desk is %s", what, r.State().Phase)
		}
	}
}

func (r *running) untilPhase(p desk.Phase) desk.State {
	r.t.Helper()
	return r.until(string(p), func(s desk.State) bool { return s.Phase == p })
}

// TestMainJob: read, look, Enter, saved, and the registry's answer.
func TestMainJob(t *testing.T) {
	o := newOffice(t)
	d := o.open()
	r := o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible})
	d.Read(r)
	judged := d.untilPhase(desk.Judged)
	card := judged.Card
	if card.Outcome != siak.Eligible || !card.CanConfirm || !card.Known || card.Name == "" || card.Age < 17 || card.Village == "" {
		t.Errorf("the card lacks something: %s, known %t, age %d", card.Outcome, card.Known, card.Age)
	}
	if judged.Sound != desk.SoundGood || judged.Chime != 1 || card.Latency <= 0 || card.Latency > 10*time.Second {
		t.Errorf("sound %q, chime %d, latency %s", judged.Sound, judged.Chime, card.Latency)
	}
	t.Logf("from the reading to the verdict: %s", card.Latency)
	d.Confirm()
	saved := d.untilPhase(desk.Saved)
	a, found, err := o.store.Ledger.OpenActivation(t.Context(), registrationOf(t, o, r))
	if err != nil || !found || saved.Card.Activation == nil || a.ID != saved.Card.Activation.ID {
		t.Fatalf("saved is shown; in the ledger: %t, %v", found, err)
	}
	d.until("counted", func(s desk.State) bool { return s.Today.Waiting == 1 && s.Status.Queue == 1 })

	changed, err := o.store.Ledger.SettleAll(t.Context(), []siak.Verdict{{ID: a.ID, State: siak.Accepted}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	d.ActivationsChanged(changed...)
	accepted := d.until("accepted", func(s desk.State) bool { return s.Today.Sent == 1 && s.Status.Queue == 0 })
	if accepted.Card.Activation.State != siak.Accepted || accepted.Today.Latest[0].State != siak.Accepted {
		t.Error("the registry's answer is not on the card and in the list")
	}
	if saved.Card.Activation.State != siak.Queued {
		t.Error("a state that was handed out has changed")
	}
}

func registrationOf(t *testing.T, o *office, r scanner.Reading) string {
	t.Helper()
	trust, _, err := o.store.Cache.Trust(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	claim, err := verifier(trust).Verify(r.Text, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return claim.RegistrationID
}

// TestFailedCommit: the card stays, and Enter tries again once the trouble is
// over.
func TestFailedCommit(t *testing.T) {
	o := newOffice(t)
	full := &flakyLedger{Ledger: o.deps.Ledger, err: siak.E("confirm", siak.KindDiskFull, nil)}
	o.deps.Ledger = full
	o.renew(t)
	d := o.open()
	d.Read(o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible}))
	name := d.untilPhase(desk.Judged).Card.Name
	d.Confirm()
	failed := d.untilPhase(desk.Failed)
	if failed.Trouble != siak.KindDiskFull || failed.Card.Name != name || failed.Today.Total != 0 {
		t.Errorf("trouble %q", failed.Trouble)
	}
	full.repair()
	d.Confirm()
	d.untilPhase(desk.Saved)
}

// flakyLedger is the real ledger on a disk that is full for a while.
type flakyLedger struct {
	desk.Ledger
	mu  sync.Mutex
	err error
}

func (l *flakyLedger) Confirm(ctx context.Context, a siak.Activation) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return l.err
	}
	return l.Ledger.Confirm(ctx, a)
}

func (l *flakyLedger) repair() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.err = nil
}

// TestAsking: while the registry is asked the officer sees for whom, and need not
// wait.
func TestAsking(t *testing.T) {
	o := newOffice(t)
	o.deps.Registry = silentRegistry{}
	o.renew(t)
	d := o.open()
	d.Read(o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible, Elsewhere: true}))
	asking := d.untilPhase(desk.Asking)
	if asking.Card.Name == "" || asking.Card.CanConfirm {
		t.Error("not the card of somebody who is being asked about")
	}
	d.PutAway()
	d.untilPhase(desk.Waiting)
	d.stop() // waits for the look-up that nobody waits for
	for _, n := range o.written() {
		if n.Act == desk.ActDecide {
			t.Error("a judgement that was given up was made all the same")
		}
	}
}

// silentRegistry answers when its caller has gone.
type silentRegistry struct{}

func (silentRegistry) LookUp(ctx context.Context, _ siak.LookUp) (siak.Resident, bool, error) {
	<-ctx.Done()
	return siak.Resident{}, false, siak.E("look up", siak.KindOffline, ctx.Err())
}

// TestAskingEnds by itself: the registry has two and a half seconds.
func TestAskingEnds(t *testing.T) {
	o := newOffice(t)
	o.deps.Registry = silentRegistry{}
	o.renew(t)
	began := time.Now()
	o.judge(o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible, Elsewhere: true}), siak.NeedsCentral)
	if took := time.Since(began); took < 2*time.Second || took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

// TestPutAway forgets the text, and accounts for it.
func TestPutAway(t *testing.T) {
	o := newOffice(t)
	forgotten := make(chan string, 1)
	o.deps.Forget = func(text string) { forgotten <- text }
	o.renew(t)
	d := o.open()
	r := o.phone(sandbox.PhoneRequest{Outcome: siak.UnderAge})
	d.Read(r)
	if card := d.untilPhase(desk.Judged).Card; card.CanConfirm || card.EligibleOn.IsZero() {
		t.Error("not the card of somebody under age")
	}
	d.PutAway()
	if got := <-forgotten; got != r.Text {
		t.Error("another text was forgotten")
	}
	d.stop()
	notes := o.written()
	if last := notes[len(notes)-1]; last.Act != desk.ActPutAway || last.Outcome != siak.UnderAge {
		t.Errorf("the last note is %+v", last)
	}
}

// TestStatusLine: what the workers and the scanner tell is shown, and only the
// newest of it.
func TestStatusLine(t *testing.T) {
	o := newOffice(t)
	d := o.open()
	d.CameraStatus(scanner.Status{Source: "HD Webcam", Live: true})
	d.LinkChanged(desk.LinkChange{Link: desk.LinkOffline})
	d.LinkChanged(desk.LinkChange{Link: desk.LinkTrouble, Kind: siak.KindBadReply, Offset: -time.Hour})
	d.SyncProgressed(desk.SyncProgress{Running: true, Done: 10, Of: 100})
	d.StorageChanged(siak.KindDiskFull)
	s := d.until("all told", func(s desk.State) bool { return s.Status.StorageFault == siak.KindDiskFull }).Status
	if !s.CameraLive || s.Camera != "HD Webcam" || s.Link != desk.LinkTrouble || s.LinkKind != siak.KindBadReply ||
		!s.ClockOffsetMatters || !s.Syncing || s.SyncDone != 10 || s.SyncOf != 100 || s.Officer != "latihan" {
		t.Errorf("the status line: %+v", s)
	}
	d.StorageChanged("")
	d.SyncProgressed(desk.SyncProgress{})
	d.until("well", func(s desk.State) bool {
		return s.Status.StorageFault == "" && !s.Status.Syncing && s.Status.Data.Residents > 0
	})
}

// TestClosing finishes a confirmation that was asked for.
func TestClosing(t *testing.T) {
	o := newOffice(t)
	slow := &slowLedger{Ledger: o.deps.Ledger, begun: make(chan struct{}), proceed: make(chan struct{})}
	o.deps.Ledger = slow
	o.renew(t)
	d := o.open()
	d.Read(o.phone(sandbox.PhoneRequest{Outcome: siak.Eligible}))
	d.untilPhase(desk.Judged)
	d.Confirm()
	<-slow.begun
	d.cancel()
	close(slow.proceed)
	d.stop()
	if n, err := o.store.Ledger.Waiting(t.Context()); err != nil || n != 1 {
		t.Errorf("%d in the outbox, %v, want 1", n, err)
	}
}

// slowLedger is the real ledger on a busy disk.
type slowLedger struct {
	desk.Ledger
	begun, proceed chan struct{}
}

func (l *slowLedger) Confirm(ctx context.Context, a siak.Activation) error {
	close(l.begun)
	<-l.proceed
	return errors.Join(ctx.Err(), l.Ledger.Confirm(ctx, a))
}
