//go:build !windows

package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
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
	"ikd/station/store/internal/powercut"
)

// The whole way of an activation, confirm → outbox → acknowledged, with a real
// registry over real TLS, under power cuts and SIGKILL. `make soak` sets the
// rounds to 1,000 of each.

func rounds() int {
	if n, err := strconv.Atoi(os.Getenv("STATION_SOAK")); err == nil {
		return n
	}
	return 30
}

// roundsADay is how often a station is cut off before it is set up anew: the
// made-up citizens of a registry do not last for ever.
const roundsADay = 50

var (
	soakPassphrase = []byte("pagi yang cerah")
	soakOptions    = store.Options{
		Argon: store.Argon2Params{Memory: 64, Time: 1, Threads: 1}, Reserve: -1, BusyTimeout: 5 * time.Second,
	}
	soakTimes = syncer.Options{
		Batch: 5, BackoffBase: 10 * time.Millisecond, BackoffCap: 50 * time.Millisecond,
		PollEvery: 20 * time.Millisecond, PullEvery: 50 * time.Millisecond, ProbeEvery: 20 * time.Millisecond,
	}
)

// day is a station that was set up and has its data, and its registry.
type day struct {
	t        *testing.T
	box      *sandbox.Sandbox
	dir      string
	promised map[siak.ActivationID]bool // acknowledged to the officer
	lost     int
}

func newDay(t *testing.T) *day {
	t.Helper()
	box, err := sandbox.Open(t.Context(), sandbox.Options{Dir: t.TempDir(), People: 1500, Seed: rand.Uint64()})
	must(t, err)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	serving, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	served := make(chan error, 1)
	go func() { served <- box.Serve(serving, listener) }()
	t.Cleanup(func() { stop(); must(t, errors.Join(<-served, box.Close())) })

	d := &day{t: t, box: box, dir: filepath.Join(t.TempDir(), "loket"), promised: map[siak.ActivationID]bool{}}
	s, err := store.Create(t.Context(), d.dir, store.Officer{Name: "latihan"}, soakPassphrase, soakOptions)
	must(t, err)
	id, err := registry.Enrol(t.Context(), listener.Addr().String(), registry.EnrolOptions{StationName: "Loket 1"})
	must(t, err)
	kept := store.Identity{
		StationID: id.StationID, Registry: id.Address, ServerName: id.ServerName, Key: id.Key, Certificate: id.Certificate,
		Authority: id.Authority, OfficeRegion: id.OfficeRegion, OfficeName: id.OfficeName, Training: id.Training,
	}
	for _, p := range id.Partitions {
		kept.Partitions = append(kept.Partitions, store.Partition{Region: p.Region, Name: p.Name})
	}
	must(t, s.Settings.SetIdentity(t.Context(), kept))
	o, err := openOffice(t.Context(), s)
	must(t, err)
	must(t, o.station.Puller.FirstPull(t.Context()))
	must(t, o.close())
	return d
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// codes are what phones of citizens show.
func (d *day) codes(n int) []string {
	d.t.Helper()
	all := make([]string, n)
	for i := range all {
		var err error
		all[i], _, err = d.box.ShowPhone(d.t.Context(), sandbox.PhoneRequest{Outcome: siak.Eligible})
		must(d.t, err)
	}
	return all
}

// settled opens the station once more, lets it send everything, and holds that
// what was promised is there, that the trail is sound, and that the registry has
// each activation exactly once.
func (d *day) settled() {
	t := d.t
	t.Helper()
	d.kept()
	s, err := store.Open(t.Context(), d.dir, "", soakPassphrase, soakOptions)
	must(t, err)
	o, err := openOffice(t.Context(), s)
	must(t, err)
	for deadline := time.After(30 * time.Second); ; {
		n, err := s.Ledger.Waiting(t.Context())
		must(t, err)
		if n == 0 {
			break
		}
		select {
		case <-o.changed:
		case <-deadline:
			t.Fatalf("%d are still waiting", n)
		}
	}
	must(t, o.close())
	d.once()
}

// once: the registry has each activation of the ledger, each once, and none else.
func (d *day) once() {
	t := d.t
	t.Helper()
	rows, err := store.Outbox(t.Context(), d.dir)
	must(t, err)
	at, err := d.box.Activations(t.Context())
	must(t, err)
	times := map[siak.ActivationID]int{}
	for _, a := range at {
		times[a.ID]++
		if a.State != siak.Accepted {
			t.Errorf("the registry has one as %s (%s)", a.State, a.Reason)
		}
	}
	for _, r := range rows {
		if times[r.ID] != 1 || r.State != siak.Accepted {
			t.Errorf("the registry has one %d times, the ledger as %s", times[r.ID], r.State)
		}
	}
	if len(at) != len(rows) {
		t.Errorf("%d at the registry, %d in the ledger", len(at), len(rows))
	}
}

// kept counts what was promised and is not there, and holds that the trail is sound.
func (d *day) kept() {
	t := d.t
	t.Helper()
	rows, err := store.Outbox(t.Context(), d.dir)
	must(t, err)
	there := map[siak.ActivationID]bool{}
	for _, r := range rows {
		there[r.ID] = true
	}
	for id := range d.promised {
		if !there[id] {
			d.lost++
			delete(d.promised, id)
		}
	}
	report, err := store.VerifyAudit(t.Context(), d.dir)
	must(t, err)
	if !report.Sound() {
		t.Fatalf("the trail: %+v", report)
	}
}

// office is the program at work.
type office struct {
	store   *store.Store
	client  *registry.Client
	station *syncer.Syncer
	counter *desk.Counter
	changed chan struct{}
	stop    func() error
}

func openOffice(ctx context.Context, s *store.Store) (*office, error) {
	kept, _, err := s.Settings.Identity(ctx)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	identity := registry.Identity{
		StationID: kept.StationID, Address: kept.Registry, ServerName: kept.ServerName, Key: kept.Key, Certificate: kept.Certificate,
		Authority: kept.Authority, OfficeRegion: kept.OfficeRegion, OfficeName: kept.OfficeName, Training: kept.Training,
	}
	var regions []siak.Region
	for _, p := range kept.Partitions {
		regions = append(regions, p.Region)
	}
	client, err := registry.New(identity, registry.Options{})
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	o := &office{store: s, client: client, changed: make(chan struct{}, 1)}
	key, err := identity.Signer()
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	signer, err := credential.NewSigner(key, nil)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	trust, _, err := s.Cache.Trust(ctx)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	o.station = syncer.New(syncer.Stores{Outbox: s.Ledger, Cache: s.Cache}, client, regions, syncer.Events{
		Trust: func(t siak.Trust) { o.counter.Renew(credential.Verifier{Trust: t}, t.Version) },
		Changed: func([]siak.Activation) {
			select {
			case o.changed <- struct{}{}:
			default:
			}
		},
	}, soakTimes)
	o.counter = desk.NewCounter(desk.Deps{
		Verifier: credential.Verifier{Trust: trust}, TrustVersion: trust.Version,
		Ledger: s.Ledger, Residents: s.Cache, Offset: client.ClockOffset,
		Sign:   func(st siak.Statement) ([]byte, error) { return credential.SignStatement(st, signer) },
		Audit:  func(context.Context, desk.Note) error { return nil },
		Wake:   func() { o.station.Sender.Wake() },
		Policy: siak.DefaultPolicy(identity.OfficeRegion), Officer: "latihan", Session: "pagi",
	})
	working, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- o.station.Run(working) }()
	o.stop = func() error { cancel(); return <-done }
	return o, nil
}

