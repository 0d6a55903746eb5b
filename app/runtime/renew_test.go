package runtime

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
)

// officerPassphrase is the officer's.
const officerPassphrase = "kata sandi untuk uji coba"

// laptop is a station's folder and the registry that it belongs to.
type laptop struct {
	t    *testing.T
	box  *sandbox.Sandbox
	addr string
	stop func()
	dir  string
}

func newLaptop(t *testing.T, o sandbox.Options) *laptop {
	t.Helper()
	o.Dir, o.People = t.TempDir(), 60
	box, err := sandbox.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	served := make(chan error, 1)
	go func() { served <- box.Serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	return &laptop{t: t, box: box, addr: listener.Addr().String(), stop: stop, dir: t.TempDir()}
}

// open signs in.
func (l *laptop) open(o Options) *Station {
	l.t.Helper()
	o.Dir, o.Passphrase, o.Registry = l.dir, []byte(officerPassphrase), l.addr
	w, err := Open(l.t.Context(), o)
	if err != nil {
		l.t.Fatal(err)
	}
	return w
}

func (l *laptop) close(w *Station) {
	l.t.Helper()
	if err := w.Close(); err != nil {
		l.t.Error(err)
	}
}

// TestRenewsByItself: the station at work renews when it is due, keeps the new
// certificate and shows it without a restart; the next start has it.
func TestRenewsByItself(t *testing.T) {
	l := newLaptop(t, sandbox.Options{CertificateFor: time.Minute}) // begun ten minutes ago: due at once
	w := l.open(Options{})
	was := w.Identity
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var work sync.WaitGroup
	work.Go(func() { w.Run(ctx, nil) })
	kept := toStored(was)
	for every := time.NewTicker(10 * time.Millisecond); string(kept.Certificate) == string(was.Certificate); <-every.C {
		var err error
		if kept, _, err = w.Store.Settings.Identity(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	work.Wait()
	if string(kept.Key) != string(was.Key) || kept.StationID != was.StationID {
		t.Error("it is another station")
	}
	if _, err := w.Client.LastAnchor(t.Context()); err != nil {
		t.Error(err)
	}
	l.close(w)
	w = l.open(Options{})
	defer l.close(w)
	if string(w.Identity.Certificate) != string(kept.Certificate) {
		t.Error("the next start has the old certificate")
	}
}

// TestClockIsRemembered: a laptop whose clock is three hours slow reckons with
// the registry's time from the first moment of the next start, which has no
// network; nothing is known before the first contact.
func TestClockIsRemembered(t *testing.T) {
	const slow = 3 * time.Hour
	l := newLaptop(t, sandbox.Options{Now: func() time.Time { return time.Now().Add(slow) }})
	w := l.open(Options{})
	if _, known := w.Client.ClockOffset(); known {
		t.Error("known before the first contact")
	}
	if _, err := w.Client.AskTime(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.maintainOnce(t.Context(), w.Identity, registry.Measurement{})
	l.close(w)
	l.stop()
	w = l.open(Options{})
	defer l.close(w)
	offset, known := w.Client.ClockOffset()
	if !known || (offset-slow).Abs() > time.Second {
		t.Errorf("offset %s, %t", offset, known)
	}
	if how := w.Client.ClockCertainty(); how < registry.Remembered {
		t.Errorf("certainty %d", how)
	}
}

// TestEnrolAgain: a station whose certificate has ended works on, is told so, and
// is the same station with a code; what waited is sent.
func TestEnrolAgain(t *testing.T) {
	var ahead atomic.Int64 // the registry's clock
	l := newLaptop(t, sandbox.Options{
		Codes: true, CertificateFor: time.Hour, Now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) },
	})
	code, _, err := l.box.Invite(t.Context(), "Loket 3", "", 0)
	if err != nil {
		t.Fatal(err)
	}
	w := l.open(Options{Code: code.Text()})
	defer l.close(w)
	ahead.Store(int64(2 * time.Hour))
	if _, err = w.Client.LastAnchor(t.Context()); siak.KindOf(err) != siak.KindStationExpired {
		t.Errorf("%v, want %s", err, siak.KindStationExpired)
	}
	if err := w.EnrolAgain(t.Context(), code.Text()); siak.KindOf(err) != "" {
		t.Errorf("the same key with the same code: %v", err)
	}
	ahead.Store(int64(4 * time.Hour))
	if code, _, err = l.box.Invite(t.Context(), "Loket 3", "", 0); err != nil {
		t.Fatal(err)
	}
	if err := w.EnrolAgain(t.Context(), code.Text()); err != nil {
		t.Fatal(err)
	}
	if kept, _, err := w.Store.Settings.Identity(t.Context()); err != nil || string(kept.FileKey) != string(w.Identity.FileKey) {
		t.Errorf("the key for files is another one, %v", err)
	}
	if _, err := w.Client.LastAnchor(t.Context()); err != nil {
		t.Errorf("after it: %v", err)
	}
	if all, err := l.box.Stations(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%d stations, %v", len(all), err)
	}
}

// TestTrainingAfterAWhile: a training folder whose certificate has ended goes on
// without a code, and without a registry it opens all the same.
func TestTrainingAfterAWhile(t *testing.T) {
	var ahead atomic.Int64
	ahead.Store(int64(-time.Hour))
	l := newLaptop(t, sandbox.Options{
		CertificateFor: 30 * time.Minute, Now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) },
	})
	w := l.open(Options{})
	was := w.Identity
	l.close(w)
	ahead.Store(0)
	w = l.open(Options{})
	if w.Identity.StationID != was.StationID || string(w.Identity.Certificate) == string(was.Certificate) {
		t.Error("the certificate is the old one, or another station's")
	}
	if _, err := w.Client.LastAnchor(t.Context()); err != nil {
		t.Error(err)
	}
	l.close(w)
	l.stop()
	l.close(l.open(Options{}))
}
