package sandbox_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
)

// gated is a sandbox behind a gate, with a desk on this side of it.
func gated(t *testing.T, timeout time.Duration) (*sandbox.Sandbox, *sandbox.Gate, *desk) {
	t.Helper()
	c := newClock()
	s := open(t, sandbox.Options{People: 200, Now: c.now})
	addr := serve(t, s)
	g, err := sandbox.NewGate(t.Context(), addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = g.Close() })
	d := newDesk(t, addr, c.now)
	d.id.Address = g.Addr()
	d.client = client(t, d.id, registry.Options{Now: c.now, Timeout: timeout})
	return s, g, d
}

// wantUnreachable wants an error that says that nothing of the registry answered. Which
// it is hangs on how far the call had come.
func wantUnreachable(t *testing.T, what string, err error) {
	t.Helper()
	if !siak.KindOf(err).Unreachable() {
		t.Errorf("%s: error %v, want that nothing answers", what, err)
	}
}

// However far a submission got before the network went away, the next one
// brings the same verdict and the registry has the activation once.
func TestCutInTheMiddle(t *testing.T) {
	s, g, d := gated(t, 200*time.Millisecond)
	accepted := 0
	for _, after := range []int64{0, 1, 300, 1500, 2500, 4000, 5000} {
		code, _ := show(t, s, sandbox.PhoneRequest{Outcome: siak.Eligible})
		claim, o := d.read(code, d.now())
		a := d.confirm(claim, o, d.now())
		g.CutAfter(after)
		_, err := d.client.Submit(t.Context(), []siak.Activation{a})
		if err != nil {
			wantUnreachable(t, "cut", err)
		}
		g.Restore()
		for try := 0; ; try++ {
			vs, err := d.client.Submit(t.Context(), []siak.Activation{a})
			if err == nil {
				wantVerdict(t, "after the cut", vs[0], siak.Accepted, "")
				accepted++
				break
			}
			if wantUnreachable(t, "restored", err); try == 50 {
				t.Fatal("the connection does not recover")
			}
		}
	}
	all, err := s.Activations(t.Context())
	if err != nil || len(all) != accepted {
		t.Errorf("%d activations, want %d; error %v", len(all), accepted, err)
	}
	if mails, err := s.Mail(t.Context(), 0); err != nil || len(mails) != accepted {
		t.Errorf("%d mails, want %d; error %v", len(mails), accepted, err)
	}
}

func TestGate(t *testing.T) {
	_, g, d := gated(t, 5*time.Second)
	ask := func() error {
		_, _, err := d.client.Trust(t.Context())
		return err
	}
	if err := ask(); err != nil || !g.Open() {
		t.Fatal("open:", err)
	}
	g.CutAndReset()
	wantKind(t, "reset", ask(), siak.KindOffline)
	wantKind(t, "refused", ask(), siak.KindOffline)
	if g.Open() {
		t.Error("open after a cut")
	}
	g.Restore()
	if err := ask(); err != nil {
		t.Error("restored:", err)
	}
}

// What stands still at a cut goes on when the cable is back.
func TestGateStandsStill(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	g, err := sandbox.NewGate(t.Context(), ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = g.Close() }()
	near, err := net.Dial("tcp", g.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = near.Close() }()
	far, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = far.Close() }()

	g.CutAfter(3)
	if _, err := near.Write([]byte("abcdef")); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 6)
	if _, err := io.ReadFull(far, got[:3]); err != nil || string(got[:3]) != "abc" {
		t.Fatalf("%q, %v", got, err)
	}
	_ = far.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, err := far.Read(got); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("%d bytes through a cut cable, error %v", n, err)
	}
	_ = far.SetReadDeadline(time.Time{})
	g.Restore()
	if _, err := io.ReadFull(far, got[3:]); err != nil || string(got[3:]) != "def" {
		t.Errorf("%q, %v", got[3:], err)
	}
}

func TestGateCloses(t *testing.T) {
	_, g, d := gated(t, 5*time.Second)
	g.Cut()
	done := make(chan error)
	go func() {
		_, _, err := d.client.Trust(t.Context())
		done <- err
	}()
	if err := g.Close(); err != nil {
		t.Error(err)
	}
	wantUnreachable(t, "closed", <-done)
}

func TestNobodyAnswers(t *testing.T) {
	s := open(t, sandbox.Options{People: 60})
	id, _ := enrol(t, serve(t, s), registry.Options{})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	id.Address = ln.Addr().String()
	c := client(t, id, registry.Options{Timeout: 50 * time.Millisecond})
	_, _, err = c.Trust(t.Context())
	wantKind(t, "a port that says nothing", err, siak.KindAnswerTimeout)
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	_, _, err = c.Trust(t.Context())
	wantKind(t, "a closed port", err, siak.KindConnectionRefused)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err = c.Trust(ctx)
	if wantKind(t, "cancelled", err, siak.KindOffline); !errors.Is(err, context.Canceled) {
		t.Error(err, "does not tell that the caller cancelled")
	}
}

func TestServeStops(t *testing.T) {
	s := open(t, sandbox.Options{People: 60})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- s.Serve(ctx, ln) }()
	_, c := enrol(t, ln.Addr().String(), registry.Options{})
	if _, _, err := c.Trust(t.Context()); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	_, _, err = c.Trust(t.Context())
	wantUnreachable(t, "stopped", err)
}
