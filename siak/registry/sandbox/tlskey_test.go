package sandbox_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"io"
	"testing"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
)

func newTLSKey(t *testing.T) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// stubborn is a key whose TPM does not sign.
type stubborn struct {
	crypto.Signer
	kind siak.Kind
}

func (s *stubborn) Sign(r io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	if s.kind != "" {
		return nil, siak.E("sign", s.kind, errors.New("in a test"))
	}
	return s.Signer.Sign(r, digest, o)
}

// TestTLSKey: a station renews for a key for TLS; until it shows that one the old
// certificate is good, then it is not, and a new code begins anew. The station stays
// the same one all the time, and its statements and its audit are signed as before.
func TestTLSKey(t *testing.T) {
	s := open(t, sandbox.Options{People: 60, Codes: true})
	addr := serve(t, s)
	laptop := newCounter(t, addr, nil)
	was, err := laptop.enrol(invite(t, s, "", 0))
	if err != nil {
		t.Fatal(err)
	}
	first := client(t, was, registry.Options{})
	asks := was
	key := &stubborn{Signer: newTLSKey(t)}
	asks.TLSKey = key
	if !asks.RenewAt().Before(asks.RenewAt().Add(1)) || asks.RenewAt().After(first.Time()) {
		t.Error("a key for TLS is not certified at once")
	}
	renewed, err := first.Renew(t.Context(), asks)
	if err != nil {
		t.Fatal(err)
	}
	if len(renewed.TLSCertificate) == 0 || string(renewed.Certificate) != string(was.Certificate) {
		t.Fatal("the key for TLS has no certificate")
	}
	reach := func(what string, id registry.Identity, kind siak.Kind) {
		t.Helper()
		_, err := client(t, id, registry.Options{}).LastAnchor(t.Context())
		wantKind(t, what, err, kind)
	}
	reach("the old certificate, before the new one was shown", was, "")
	reach("the new one", renewed, "")
	reach("the old one, after that", was, siak.KindUnauthenticated)
	if err := first.Adopt(renewed); err != nil {
		t.Fatal(err)
	}
	again, err := first.Renew(t.Context(), renewed)
	if err != nil {
		t.Fatal(err)
	}
	reach("renewed again", again, "")
	for _, kind := range []siak.Kind{siak.KindNoTPM, siak.KindOtherTPM, siak.KindTPMBusy} {
		key.kind = kind
		reach("a TPM that does not sign", renewed, kind)
	}
	all, err := s.Stations(t.Context())
	if err != nil || len(all) != 1 || !all[0].OwnTLSKey || all[0].ID != was.StationID {
		t.Fatalf("%+v, %v", all, err)
	}
	back, err := laptop.enrol(invite(t, s, "", 0))
	if err != nil || back.StationID != was.StationID {
		t.Fatal(back.StationID, err)
	}
	reach("after a new code", back, "")
	key.kind = ""
	reach("the key of the TPM that is gone", renewed, siak.KindUnauthenticated)
}

// TestTLSKeyIsNobodyElses: another station's key for TLS is not certified, and neither
// is one that its owner did not sign for.
func TestTLSKeyIsNobodyElses(t *testing.T) {
	s := open(t, sandbox.Options{People: 60})
	addr := serve(t, s)
	enrol := func() registry.Identity {
		id, err := newCounter(t, addr, nil).enrol("")
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	a, b := enrol(), enrol()
	a.TLSKey = newTLSKey(t)
	renewed, err := client(t, a, registry.Options{}).Renew(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	b.TLSKey = a.TLSKey
	_, err = client(t, b, registry.Options{}).Renew(t.Context(), b)
	wantKind(t, "another station's key", err, siak.KindRefused)
	if _, err := client(t, renewed, registry.Options{}).LastAnchor(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestProtectionIsTold: what a station says of its protection at the enrolment and
// with each anchor is what the staff see.
func TestProtectionIsTold(t *testing.T) {
	s := open(t, sandbox.Options{People: 60})
	addr := serve(t, s)
	id, err := registry.Enrol(t.Context(), addr, registry.EnrolOptions{Protection: siak.ProtectedByKeyring})
	if err != nil {
		t.Fatal(err)
	}
	want := func(p siak.KeyProtection) {
		t.Helper()
		if all, err := s.Stations(t.Context()); err != nil || all[0].Protection != p {
			t.Errorf("%+v, %v", all, err)
		}
	}
	want(siak.ProtectedByKeyring)
	c := client(t, id, registry.Options{})
	for _, p := range []siak.KeyProtection{siak.ProtectedByTPM, "", siak.ProtectedByPassphrase} {
		c.SetProtection(p)
		if _, err := c.Anchor(t.Context(), siak.AuditHead{}, siak.AuditHead{}, siak.AuditRows{}); err != nil {
			t.Fatal(err)
		}
		if p == "" {
			p = siak.ProtectedByTPM // who says nothing changes nothing
		}
		want(p)
	}
}
