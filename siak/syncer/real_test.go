//go:build cgo

package syncer_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"ikd/station/app/desk"
	"ikd/station/scanner"
	"ikd/station/siak"
	"ikd/station/siak/credential"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
	"ikd/station/siak/syncer"
	"ikd/station/store"
)

// office is a station with a real ledger on a real file at a real registry on
// loopback TLS, with a gate between the two.
type office struct {
	t        *testing.T
	sandbox  *sandbox.Sandbox
	gate     *sandbox.Gate
	identity registry.Identity
	dir      string

	store   *store.Store
	client  *registry.Client
	station *syncer.Syncer
	counter *desk.Counter
	stop    func()
	changed chan siak.Activation
	link    chan syncer.Link

	anchored bool // the audit is anchored, see anchor_test.go
	older    chan bool
	wipe     chan siak.WipeOrder
}

var passphrase = []byte("pagi yang cerah")

// cheap makes opening the store fast.
var cheap = store.Options{Argon: store.Argon2Params{Memory: 64, Time: 1, Threads: 1}, Reserve: 64 << 10}

// fast are the workers' times for a test that lives in real time.
var fast = syncer.Options{
	Batch:       7,
	BackoffBase: 20 * time.Millisecond, BackoffCap: 200 * time.Millisecond,
	PollEvery: 20 * time.Millisecond, PullEvery: 100 * time.Millisecond, ProbeEvery: 50 * time.Millisecond,
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, dir: filepath.Join(t.TempDir(), "loket")}
	o.serve()
	identity, err := registry.Enrol(t.Context(), o.gate.Addr(), registry.EnrolOptions{StationName: "Loket 1"})
	if err != nil {
		t.Fatal(err)
	}
	o.identity = identity
	s, err := store.Create(t.Context(), o.dir, store.Officer{Name: "latihan"}, passphrase, cheap)
	if err != nil {
		t.Fatal(err)
	}
	o.open(s)
	t.Cleanup(o.close)
	return o
}

func (o *office) serve() { o.serveWith(sandbox.Options{People: 400, Seed: 3}) }

func (o *office) serveWith(options sandbox.Options) {
	ctx := o.t.Context()
	options.Dir = o.t.TempDir()
	s, err := sandbox.Open(ctx, options)
	if err != nil {
		o.t.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		o.t.Fatal(err)
	}
	gate, err := sandbox.NewGate(ctx, listener.Addr().String())
	if err != nil {
		o.t.Fatal(err)
	}
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	served := make(chan error, 1)
	go func() { served <- s.Serve(serving, listener) }()
	o.t.Cleanup(func() {
		stop()
		if err := errors.Join(gate.Close(), <-served, s.Close()); err != nil {
			o.t.Error(err)
		}
	})
	o.sandbox, o.gate = s, gate
}

// newStation enrols a new station that will call at address, with an empty store
// and a client of the usual patience.
func (o *office) newStation(address string) {
	o.t.Helper()
	ctx := o.t.Context()
	identity, err := registry.Enrol(ctx, o.gate.Addr(), registry.EnrolOptions{StationName: "Loket 1"})
	if err != nil {
		o.t.Fatal(err)
	}
	identity.Address = address
	o.identity = identity
	if o.store, err = store.Create(ctx, filepath.Join(o.t.TempDir(), "loket"), store.Officer{Name: "latihan"}, passphrase, cheap); err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { _ = o.store.Close() })
	if o.client, err = registry.New(identity, registry.Options{}); err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { _ = o.client.Close() })
}

// open starts the program, as it were.
func (o *office) open(s *store.Store) {
	o.t.Helper()
	client, err := registry.New(o.identity, registry.Options{Timeout: 300 * time.Millisecond})
	if err != nil {
		o.t.Fatal(err)
	}
	o.store, o.client = s, client
	o.openCounter()
	o.changed, o.link = make(chan siak.Activation, 10000), make(chan syncer.Link, 1000)
	var partitions []siak.Region
	for _, p := range o.identity.Partitions {
		partitions = append(partitions, p.Region)
	}
	o.station = syncer.New(syncer.Stores{Outbox: s.Ledger, Cache: s.Cache}, client, partitions, syncer.Events{
		Link: func(l syncer.Link) { o.link <- l },
		Changed: func(all []siak.Activation) {
			for _, a := range all {
				o.changed <- a
			}
		},
		Trust:     func(t siak.Trust) { o.counter.Renew(credential.Verifier{Trust: t}, t.Version) },
		OlderFile: func(is bool) { o.older <- is },
		Wipe:      func(w siak.WipeOrder) { o.wipe <- w },
	}, fast)
	if o.older, o.wipe = make(chan bool, 100), make(chan siak.WipeOrder, 100); o.anchored {
		o.station.Anchor(s.Audit, client)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(o.t.Context()))
	done := make(chan error, 1)
	go func() { done <- o.station.Run(ctx) }()
	o.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			o.t.Error(err)
		}
	})
}

