//go:build cgo

package transfer_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"net"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ikd/station/siak"
	"ikd/station/siak/credential"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
	"ikd/station/siak/transfer"
	"ikd/station/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// testRegistry is a real registry, reachable only while stations enrol.
type testRegistry struct {
	*sandbox.Sandbox
	t    testing.TB
	hand transfer.Registry
	desk transfer.RegistryService
}

func newTestRegistry(t testing.TB, people int) *testRegistry {
	t.Helper()
	box, err := sandbox.Open(t.Context(), sandbox.Options{Dir: t.TempDir(), People: people, Seed: 5})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	c := &testRegistry{Sandbox: box, t: t}
	if c.hand, c.desk, err = box.ByHand(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c
}

// laptop is a station with a real store and no network.
type laptop struct {
	t      testing.TB
	id     registry.Identity
	store  *store.Store
	end    transfer.Station
	signer *credential.Signer
}

var cheap = store.Options{Argon: store.Argon2Params{Memory: 64, Time: 1, Threads: 1}, Reserve: 64 << 10, MadeUp: true}

func (c *testRegistry) newLaptop() *laptop {
	c.t.Helper()
	l := &laptop{t: c.t, id: c.enrol()}
	s, err := store.Create(c.t.Context(), filepath.Join(c.t.TempDir(), "loket"), store.Officer{Name: "latihan"}, []byte("pagi yang cerah"), cheap)
	if err != nil {
		c.t.Fatal(err)
	}
	l.store = s
	c.t.Cleanup(func() { _ = s.Close() })
	key, err := l.id.Signer()
	if err != nil {
		c.t.Fatal(err)
	}
	if l.signer, err = credential.NewSigner(key, []byte(l.id.StationID)); err != nil {
		c.t.Fatal(err)
	}
	authority, err := x509.ParseCertificate(l.id.Authority)
	if err != nil {
		c.t.Fatal(err)
	}
	l.end = transfer.Station{
		ID: l.id.StationID, ServerName: l.id.ServerName, Authority: authority, Key: key,
		FileKey: l.id.FileKey, Registry: l.id.FileRecipient, Now: time.Now,
	}
	for _, p := range l.id.Partitions {
		l.end.Area = append(l.end.Area, p.Region)
	}
	return l
}

// enrol makes a station of somebody.
func (c *testRegistry) enrol() (id registry.Identity) {
	c.connected(func(addr string) (err error) {
		id, err = registry.Enrol(c.t.Context(), addr, registry.EnrolOptions{StationName: "Loket 1"})
		return err
	})
	return id
}

// connected makes the registry reachable for a moment.
func (c *testRegistry) connected(do func(addr string) error) {
	c.t.Helper()
	ln, err := (&net.ListenConfig{}).Listen(c.t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		c.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(c.t.Context()))
	served := make(chan error, 1)
	go func() { served <- c.Serve(ctx, ln) }()
	err = do(ln.Addr().String())
	stop()
	if err := errors.Join(err, <-served); err != nil {
		c.t.Fatal(err)
	}
}

// area writes an area file, whole or since cursors.
func (c *testRegistry) area(l *laptop, since ...siak.Cursor) []byte {
	c.t.Helper()
	from, _, err := c.AreaCursors(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	if since != nil {
		from = since
	}
	var b bytes.Buffer
	if _, err := c.hand.WriteArea(c.t.Context(), &b, l.end.ID, c.desk, from); err != nil {
		c.t.Fatal(err)
	}
	return b.Bytes()
}

func (c *testRegistry) accept(file []byte) (receipts []byte, found transfer.Found, err error) {
	var b bytes.Buffer
	found, err = c.hand.Accept(c.t.Context(), fileOf(file), c.desk, &b)
	return b.Bytes(), found, err
}

func (l *laptop) take(file []byte) (transfer.Taken, error) {
	return l.end.Take(l.t.Context(), fileOf(file), transfer.Stores{Cache: l.store.Cache, Ledger: l.store.Ledger, Audit: l.store.Audit})
}

// mustTake takes a file in that must bring something new, or nothing.
func (l *laptop) mustTake(file []byte, isNew bool) transfer.Taken {
	l.t.Helper()
	taken, err := l.take(file)
	if err != nil || taken.New != isNew {
		l.t.Fatalf("taken %+v, error %v, want new: %v", taken, err, isNew)
	}
	return taken
}

func (l *laptop) outbox() []byte {
	l.t.Helper()
	ctx := l.t.Context()
	o := transfer.Outbox{Waiting: l.store.Ledger.Unsent(ctx)}
	var errs [4]error
	o.Head, errs[0] = l.store.Audit.Head(ctx)
	o.Anchored, errs[1] = l.store.Audit.Anchored(ctx)
	o.AfterSeq, errs[2] = l.store.Ledger.VerdictSeq(ctx)
	o.Copy, errs[3] = l.store.Cache.Cursors(ctx)
	var b bytes.Buffer
	_, err := l.end.WriteOutbox(ctx, &b, o)
	if err := errors.Join(append(errs[:], err)...); err != nil {
		l.t.Fatal(err)
	}
	return b.Bytes()
}

// confirm lets a citizen step up and the officer confirm.
func (l *laptop) confirm(c *testRegistry) siak.Activation {
	l.t.Helper()
	code, _, err := c.ShowPhone(l.t.Context(), sandbox.PhoneRequest{Outcome: siak.Eligible})
	if err != nil {
		l.t.Fatal(err)
	}
	return l.confirmCode(code)
}

func (l *laptop) confirmCode(code string) siak.Activation {
	l.t.Helper()
	trust, _, err := l.store.Cache.Trust(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	now := time.Now()
	claim, err := credential.Verifier{Trust: trust}.Verify(code, now)
	if err != nil {
		l.t.Fatal(err)
	}
	a := siak.Activation{Statement: siak.Statement{
		ID: siak.NewActivationID(), RegistrationID: claim.RegistrationID, PresentationDigest: claim.Digest,
		Outcome: siak.Eligible, PolicyVersion: 1, TrustVersion: trust.Version,
		Officer: "latihan", Session: "s", ReadAt: now, ConfirmedAt: now,
	}, NIK: claim.NIK, Name: claim.Name, PresentationID: claim.PresentationID, Presentation: claim.Presentation, State: siak.Queued}
	if a.Signed, err = credential.SignStatement(a.Statement, l.signer); err != nil {
		l.t.Fatal(err)
	}
	if err := l.store.Ledger.Confirm(l.t.Context(), a); err != nil {
		l.t.Fatal(err)
	}
	return a
}

// states counts the laptop's activations.
func (l *laptop) states() map[siak.State]int {
	l.t.Helper()
	counts, err := l.store.Ledger.Counts(l.t.Context(), time.Time{})
	if err != nil {
		l.t.Fatal(err)
	}
	return counts
}

func (l *laptop) residents() int {
	l.t.Helper()
	f, err := l.store.Cache.Freshness(l.t.Context())
	if err != nil {
		l.t.Fatal(err)
	}
	return f.Residents
}

func wantKind(t testing.TB, err error, want siak.Kind) {
	t.Helper()
	if siak.KindOf(err) != want {
		t.Fatalf("error %v, want %s", err, want)
	}
}

// leave moves a citizen out of the stations' area.
func (l *laptop) leave(c *testRegistry, a siak.Activation) {
	l.t.Helper()
	if err := c.Change(l.t.Context(), a.NIK, func(r *siak.Resident) { r.District = "317404" }); err != nil {
		l.t.Fatal(err)
	}
}

// gone holds that the copy has nobody of that NIK.
func (l *laptop) gone(nik siak.NIK) {
	l.t.Helper()
	if _, known, err := l.store.Cache.Resident(l.t.Context(), nik); known || err != nil {
		l.t.Fatalf("still known: %v, error %v", known, err)
	}
}

// identity is as the store keeps it.
func (l *laptop) identity() store.Identity {
	return store.Identity{
		StationID: l.id.StationID, Registry: l.id.Address, ServerName: l.id.ServerName, Key: l.id.Key,
		Certificate: l.id.Certificate, Authority: l.id.Authority, OfficeRegion: l.id.OfficeRegion, Training: true,
	}
}
