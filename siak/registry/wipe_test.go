package registry

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"math/big"
	"net/url"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// role certifies an Ed25519 key for a role, as an authority or an intermediate does.
func (i *issuer) role(role string, from, to time.Time) ([]byte, ed25519.PrivateKey) {
	i.t.Helper()
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		i.t.Fatal(err)
	}
	uri, err := url.Parse(role)
	if err != nil {
		i.t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(7), URIs: []*url.URL{uri}, NotBefore: from, NotAfter: to, KeyUsage: x509.KeyUsageDigitalSignature,
	}, i.cert, public, i.key)
	if err != nil {
		i.t.Fatal(err)
	}
	return der, key
}

// A false registry that has the server's key, the register's, an intermediate's or
// an order for another station orders no wipe: over real TLS.
func TestFalseOrderToWipe(t *testing.T) {
	t.Parallel()
	o, laptop := newOffice(t), newMoved(day(2027, 6, 1))
	id := o.enrol(laptop)
	leaf, err := x509.ParseCertificate(id.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	own := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
	begin, end := day(2027, 1, 1), day(2030, 1, 1)
	good, wipe := o.issuer.role(wire.WipeRole, begin, end)
	order := func(certificate []byte, key ed25519.PrivateKey, station string, print [32]byte) *pb.WipeOrder {
		w := siak.WipeOrder{ID: [16]byte{1}, Ordered: day(2027, 5, 31)}
		return &pb.WipeOrder{
			Id: w.ID[:], Ordered: timestamppb.New(w.Ordered), Certificate: certificate,
			Signature: ed25519.Sign(key, wire.WipeText(station, print, w)),
		}
	}
	signed := func(certificate []byte, key ed25519.PrivateKey) *pb.WipeOrder {
		return order(certificate, key, id.StationID, own)
	}
	between := &issuer{t: t, key: wipe}
	if between.cert, err = x509.ParseCertificate(good); err != nil {
		t.Fatal(err)
	}
	later := signed(good, wipe)
	later.Ordered = timestamppb.New(day(2027, 6, 1))
	for name, w := range map[string]*pb.WipeOrder{
		"unsigned, as of earlier registries": {Id: make([]byte, 16), Ordered: timestamppb.New(begin)},
		"by the register":                    signed(o.issuer.role(wire.RegisterRole, begin, end)),
		"by a key that is over":              signed(o.issuer.role(wire.WipeRole, begin, day(2027, 5, 1))),
		"by another authority":               signed(newIssuer(t, begin).role(wire.WipeRole, begin, end)),
		"by what the wipe key certifies":     signed(between.role(wire.WipeRole, begin, end)),
		"for another station":                order(good, wipe, "S-other", own),
		"for another key":                    order(good, wipe, id.StationID, [32]byte{1}),
		"changed":                            later,
		"rubbish":                            {Id: make([]byte, 16), Certificate: []byte("x"), Signature: []byte("x")},
	} {
		o.wipe = w
		a, err := o.client(id, Options{Now: laptop.now}).Anchor(t.Context(), siak.AuditHead{}, siak.AuditHead{}, siak.AuditRows{})
		if err != nil || a.Wipe != nil || a.FalseOrder == nil {
			t.Errorf("%s: obeyed %v, told %v, %v", name, a.Wipe != nil, a.FalseOrder, err)
		}
	}
	o.wipe = signed(good, wipe)
	a, err := o.client(id, Options{Now: laptop.now}).Anchor(t.Context(), siak.AuditHead{}, siak.AuditHead{}, siak.AuditRows{})
	if err != nil || a.Wipe == nil || a.FalseOrder != nil {
		t.Errorf("the registry's own order: %v, %v, %v", a.Wipe, a.FalseOrder, err)
	}
}
