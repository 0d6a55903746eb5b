package wire

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"errors"
	"math/big"
	"net/url"
	"slices"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"
	"pgregory.net/rapid"

	pb "ikd/station/siak/registry/registryv1"
)

// byTheBook writes a message as the contract's Seal says: fields in the order of
// their numbers, shortest varints, defaults left out, unknown fields last. It
// shares nothing with the library's marshaller but the reflection.
func byTheBook(m protoreflect.Message, without protoreflect.Name) (out []byte) {
	fields := m.Descriptor().Fields()
	var all []protoreflect.FieldDescriptor
	for i := range fields.Len() {
		all = append(all, fields.Get(i))
	}
	slices.SortFunc(all, func(a, b protoreflect.FieldDescriptor) int { return int(a.Number() - b.Number()) })
	for _, f := range all {
		switch {
		case f.Name() == without || !m.Has(f):
		case f.IsList():
			list := m.Get(f).List()
			for i := range list.Len() {
				out = appendValue(out, f, list.Get(i))
			}
		default:
			out = appendValue(out, f, m.Get(f))
		}
	}
	return append(out, m.GetUnknown()...)
}

func appendValue(out []byte, f protoreflect.FieldDescriptor, v protoreflect.Value) []byte {
	tag := func(t protowire.Type) { out = protowire.AppendTag(out, f.Number(), t) }
	switch f.Kind() {
	case protoreflect.BoolKind:
		tag(protowire.VarintType)
		return protowire.AppendVarint(out, protowire.EncodeBool(v.Bool()))
	case protoreflect.Uint32Kind, protoreflect.Uint64Kind:
		tag(protowire.VarintType)
		return protowire.AppendVarint(out, v.Uint())
	case protoreflect.Int32Kind, protoreflect.Int64Kind:
		tag(protowire.VarintType)
		return protowire.AppendVarint(out, uint64(v.Int()))
	case protoreflect.StringKind:
		tag(protowire.BytesType)
		return protowire.AppendString(out, v.String())
	case protoreflect.BytesKind:
		tag(protowire.BytesType)
		return protowire.AppendBytes(out, v.Bytes())
	case protoreflect.MessageKind:
		tag(protowire.BytesType)
		return protowire.AppendBytes(out, byTheBook(v.Message(), ""))
	}
	panic("no such kind in the contract: " + f.Kind().String())
}

// sealedMessages draws what may be sealed.
func sealedMessages() *rapid.Generator[Sealed] {
	return rapid.Custom(func(t *rapid.T) Sealed {
		at := timestamppb.New(time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "time"), 0))
		seal := &pb.Seal{Certificate: []byte("c"), Signature: []byte("s")}
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			m := &pb.ListChangesResponse{
				From: &pb.Cursor{Partition: "327606"}, To: &pb.Cursor{Partition: "327606", Epoch: rapid.Uint64().Draw(t, "epoch"), Seq: 9},
				More: rapid.Bool().Draw(t, "more"), Total: rapid.Uint64().Draw(t, "total"), ServerTime: at, Seal: seal,
			}
			for _, r := range rapid.SliceOfN(residents(rapid.Uint64().Draw(t, "version")), 0, 3).Draw(t, "residents") {
				m.Upserts = append(m.Upserts, FromResident(r))
			}
			return m
		case 1:
			return &pb.GetTrustResponse{
				Version: 7, Issuers: []*pb.IssuerKey{{Kid: []byte{1}, From: at}}, RevokedRegistrations: []string{"b", "a"}, Seal: seal,
			}
		default:
			return &pb.FileEnd{Parts: rapid.Uint64().Draw(t, "parts"), Digest: []byte{1, 2}, Seal: seal, Signature: []byte{3}}
		}
	})
}

// TestCanonical: what the library marshals is what the contract says is signed,
// for any message, one with fields of a later version, and one that came as JSON.
func TestCanonical(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := sealedMessages().Draw(t, "message")
		same := func(what string, m Sealed) []byte {
			got, err := canonical(m)
			if want := byTheBook(m.ProtoReflect(), "seal"); err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%s: %x, %v, want %x", what, got, err, want)
			}
			if m.GetSeal() == nil {
				t.Fatal("the seal is gone")
			}
			return got
		}
		own := same("made here", m)

		text, err := protojson.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		asJSON := m.ProtoReflect().New().Interface().(Sealed)
		if err := protojson.Unmarshal(text, asJSON); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(same("JSON", asJSON), own) {
			t.Fatal("JSON and back is another message")
		}

		// A later registry puts new fields first, here and inside.
		later := protowire.AppendVarint(protowire.AppendTag(nil, 1000, protowire.VarintType), 5)
		later = protowire.AppendString(protowire.AppendTag(later, 900, protowire.BytesType), "new")
		raw, err := proto.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		fromLater := m.ProtoReflect().New().Interface().(Sealed)
		if err := proto.Unmarshal(slices.Concat(later, raw), fromLater); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(same("later", fromLater), slices.Concat(own, later)) {
			t.Fatal("unknown fields are not last as they came")
		}
	})
}

