//go:build cgo

package desk_test

import (
	"context"
	"errors"
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

// office is a whole station without a window, at a sandbox on loopback: every
// part is the real one.
type office struct {
	t       *testing.T
	sandbox *sandbox.Sandbox
	gate    *sandbox.Gate
	store   *store.Store
	client  *registry.Client
	workers *syncer.Syncer
	counter *desk.Counter
	deps    desk.Deps

	mu    sync.Mutex
	notes []desk.Note
	clock time.Duration // how far the laptop's clock is off
}

// now is the laptop's clock.
func (o *office) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return time.Now().Add(o.clock)
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t}
	o.openSandbox()
	identity := o.enrol()
	o.openStore()
	client, err := registry.New(identity, registry.Options{Timeout: 2 * time.Second, Now: o.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	o.client = client
	o.openCounter(identity)
	o.pull(identity)
	return o
}

func (o *office) openSandbox() {
	ctx := o.t.Context()
	s, err := sandbox.Open(ctx, sandbox.Options{Dir: o.t.TempDir(), People: sandbox.MinPeople, Seed: 1})
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

func (o *office) enrol() registry.Identity {
	identity, err := registry.Enrol(o.t.Context(), o.gate.Addr(), registry.EnrolOptions{StationName: "Loket 1"})
	if err != nil {
		o.t.Fatal(err)
	}
	return identity
}

func (o *office) openStore() {
	cheap := store.Options{Now: o.now, Argon: store.Argon2Params{Memory: 64, Time: 1, Threads: 1}, Reserve: 64 << 10}
	s, err := store.Create(o.t.Context(), filepath.Join(o.t.TempDir(), "loket"), store.Officer{Name: "latihan"}, []byte("pagi yang cerah"), cheap)
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { _ = s.Close() })
	o.store = s
}

func (o *office) openCounter(identity registry.Identity) {
	key, err := identity.Signer()
	if err != nil {
		o.t.Fatal(err)
	}
	signer, err := credential.NewSigner(key, nil)
	if err != nil {
		o.t.Fatal(err)
	}
	o.deps = desk.Deps{
		Verifier:  credential.Verifier{},
		Ledger:    o.store.Ledger,
		Residents: o.store.Cache,
		Registry:  o.client,
		Online:    o.gate.Open,
		Offset:    o.client.ClockOffset,
		Sign: func(st siak.Statement) ([]byte, error) {
			return credential.SignStatement(st, signer)
		},
		Audit:    o.audit,
		Policy:   siak.DefaultPolicy(identity.OfficeRegion),
		Training: identity.Training,
		Officer:  "latihan",
		Session:  "pagi",
		Now:      o.now,
	}
	o.counter = desk.NewCounter(o.deps)
}

func (o *office) audit(ctx context.Context, n desk.Note) error {
	o.mu.Lock()
	o.notes = append(o.notes, n)
	o.mu.Unlock()
	return o.store.Audit.Append(ctx, store.Event{
		Act: store.Act(n.Act), Activation: n.ID, Outcome: n.Outcome, Kind: n.Kind, Subject: n.Subject,
	})
}

// written are the notes since the last time.
func (o *office) written() []desk.Note {
	o.mu.Lock()
	defer o.mu.Unlock()
	notes := o.notes
	o.notes = nil
	return notes
}

// pull fills the cache, as the Puller does.
func (o *office) pull(identity registry.Identity) {
	var regions []siak.Region
	for _, p := range identity.Partitions {
		regions = append(regions, p.Region)
	}
	o.workers = syncer.New(syncer.Stores{Outbox: o.store.Ledger, Cache: o.store.Cache}, o.client, regions, syncer.Events{
		Trust: func(t siak.Trust) { o.counter.Renew(verifier(t), t.Version) },
	}, syncer.Options{Now: o.now})
	ctx, stop := context.WithCancel(o.t.Context())
	done := make(chan error, 1)
	go func() { done <- o.workers.Puller.Run(ctx) }()
	err := o.workers.Puller.FirstPull(ctx)
	stop()
	if err := errors.Join(err, <-done); err != nil {
		o.t.Fatal(err)
	}
}

// phone is the reading of a made-up citizen's phone.
func (o *office) phone(request sandbox.PhoneRequest) scanner.Reading {
	o.t.Helper()
	code, _, err := o.sandbox.ShowPhone(o.t.Context(), request)
	if err != nil {
		o.t.Fatal(err)
	}
	return scanner.Reading{Text: code, At: o.now()}
}

func (o *office) judge(r scanner.Reading, want siak.Outcome) desk.Judgement {
	o.t.Helper()
	j, err := o.counter.Judge(o.t.Context(), r)
	if err != nil {
		o.t.Fatal(err)
	}
	if j.Outcome != want {
		o.t.Fatalf("judged %s, want %s", j.Outcome, want)
	}
	return j
}

func verifier(t siak.Trust) desk.Verifier { return credential.Verifier{Trust: t} }
