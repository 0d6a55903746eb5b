//go:build cgo

package syncer_test

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"pgregory.net/rapid"

	"ikd/station/siak"
	"ikd/station/siak/credential"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
	"ikd/station/siak/syncer"
	"ikd/station/store"
)

// clock is a machine's: the real time and an error that jumps.
type clock struct{ off atomic.Int64 }

func (c *clock) now() time.Time       { return time.Now().Add(time.Duration(c.off.Load())) }
func (c *clock) jump(d time.Duration) { c.off.Add(int64(d)) }

// realRegistry is the real registry, served over TLS on loopback, which can die and
// come back.
type realRegistry struct {
	t       *rapid.T
	dir     string
	clock   clock
	sandbox *sandbox.Sandbox
	address atomic.Value
	stop    func()
}

func (c *realRegistry) open() {
	s, err := sandbox.Open(context.Background(), sandbox.Options{Dir: c.dir, People: 100, Seed: 5, Now: c.clock.now})
	ok(c.t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ok(c.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, listener) }()
	c.sandbox = s
	c.address.Store(listener.Addr().String())
	c.stop = func() {
		cancel()
		ok(c.t, errors.Join(<-served, s.Close()))
	}
}

func (c *realRegistry) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	return (&net.Dialer{}).DialContext(ctx, network, c.address.Load().(string))
}

// counter is one station: the real ledger in a real file, the real client, the
// real Sender, one step at a time.
type counter struct {
	t        *rapid.T
	name     string
	dir      string
	clock    clock
	registry *realRegistry
	identity registry.Identity
	signer   *credential.Signer
	trust    siak.Trust

	store   *store.Store
	line    *line
	workers *syncer.Syncer
	told    map[siak.ActivationID]siak.Activation // what the officer sees
	dead    string                                // the disk of a station that died, a file
	old     string                                // a backup that was made some time ago
	copies  int
}

func newCounter(t *rapid.T, dir string, c *realRegistry) *counter {
	o := &counter{t: t, name: filepath.Base(dir), dir: dir, registry: c, told: map[siak.ActivationID]siak.Activation{}}
	id, err := registry.Enrol(context.Background(), "registry.invalid:1", registry.EnrolOptions{
		StationName: o.name, Options: registry.Options{Dial: c.dial},
	})
	ok(t, err)
	o.identity = id
	key, err := id.Signer()
	ok(t, err)
	o.signer, err = credential.NewSigner(key, nil)
	ok(t, err)
	o.store, err = store.Create(context.Background(), dir, store.Officer{Name: "latihan"}, passphrase, cheap)
	ok(t, err)
	o.connect()
	o.trust, _, err = o.line.Trust(context.Background())
	ok(t, err)
	return o
}

// connect gives the station a client and workers.
func (o *counter) connect() {
	client, err := registry.New(o.identity, registry.Options{Dial: o.registry.dial})
	ok(o.t, err)
	var later [][]siak.Activation
	if o.line != nil { // what is under way in the network outlives the station
		later = o.line.later
	}
	o.line = &line{Client: client, next: passes, die: o.diskNow, later: later}
	o.workers = syncer.New(syncer.Stores{Outbox: o.store.Ledger, Cache: o.store.Cache}, o.line, nil, syncer.Events{Changed: func(all []siak.Activation) {
		for _, a := range all {
			o.told[a.ID] = a
		}
	}}, syncer.Options{Now: o.clock.now, Batch: 3})
}

func (o *counter) close() { ok(o.t, errors.Join(o.line.Close(), o.store.Close())) }

// diskNow takes the ledger as it stands on the disk.
func (o *counter) diskNow() { o.dead = o.backup() }

func (o *counter) backup() string {
	o.copies++
	name := o.dir + "-" + strconv.Itoa(o.copies) + ".db"
	_, err := store.Backup(context.Background(), o.dir, name)
	ok(o.t, err)
	return name
}

// startFrom starts the station from a file; false where the store would not have it
// because something unsent would be lost.
func (o *counter) startFrom(from string, force bool) bool {
	o.close()
	_, err := store.Restore(context.Background(), o.dir, from, force, o.clock.now())
	refused := !force && siak.KindOf(err) == siak.KindWouldLose
	if !refused {
		ok(o.t, err)
	}
	o.store, err = store.Open(context.Background(), o.dir, "", passphrase, cheap)
	ok(o.t, err)
	o.connect()
	return !refused
}

// step is one turn of the Sender; a station that died in it is started again.
func (o *counter) step(all bool) {
	o.workers.Step(context.Background(), all)
	if o.dead != "" {
		from := o.dead
		o.dead = ""
		o.startFrom(from, true)
	}
}

// confirm takes a code through the counter; false where the ledger knows the
// phone already. The laptop's clock may be wrong, and it knows by how much.
func (o *counter) confirm(code string) (siak.Activation, bool) {
	right := o.registry.clock.now()
	claim, err := credential.Verifier{Trust: o.trust}.Verify(code, right)
	ok(o.t, err)
	at := o.clock.now()
	st := siak.Statement{
		ID: siak.NewActivationID(), RegistrationID: claim.RegistrationID, PresentationDigest: claim.Digest,
		Outcome: siak.Eligible, PolicyVersion: 1, TrustVersion: o.trust.Version, Officer: "latihan", Session: "s",
		ReadAt: at, ConfirmedAt: at, ClockOffset: right.Sub(at),
	}
	signed, err := credential.SignStatement(st, o.signer)
	ok(o.t, err)
	a := siak.Activation{
		Statement: st, NIK: claim.NIK, Name: claim.Name, PresentationID: claim.PresentationID,
		Presentation: claim.Presentation, Signed: signed,
	}
	err = o.store.Ledger.Confirm(context.Background(), a)
	if siak.KindOf(err) == siak.KindReplayed {
		return a, false
	}
	ok(o.t, err)
	return a, true
}

// rows are the ledger's activations.
func (o *counter) rows() []store.OutboxRow {
	all, err := store.Outbox(context.Background(), o.dir)
	ok(o.t, err)
	return all
}

func ok(t *rapid.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// scratch is a folder of one run of the model, in memory where the system has
// such a place: the model's faults are in what is written, not in the disk.
func scratch(t *rapid.T) string {
	memory := "/dev/shm"
	if _, err := os.Stat(memory); err != nil {
		memory = ""
	}
	dir, err := os.MkdirTemp(memory, "model-*")
	ok(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