// register is an authority that certified a register, a station and a server.
type register struct {
	t         testing.TB
	authority *x509.Certificate
	key       *ecdsa.PrivateKey
	begin     time.Time
}

func newRegister(t testing.TB) *register {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	r := &register{t: t, key: key, begin: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Otoritas"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: r.begin, NotAfter: r.begin.AddDate(10, 0, 0), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	if r.authority, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	return r
}

// sealer certifies a new Ed25519 key with these names, for a year.
func (r *register) sealer(usage x509.ExtKeyUsage, uris ...string) Sealer {
	r.t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		r.t.Fatal(err)
	}
	return Sealer{r.certify(public, usage, uris...), private}
}

func (r *register) certify(public any, usage x509.ExtKeyUsage, uris ...string) []byte {
	r.t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), NotBefore: r.begin, NotAfter: r.begin.AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{usage},
	}
	for _, text := range uris {
		uri, err := url.Parse(text)
		if err != nil {
			r.t.Fatal(err)
		}
		template.URIs = append(template.URIs, uri)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, r.authority, public, r.key)
	if err != nil {
		r.t.Fatal(err)
	}
	return der
}

// sealedPage is a page with a seal on it.
func sealedPage(t testing.TB, s Sealer) *pb.ListChangesResponse {
	t.Helper()
	m := &pb.ListChangesResponse{
		From: &pb.Cursor{Partition: "327606", Epoch: 3}, To: &pb.Cursor{Partition: "327606", Epoch: 3, Seq: 1}, Total: 1,
		Upserts: []*pb.Resident{{Nik: "3276064101909001", Name: "SITI", Sex: 2, Birth: "19900101", Recorded: true, District: "327606", Version: 1}},
	}
	if err := Sign(m, s); err != nil {
		t.Fatal(err)
	}
	return m
}

