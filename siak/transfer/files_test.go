package transfer_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net/url"
	"testing"
	"time"

	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
	"ikd/station/siak/transfer"
)

var morning = time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)

// ends are the two who send each other files.
type ends struct {
	authority *x509.Certificate
	register  wire.Sealer
	station   ed25519.PrivateKey
	// The keys for files: X25519 alone, as of earlier versions; see hybrid_test.go.
	stationKey, registryKey []byte
}

func newEnds(t testing.TB) ends {
	t.Helper()
	e := ends{stationKey: transfer.NewKey()[:32], registryKey: transfer.NewKey()[:32]}
	e.authority, e.register = newRegister(t)
	_, e.station, _ = ed25519.GenerateKey(rand.Reader)
	return e
}

func newRegister(t testing.TB) (*x509.Certificate, wire.Sealer) {
	t.Helper()
	root, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, NotBefore: morning.AddDate(-1, 0, 0), NotAfter: morning.AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, ca, ca, root.Public(), root)
	if err != nil {
		t.Fatal(err)
	}
	authority, _ := x509.ParseCertificate(der)
	_, key, _ := ed25519.GenerateKey(rand.Reader)
	role, _ := url.Parse(wire.RegisterRole)
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), NotBefore: ca.NotBefore, NotAfter: ca.NotAfter, URIs: []*url.URL{role}}
	if der, err = x509.CreateCertificate(rand.Reader, leaf, authority, key.Public(), root); err != nil {
		t.Fatal(err)
	}
	return authority, wire.Sealer{Certificate: der, Key: key}
}

func public(t testing.TB, private []byte) []byte {
	t.Helper()
	key, err := transfer.PublicKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func fileOf(b []byte) transfer.File {
	return transfer.File{Bytes: bytes.NewReader(b), Size: int64(len(b))}
}

// raw writes a file with n activations, by the format alone.
func (e ends) raw(t testing.TB, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := transfer.Create(&b, public(t, e.registryKey), transfer.Header{
		Kind: pb.FileKind_FILE_KIND_OUTBOX, Station: "S-1", ServerName: "registry.invalid", Made: morning, AfterSeq: 7,
	}, transfer.ByStation(e.station))
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		item := &pb.ActivationItem{Id: make([]byte, 16), Statement: noise(400), Presentation: noise(300)}
		item.Id[0] = byte(i)
		if err := w.Activation(item); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if w.Size() != int64(b.Len()) {
		t.Fatalf("Size says %d of %d bytes", w.Size(), b.Len())
	}
	return b.Bytes()
}

// noise does not deflate.
func noise(n int) []byte {
	b := make([]byte, n)
	_, _ = io.ReadFull(rand.Reader, b)
	return b
}

// readAll goes through a file as the registry does.
func (e ends) readAll(t testing.TB, f transfer.File) (n int, err error) {
	r, err := transfer.Open(f, e.registryKey)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	err = r.Each(t.Context(), transfer.SignedBy(e.station.Public().(ed25519.PublicKey)), func(*pb.FilePart) error { n++; return nil })
	return n, err
}