func (o *office) close() error { return errors.Join(o.stop(), o.client.Close(), o.store.Close()) }

// confirm takes a citizen through the counter. It returns when the officer would
// be told that the activation is safe.
func (o *office) confirm(ctx context.Context, code string) (siak.ActivationID, error) {
	j, err := o.counter.Judge(ctx, scanner.Reading{Text: code})
	if err != nil {
		return siak.ActivationID{}, err
	}
	a, err := o.counter.Confirm(ctx, j)
	return a.ID, err
}

// cut is one round: the station works until the power goes.
func (d *day) cut(synchronous string, r *rand.Rand) {
	t := d.t
	t.Helper()
	codes := d.codes(2 + r.IntN(5))
	powercut.After(10 + r.IntN(300))
	s, err := store.Open(t.Context(), d.dir, "", soakPassphrase, soakOptions.On(powercut.VFS, synchronous))
	if err == nil {
		var o *office
		if o, err = openOffice(t.Context(), s); err == nil {
			for _, code := range codes {
				id, err := o.confirm(t.Context(), code)
				if err != nil {
					break
				}
				d.promised[id] = true
				if r.IntN(2) == 0 {
					select { // let something be sent
					case <-o.changed:
					case <-time.After(20 * time.Millisecond):
					}
				}
			}
			powercut.After(0)
			_ = o.close() // without power
		}
	}
	powercut.After(0)
	must(t, powercut.Restore(r.Uint64(), []int{0, 64, 128, 250}[r.IntN(4)]))
	for _, name := range []string{"ledger.db-shm", "cache.db-shm"} {
		_ = os.Remove(filepath.Join(d.dir, name))
	}
	d.kept()
}

func TestPowerCuts(t *testing.T) {
	must(t, powercut.Register())
	promised := 0
	for left := rounds(); left > 0; left -= roundsADay {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		r := rand.New(rand.NewPCG(seed, 0))
		d := newDay(t)
		for range min(left, roundsADay) {
			d.cut("", r)
			if d.lost > 0 {
				t.Fatalf("%d acknowledged activations are gone", d.lost)
			}
		}
		d.settled()
		promised += len(d.promised)
	}
	t.Logf("%d power cuts, %d activations acknowledged, none lost, each once at the registry", rounds(), promised)
}