// TestSeal: what was sealed by the register is believed, whatever was done to it
// afterwards is not, and nobody else's seal is.
func TestSeal(t *testing.T) {
	r := newRegister(t)
	const any = x509.ExtKeyUsageAny
	good := r.sealer(any, "urn:example:other", RegisterRole)
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	in := func(change func(*pb.ListChangesResponse)) *pb.ListChangesResponse {
		m := sealedPage(t, good)
		change(m)
		return m
	}
	summer := r.begin.AddDate(0, 6, 0)
	for name, c := range map[string]struct {
		m    *pb.ListChangesResponse
		now  time.Time
		want error
	}{
		"good":                         {in(func(*pb.ListChangesResponse) {}), summer, nil},
		"a clock that fell back":       {in(func(*pb.ListChangesResponse) {}), r.begin.AddDate(-6, 0, 0), nil},
		"sealed again":                 {in(func(m *pb.ListChangesResponse) { m.Total = 5; _ = Sign(m, good) }), summer, nil},
		"over":                         {in(func(*pb.ListChangesResponse) {}), r.begin.AddDate(1, 0, 1), ErrForeignSeal},
		"none":                         {in(func(m *pb.ListChangesResponse) { m.Seal = nil }), summer, ErrNoSeal},
		"no certificate":               {in(func(m *pb.ListChangesResponse) { m.Seal.Certificate = nil }), summer, ErrNoSeal},
		"no signature":                 {in(func(m *pb.ListChangesResponse) { m.Seal.Signature = nil }), summer, ErrNoSeal},
		"rubbish for a certificate":    {in(func(m *pb.ListChangesResponse) { m.Seal.Certificate = []byte("x") }), summer, ErrForeignSeal},
		"another authority":            {sealedPage(t, newRegister(t).sealer(any, RegisterRole)), summer, ErrForeignSeal},
		"a station":                    {sealedPage(t, r.sealer(x509.ExtKeyUsageClientAuth)), summer, ErrNoRegister},
		"a server":                     {sealedPage(t, r.sealer(x509.ExtKeyUsageServerAuth, "urn:ikd:role:server")), summer, ErrNoRegister},
		"the authority itself":         {in(func(m *pb.ListChangesResponse) { m.Seal.Certificate = r.authority.Raw }), summer, ErrNoRegister},
		"a register with an ECDSA key": {in(func(m *pb.ListChangesResponse) { m.Seal.Certificate = r.certify(ecKey.Public(), any, RegisterRole) }), summer, ErrNoRegister},
		"another register's key":       {in(func(m *pb.ListChangesResponse) { m.Seal.Certificate = r.sealer(any, RegisterRole).Certificate }), summer, ErrBrokenSeal},
		"a cut signature":              {in(func(m *pb.ListChangesResponse) { m.Seal.Signature = m.Seal.Signature[:63] }), summer, ErrBrokenSeal},
		"another name":                 {in(func(m *pb.ListChangesResponse) { m.Upserts[0].Name = "SITA" }), summer, ErrBrokenSeal},
		"a person less":                {in(func(m *pb.ListChangesResponse) { m.Upserts = nil }), summer, ErrBrokenSeal},
		"of another question":          {in(func(m *pb.ListChangesResponse) { m.From.Seq = 7 }), summer, ErrBrokenSeal},
		"a later field added":          {in(func(m *pb.ListChangesResponse) { m.ProtoReflect().SetUnknown([]byte{0xf8, 0x3e, 1}) }), summer, ErrBrokenSeal},
	} {
		t.Run(name, func(t *testing.T) {
			if err := Verify(c.m, r.authority, c.now); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

// TestSealOfAnotherMessage: the seal of one message is none of another whose
// bytes are the same.
func TestSealOfAnotherMessage(t *testing.T) {
	r := newRegister(t)
	trust := &pb.GetTrustResponse{Version: 5}
	if err := Sign(trust, r.sealer(x509.ExtKeyUsageAny, RegisterRole)); err != nil {
		t.Fatal(err)
	}
	end := &pb.FileEnd{Parts: 5, Seal: trust.GetSeal()}
	if err := Verify(end, r.authority, r.begin); !errors.Is(err, ErrBrokenSeal) {
		t.Errorf("%v, want %v", err, ErrBrokenSeal)
	}
}

// TestSealVector holds the form for ever: another implementation has to come to
// the same bytes. A script in another language did, byte by byte, with OpenSSL's
// Ed25519.
func TestSealVector(t *testing.T) {
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	m := &pb.ListChangesResponse{
		From: &pb.Cursor{Partition: "327606", Epoch: 3}, To: &pb.Cursor{Partition: "327606", Epoch: 3, Seq: 300},
		Upserts:    []*pb.Resident{{Nik: "3276064101909001", Name: "SITI", Sex: 2, Birth: "19900101", Recorded: true, District: "327606", Version: 300}},
		Removed:    []*pb.Tombstone{{Nik: "3276060101909002", Version: 299}},
		ServerTime: &timestamppb.Timestamp{Seconds: 1767225600}, Total: 1,
	}
	if err := Sign(m, Sealer{Certificate: []byte("any"), Key: key}); err != nil {
		t.Fatal(err)
	}
	body, err := canonical(m)
	if err != nil {
		t.Fatal(err)
	}
	const (
		wantBody      = "120d0a06333237363036100318ac021a310a10333237363036343130313930393030311204534954491802220831393930303130313801420633323736303658ac0222150a103332373630363031303139303930303210ab0230013a060880f2d6ca064a0a0a063332373630361003"
		wantSignature = "16fbc7313a918dd759334834a2e37d31356ee684efb7ed79d40c71dc75b22b63be7f6ce499a949094f424abdc1bfcc9b0358ac003bf72ad9b874ddd43f025403"
	)
	if got := hex.EncodeToString(body); got != wantBody {
		t.Errorf("the canonical form is %s", got)
	}
	if got := hex.EncodeToString(m.GetSeal().GetSignature()); got != wantSignature {
		t.Errorf("the signature is %s", got)
	}
}

// cityPage is a page of 5,000 people.
func cityPage(b *testing.B, s Sealer) *pb.ListChangesResponse {
	m := sealedPage(b, s)
	for range 4999 {
		m.Upserts = append(m.Upserts, m.GetUpserts()[0])
	}
	if err := Sign(m, s); err != nil {
		b.Fatal(err)
	}
	return m
}

// BenchmarkSign seals a page of 5,000 people.
func BenchmarkSign(b *testing.B) {
	s := newRegister(b).sealer(x509.ExtKeyUsageAny, RegisterRole)
	m := cityPage(b, s)
	for b.Loop() {
		if err := Sign(m, s); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkVerify judges the seal of a page of 5,000 people.
func BenchmarkVerify(b *testing.B) {
	r := newRegister(b)
	m := cityPage(b, r.sealer(x509.ExtKeyUsageAny, RegisterRole))
	for b.Loop() {
		if err := Verify(m, r.authority, r.begin); err != nil {
			b.Fatal(err)
		}
	}
}
