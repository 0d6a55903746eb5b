package server_test

import (
	"bytes"
	"crypto/x509"
	"testing"
	"time"

	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/sqlite"
	"ikd/station/siak/registry/server/storagetest"
	"ikd/station/siak/registry/wire"
)

// opened is a registry in a folder at a time; it is made where there is none.
func opened(t *testing.T, dir string, now time.Time) (*server.Registry, *x509.Certificate) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir, Fill: func(tx *sqlite.Tx) error {
		_, err := server.Create(tx, server.Setup{ServerName: "registry.test.invalid", Authority: "Otoritas", Wrapping: storagetest.Wrapping(), IssuerPrefix: "x", Now: now})
		return err
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	r, err := server.Open(t.Context(), store, server.Options{Now: func() time.Time { return now }, Wrapping: storagetest.Wrapping()})
	if err != nil {
		t.Fatal(err)
	}
	return r, r.Keys().Authority()
}

// TestRegisterKey: made once, kept, changed before its end, and of no use in TLS.
func TestRegisterKey(t *testing.T) {
	dir, began := t.TempDir(), time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	seal := func(now time.Time) (wire.Sealer, *pb.GetTrustResponse) {
		t.Helper()
		r, authority := opened(t, dir, now)
		s, err := r.Sealer(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		again, err := r.Sealer(t.Context())
		if err != nil || !bytes.Equal(again.Certificate, s.Certificate) {
			t.Fatal("another key each time", err)
		}
		m := &pb.GetTrustResponse{Version: 9}
		if err := wire.Sign(m, s); err != nil {
			t.Fatal(err)
		}
		if err := wire.Verify(m, authority, now); err != nil {
			t.Fatal(err)
		}
		return s, m
	}
	first, early := seal(began)
	if kept, _ := seal(began.AddDate(0, 11, 0)); !bytes.Equal(kept.Certificate, first.Certificate) {
		t.Error("a key is not kept")
	}
	later, _ := seal(began.AddDate(1, 0, 1))
	if bytes.Equal(later.Certificate, first.Certificate) {
		t.Error("a key is not changed")
	}
	r, authority := opened(t, dir, began.AddDate(1, 0, 2))
	if now, err := r.Sealer(t.Context()); err != nil || !bytes.Equal(now.Certificate, later.Certificate) {
		t.Error("the new key is not kept", err)
	}
	if err := wire.Verify(early, authority, began.AddDate(1, 5, 0)); err != nil {
		t.Error("what lay on a stick for months is worth nothing:", err)
	}
	c, err := x509.ParseCertificate(first.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(authority)
	for _, use := range []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth} {
		if _, err := c.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: began, KeyUsages: []x509.ExtKeyUsage{use}}); err == nil {
			t.Error("the register's certificate is good in TLS")
		}
	}
}