// The same with a commit that promises less must lose something, or the test
// above could not fail.
func TestPowerCutsLoseWhatWasNotSynced(t *testing.T) {
	must(t, powercut.Register())
	d := newDay(t)
	r := rand.New(rand.NewPCG(1, 0))
	n := 0
	for ; n < 200 && d.lost == 0; n++ {
		if n%roundsADay == roundsADay-1 {
			d = newDay(t)
		}
		d.cut("NORMAL", r)
	}
	if d.lost == 0 {
		t.Fatal("synchronous=NORMAL lost nothing: the test of power cuts cannot fail")
	}
	t.Logf("synchronous=NORMAL lost %d after %d power cuts", d.lost, n)
}

const soakChild = "STORE_TEST_SOAK_DIR"

func init() { store.Child[soakChild] = workUntilKilled }

// workUntilKilled is the program that is killed: a code a line comes in, the ID
// of an activation goes out when it was acknowledged.
func workUntilKilled(dir string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, dir, "", soakPassphrase, soakOptions)
	if err != nil {
		return err
	}
	o, err := openOffice(ctx, s)
	if err != nil {
		return err
	}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		id, err := o.confirm(ctx, in.Text())
		if err != nil {
			return err
		}
		fmt.Println(id)
	}
	select {} // goes on sending
}

// kill is one round: the program works until it is killed.
func (d *day) kill(r *rand.Rand) {
	t := d.t
	t.Helper()
	codes := d.codes(1 + r.IntN(4))
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), soakChild+"="+d.dir)
	child.Stderr = os.Stderr
	child.Stdin = strings.NewReader(strings.Join(codes, "\n") + "\n")
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	after := r.IntN(len(codes) + 1) // acknowledgements, and then a moment
	moment := time.Duration(r.IntN(15000)) * time.Microsecond
	if after == 0 {
		moment *= 4
		time.AfterFunc(moment, func() { _ = child.Process.Kill() })
	}
	lines := bufio.NewScanner(io.Reader(out))
	for seen := 1; lines.Scan(); seen++ {
		id, err := siak.ParseActivationID(lines.Text())
		must(t, err)
		d.promised[id] = true
		if seen == after {
			time.AfterFunc(moment, func() { _ = child.Process.Kill() })
		}
	}
	if err := child.Wait(); err == nil {
		t.Fatal("the program ended by itself")
	}
	d.kept()
}

func TestKills(t *testing.T) {
	promised := 0
	for left := rounds(); left > 0; left -= roundsADay {
		r := rand.New(rand.NewPCG(rand.Uint64(), 0))
		d := newDay(t)
		for range min(left, roundsADay) {
			d.kill(r)
			if d.lost > 0 {
				t.Fatalf("%d acknowledged activations are gone", d.lost)
			}
		}
		d.settled()
		promised += len(d.promised)
	}
	t.Logf("%d kills, %d activations acknowledged, none lost, each once at the registry", rounds(), promised)
}

// An older backup activates nobody twice: what it has as waiting is handed in
// again and gets the same verdict; whom it has forgotten the registry remembers.
func TestOlderBackupActivatesNobodyTwice(t *testing.T) {
	d := newDay(t)
	open := func() *office {
		s, err := store.Open(t.Context(), d.dir, "", soakPassphrase, soakOptions)
		must(t, err)
		o, err := openOffice(t.Context(), s)
		must(t, err)
		return o
	}
	codes := d.codes(3)
	o := open()
	must(t, o.stop()) // nothing is sent
	first, err := o.confirm(t.Context(), codes[0])
	must(t, err)
	older := filepath.Join(t.TempDir(), "ledger.backup")
	_, err = store.Backup(t.Context(), d.dir, older)
	must(t, err)
	second, err := o.confirm(t.Context(), codes[1])
	must(t, err)
	must(t, errors.Join(o.client.Close(), o.store.Close()))
	d.promised[first], d.promised[second] = true, true
	d.settled() // both are at the registry

	r, err := store.Restore(t.Context(), d.dir, older, false, time.Now())
	must(t, err)
	if r.Missing != 1 || r.Unsent != 0 || r.Waiting != 1 {
		t.Fatalf("%+v", r)
	}
	o = open()
	// The one that the backup has forgotten comes again, with the same code.
	again, err := o.confirm(t.Context(), codes[1])
	for {
		n, e := o.store.Ledger.Waiting(t.Context())
		must(t, e)
		if n == 0 {
			break
		}
		<-o.changed
	}
	must(t, o.close())
	rows, e := store.Outbox(t.Context(), d.dir)
	must(t, e)
	for _, row := range rows {
		if row.ID == first && row.State != siak.Accepted {
			t.Errorf("what was handed in again is %s", row.State)
		}
		if row.ID == again && row.State != siak.Rejected && row.State != siak.Held {
			t.Errorf("the forgotten one was taken again: %s", row.State)
		}
	}
	t.Logf("the forgotten one: %v, %+v", err, rows)
	at, e := d.box.Activations(t.Context())
	must(t, e)
	accepted := 0
	for _, a := range at {
		if a.State == siak.Accepted {
			accepted++
		}
	}
	mails, e := d.box.Mail(t.Context(), 0)
	must(t, e)
	if accepted != 2 || len(mails) != 2 {
		t.Errorf("%d accepted, %d mails for two citizens", accepted, len(mails))
	}
}
