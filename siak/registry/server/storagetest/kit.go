package storagetest

import (
	"crypto"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/keys"
	"ikd/station/siak/registry/server/scope"
)

// Setup is the registry that a suite's storage is to hold.
func Setup(tx server.Tx) error {
	_, err := server.Create(tx, server.Setup{
		ServerName: "registry.test.ikd.invalid", Authority: "Otoritas uji", IssuerPrefix: "uji", Wrapping: Wrapping(), Now: time.Now(),
	})
	return err
}

// Wrapping is the wrapping key of the suite's registries.
func Wrapping() *keys.Wrapping {
	w, err := keys.NewWrapping(make([]byte, keys.WrappingLength))
	if err != nil {
		panic(err)
	}
	return w
}

// The suite's partitions: two of one city, one of another.
const (
	home      = siak.Region("327601")
	next      = siak.Region("327606")
	elsewhere = siak.Region("317404")
)

// Clock is a clock that tests move. Its times are whole microseconds, as
// PostgreSQL keeps them.
type Clock struct {
	mu sync.Mutex
	t  time.Time
}

// NewClock starts at the real time.
func NewClock() *Clock { return &Clock{t: time.Now().UTC().Truncate(time.Microsecond)} }

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

// Add moves the clock.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func (c *Clock) set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = now.UTC()
}

// Harness is a registry on a store, with the stations' clock.
type Harness struct {
	Clock    *Clock
	Store    server.Storage
	Registry *server.Registry

	mu     sync.Mutex
	events []server.Event
}

// NewHarness opens the registry of a store and adds the suite's partitions where
// they are not there.
func NewHarness(t testing.TB, s server.Storage, c *Clock) *Harness {
	t.Helper()
	w := &Harness{Clock: c, Store: s}
	write(t, s, func(tx server.Tx) error {
		for _, p := range []server.Partition{
			{Region: home, Name: "Pancoran Mas", Area: true}, {Region: next, Name: "Beji", Area: true}, {Region: elsewhere, Name: "Pasar Minggu"},
		} {
			if err := tx.AddPartition(p); err != nil {
				return err
			}
		}
		return nil
	})
	r, err := server.Open(t.Context(), s, server.Options{
		OfficeRegion: home, OfficeName: "Disdukcapil Kota Depok", Now: c.Now, Events: w.note, Wrapping: Wrapping(),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Registry = r
	return w
}

func (w *Harness) note(e server.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = append(w.events, e)
}

// Events are those since the beginning.
func (w *Harness) Events() []server.Event {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.events)
}

// Station is an enrolled station.
type Station struct {
	server.Caller
	signer *credential.Signer
	key    crypto.Signer
}

// NewStation enrols a station, without the network between.
func (w *Harness) NewStation(t testing.TB) Station {
	t.Helper()
	key, err := credential.GenerateKey(credential.EdDSA)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := credential.NewSigner(key, nil)
	if err != nil {
		t.Fatal(err)
	}
	d := Station{Caller: server.Caller{Key: key.Public()}, signer: signer, key: key}
	id := siak.NewActivationID()
	write(t, w.Store, func(tx server.Tx) (err error) {
		d.ID, err = tx.AddStation(server.Station{
			ID: fmt.Sprintf("S-%x", id[:4]), Name: "Loket", PublicKey: publicKey(t, d.Key), Enrolled: w.Clock.Now(),
		})
		if err != nil {
			return err
		}
		return tx.AddGrant(d.ID, scope.Grant(home.City()), w.Clock.Now())
	})
	return d
}

// StationOf is a station that enrolled by itself, with its key.
func StationOf(id string, key *credential.Signer) Station {
	return Station{Caller: server.Caller{ID: id}, signer: key}
}

// Submit hands in, and must get a verdict for each.
func (w *Harness) Submit(t testing.TB, d Station, subs ...server.Submission) []siak.Verdict {
	t.Helper()
	vs, err := w.Registry.Submit(t.Context(), d.Caller, subs)
	if err != nil {
		t.Fatal("submit:", err)
	}
	if len(vs) != len(subs) {
		t.Fatalf("%d verdicts for %d activations", len(vs), len(subs))
	}
	return vs
}

func wantVerdict(t testing.TB, what string, v siak.Verdict, state siak.State, reason siak.Reason) {
	t.Helper()
	if v.State != state || v.Reason != reason {
		t.Errorf("%s: %s %q, want %s %q", what, v.State, v.Reason, state, reason)
	}
}
