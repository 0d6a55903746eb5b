package sandbox_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"crypto/sha256"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ikd/station/siak"
	"ikd/station/siak/credential"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clock is a clock that tests move. It starts at the real time, because TLS and
// the client's deadlines have that one.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Now().Truncate(time.Second)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// open opens a sandbox that closes with the test.
func open(t testing.TB, o sandbox.Options) *sandbox.Sandbox {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	s, err := sandbox.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// serve serves a sandbox on loopback and gives its address.
func serve(t testing.TB, s *sandbox.Sandbox) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, ln) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error("serve:", err)
		}
	})
	return ln.Addr().String()
}

// enrol enrols a station and gives its identity and client.
func enrol(t testing.TB, addr string, o registry.Options) (registry.Identity, *registry.Client) {
	t.Helper()
	id, err := registry.Enrol(t.Context(), addr, registry.EnrolOptions{StationName: "Loket 1", Options: o})
	if err != nil {
		t.Fatal("enrol:", err)
	}
	return id, client(t, id, o)
}

func client(t testing.TB, id registry.Identity, o registry.Options) *registry.Client {
	t.Helper()
	c, err := registry.New(id, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// cache is what a station knows: everything of its partitions.
type cache struct {
	people  map[siak.NIK]siak.Resident
	cursors map[siak.Region]siak.Cursor
	trust   siak.Trust
	pages   int
}

// pull brings a cache up to date in pages of the given size.
func (c *cache) pull(t testing.TB, cl *registry.Client, id registry.Identity, limit int) {
	t.Helper()
	if c.people == nil {
		c.people, c.cursors = map[siak.NIK]siak.Resident{}, map[siak.Region]siak.Cursor{}
	}
	var err error
	if c.trust, _, err = cl.Trust(t.Context()); err != nil {
		t.Fatal("trust:", err)
	}
	for _, p := range id.Partitions {
		for more := true; more; {
			from := siak.Cursor{Partition: p.Region, Epoch: c.cursors[p.Region].Epoch, Seq: c.cursors[p.Region].Seq}
			page, err := cl.Changes(t.Context(), from, limit)
			if err != nil {
				t.Fatal("changes:", err)
			}
			c.apply(page)
			more = page.More || page.StartOver
		}
	}
}

func (c *cache) apply(page siak.Page) {
	c.pages++
	c.cursors[page.To.Partition] = page.To
	if page.StartOver {
		for nik, r := range c.people {
			if r.District == page.To.Partition {
				delete(c.people, nik)
			}
		}
	}
	for _, r := range page.Removed {
		if have, ok := c.people[r.NIK]; ok && have.District == page.To.Partition && have.Version < r.Version {
			delete(c.people, r.NIK)
		}
	}
	for _, r := range page.Upserts {
		c.people[r.NIK] = r
	}
}

// desk is a station at work.
type desk struct {
	t      testing.TB
	id     registry.Identity
	client *registry.Client
	signer *credential.Signer
	cache  cache
	now    func() time.Time
}

func newDesk(t testing.TB, addr string, now func() time.Time) *desk {
	t.Helper()
	id, c := enrol(t, addr, registry.Options{Now: now})
	key, err := id.Signer()
	if err != nil {
		t.Fatal(err)
	}
	signer, err := credential.NewSigner(key, nil)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, id: id, client: c, signer: signer, now: now}
	d.cache.pull(t, c, id, 0)
	return d
}

// read judges a code as a station does.
func (d *desk) read(code string, at time.Time) (siak.Claim, siak.Outcome) {
	d.t.Helper()
	claim, err := credential.Verifier{Trust: d.cache.trust}.Verify(code, at)
	if err != nil {
		o, ok := siak.OutcomeOf(err)
		if !ok {
			d.t.Fatal("verify:", err)
		}
		return claim, o
	}
	r, known := d.cache.people[claim.NIK]
	if !known {
		if r, known, err = d.lookUp(claim); err != nil {
			d.t.Fatal("look up:", err)
		}
	}
	record := siak.Record{Resident: r, Known: known, AsOf: at}
	return claim, siak.Decide(claim, record, siak.DefaultPolicy(d.id.OfficeRegion), at).Outcome
}

// lookUp asks the registry for who showed a code.
func (d *desk) lookUp(claim siak.Claim) (siak.Resident, bool, error) {
	return d.client.LookUp(d.t.Context(), siak.LookUp{
		NIK: claim.NIK, RegistrationID: claim.RegistrationID, Presentation: claim.Presentation, Officer: "petugas",
	})
}

// confirm signs an activation on a claim.
func (d *desk) confirm(claim siak.Claim, o siak.Outcome, at time.Time) siak.Activation {
	d.t.Helper()
	return d.sign(siak.Statement{
		ID: siak.NewActivationID(), RegistrationID: claim.RegistrationID, PresentationDigest: claim.Digest,
		Outcome: o, PolicyVersion: 1, TrustVersion: d.cache.trust.Version,
		Officer: "petugas", Session: "s1", ReadAt: at, ConfirmedAt: at,
	}, claim.Presentation)
}

func (d *desk) sign(st siak.Statement, presentation []byte) siak.Activation {
	d.t.Helper()
	signed, err := credential.SignStatement(st, d.signer)
	if err != nil {
		d.t.Fatal(err)
	}
	return siak.Activation{Statement: st, Signed: signed, Presentation: presentation}
}

// submit hands in one activation.
func (d *desk) submit(a siak.Activation) siak.Verdict {
	d.t.Helper()
	vs, err := d.client.Submit(d.t.Context(), []siak.Activation{a})
	if err != nil {
		d.t.Fatal("submit:", err)
	}
	return vs[0]
}

// show has a citizen show a code.
func show(t testing.TB, s *sandbox.Sandbox, r sandbox.PhoneRequest) (code, registrationID string) {
	t.Helper()
	code, registrationID, err := s.ShowPhone(t.Context(), r)
	if err != nil {
		t.Fatalf("show %s: %v", r.Outcome, err)
	}
	return code, registrationID
}

// activate shows an eligible phone, confirms it and hands it in.
func (d *desk) activate(s *sandbox.Sandbox) (siak.Activation, siak.Verdict) {
	d.t.Helper()
	code, _ := show(d.t, s, sandbox.PhoneRequest{Outcome: siak.Eligible})
	claim, o := d.read(code, d.now())
	if o != siak.Eligible {
		d.t.Fatalf("outcome %s, want eligible", o)
	}
	a := d.confirm(claim, o, d.now())
	return a, d.submit(a)
}

func (d *desk) clientOptions() registry.Options { return registry.Options{Now: d.now} }

// represent has a citizen open the app again.
func represent(t testing.TB, s *sandbox.Sandbox, registrationID string, c *clock) string {
	t.Helper()
	code, err := s.Represent(t.Context(), registrationID, c.now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// gullible reads a code as a station does that lets everything pass: at a time
// when the code was good, if there was one.
func gullible(t testing.TB, trust siak.Trust, code string, now time.Time) (siak.Claim, time.Time) {
	t.Helper()
	v := credential.Verifier{Trust: siak.Trust{Issuers: trust.Issuers}}
	for _, at := range []time.Time{now, now.Add(-5 * time.Minute), now.Add(10 * time.Minute)} {
		if claim, err := v.Verify(code, at); err == nil {
			return claim, at
		}
	}
	raw := unpack(t, code)
	return siak.Claim{RegistrationID: "R-0", Presentation: raw, Digest: sha256.Sum256(raw)}, now
}

// unpack is what is in a code: Base45 of zlib.
func unpack(t testing.TB, code string) []byte {
	t.Helper()
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
	var packed []byte
	for text := code[len(credential.Prefix):]; text != ""; text = text[min(3, len(text)):] {
		n, weight := 0, 1
		for _, c := range text[:min(3, len(text))] {
			n, weight = n+weight*strings.IndexRune(alphabet, c), weight*45
		}
		if len(text) > 2 {
			packed = append(packed, byte(n>>8))
		}
		packed = append(packed, byte(n))
	}
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// canceledSoon is a context that ends in the middle of what takes a while.
func canceledSoon(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithTimeout(t.Context(), 100*time.Millisecond)
}