func (o *office) openCounter() {
	key, err := o.identity.Signer()
	if err != nil {
		o.t.Fatal(err)
	}
	signer, err := credential.NewSigner(key, nil)
	if err != nil {
		o.t.Fatal(err)
	}
	trust, _, err := o.store.Cache.Trust(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	o.counter = desk.NewCounter(desk.Deps{
		Verifier: credential.Verifier{Trust: trust}, TrustVersion: trust.Version,
		Ledger: o.store.Ledger, Residents: o.store.Cache,
		Offset: o.client.ClockOffset,
		Sign: func(st siak.Statement) ([]byte, error) {
			return credential.SignStatement(st, signer)
		},
		Audit:   func(context.Context, desk.Note) error { return nil },
		Wake:    func() { o.station.Sender.Wake() },
		Policy:  siak.DefaultPolicy(o.identity.OfficeRegion),
		Officer: "latihan", Session: "pagi",
	})
}

// close ends the program; what the Sender had in flight it leaves as it is.
func (o *office) close() {
	o.stop()
	if err := errors.Join(o.client.Close(), o.store.Close()); err != nil {
		o.t.Error(err)
	}
}

// restart is the program that died and was started again.
func (o *office) restart() {
	o.t.Helper()
	o.close()
	s, err := store.Open(o.t.Context(), o.dir, "", passphrase, cheap)
	if err != nil {
		o.t.Fatal(err)
	}
	o.open(s)
}

// confirm takes the next citizen through the counter.
func (o *office) confirm() siak.Activation {
	o.t.Helper()
	code, _, err := o.sandbox.ShowPhone(o.t.Context(), sandbox.PhoneRequest{Outcome: siak.Eligible})
	if err != nil {
		o.t.Fatal(err)
	}
	j, err := o.counter.Judge(o.t.Context(), scanner.Reading{Text: code})
	if err != nil {
		o.t.Fatal(err)
	}
	a, err := o.counter.Confirm(o.t.Context(), j)
	if err != nil {
		o.t.Fatalf("%s: %v", j.Outcome, err)
	}
	return a
}

// until waits until something holds, looking at each change.
func (o *office) until(what string, holds func() bool) {
	o.t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	for !holds() {
		select {
		case <-o.changed:
		case <-o.link:
		case <-deadline.C:
			o.t.Fatalf("never %s", what)
		}
	}
}

func (o *office) waiting() int {
	n, err := o.store.Ledger.Waiting(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

// once checks that the registry holds each activation, and each once.
func (o *office) once(confirmed []siak.Activation) {
	o.t.Helper()
	all, err := o.sandbox.Activations(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	times := make(map[siak.ActivationID]int)
	again := 0
	for _, a := range all {
		again += a.Submissions - 1
		if a.State != siak.Accepted {
			o.t.Errorf("the registry has %s as %s, %q", a.ID, a.State, a.Reason)
		}
		times[a.ID]++
	}
	for _, a := range confirmed {
		if times[a.ID] != 1 {
			o.t.Errorf("the registry has %s %d times", a.ID, times[a.ID])
		}
	}
	if len(all) != len(confirmed) {
		o.t.Errorf("the registry has %d activations of %d", len(all), len(confirmed))
	}
	o.t.Logf("%d activations, handed in again %d times", len(all), again)
	mails, err := o.sandbox.Mail(o.t.Context(), 0)
	if err != nil || len(mails) != len(confirmed) {
		o.t.Errorf("%d mails for %d citizens, %v", len(mails), len(confirmed), err)
	}
}

// TestOfficeDay: the job, the cut, the queue, the return, the end.
func TestOfficeDay(t *testing.T) {
	o := newOffice(t)
	if err := o.station.Puller.FirstPull(t.Context()); err != nil {
		t.Fatal(err)
	}
	confirmed := []siak.Activation{o.confirm()}
	o.until("acknowledged", func() bool { return o.waiting() == 0 })

	o.gate.CutAndReset()
	for range 20 {
		confirmed = append(confirmed, o.confirm())
	}
	o.until("offline", func() bool { return !o.station.Online() })
	if n := o.waiting(); n != 20 {
		t.Fatalf("%d in the outbox, want 20", n)
	}
	o.gate.Restore()
	o.until("acknowledged", func() bool { return o.waiting() == 0 })
	o.once(confirmed)

	mails, err := o.sandbox.Mail(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if active, reason, err := o.sandbox.Finish(t.Context(), mails[0].RegistrationID, mails[0].Code); !active {
		t.Fatal(reason, err)
	}
	o.until("active", func() bool {
		a, _, err := o.store.Ledger.OpenActivation(t.Context(), mails[0].RegistrationID)
		return err == nil && a.State == siak.Active
	})
}

// TestExactlyOnce: cuts in the middle of requests and answers, resets, and
// restarts, in any order; in the end nothing is lost and nothing doubled.
func TestExactlyOnce(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	o := newOffice(t)
	if err := o.station.Puller.FirstPull(t.Context()); err != nil {
		t.Fatal(err)
	}
	var confirmed []siak.Activation
	for range 60 {
		switch r.IntN(8) {
		case 0:
			o.gate.CutAfter(r.Int64N(12000)) // somewhere within the next calls
		case 1:
			o.gate.CutAndReset()
		case 2, 3:
			o.gate.Restore()
		case 4:
			o.restart()
		default:
			for range 1 + r.IntN(4) {
				confirmed = append(confirmed, o.confirm())
			}
			if r.IntN(2) == 0 { // let something happen
				<-o.changed
			}
		}
	}
	o.gate.Restore()
	o.until("acknowledged", func() bool { return o.waiting() == 0 })
	o.once(confirmed)
	if v, err := o.store.Ledger.Counts(t.Context(), time.Time{}); err != nil || v[siak.Accepted] != len(confirmed) {
		t.Errorf("the ledger has %v of %d, %v", v, len(confirmed), err)
	}
}
