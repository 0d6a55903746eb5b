package registry

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"slices"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
	"ikd/station/siak/text"
)

// EnrolOptions say who enrols.
type EnrolOptions struct {
	// Code was given by the registry's staff, as somebody typed it; a sandbox
	// asks for none.
	Code string
	// StationName is what the registry's staff see: "Loket 1".
	StationName string
	// Key (PKCS #8) is the station's where it has been enrolled before: it stays
	// the same station. A new one is made where there is none.
	Key []byte
	// FileKey is the station's for files by hand, as Key is: what was encrypted
	// to it can still be read. A new one is made where there is none.
	FileKey []byte
	// Protection is how the station's keys are protected; "" to say nothing.
	Protection siak.KeyProtection
	Options
}

// Enrol has the registry at addr ("host:port", with or without "https://")
// certify the station's key. See the package comment for what first contact
// promises. Beside the kinds of the package comment it fails with bad-text for the
// station's name, with enrol-code-mistyped and other-registry, before the secret of the code has left
// the laptop, and with enrol-code-wrong, -expired and -used. A call whose answer
// was lost is made again with the same key and code.
func Enrol(ctx context.Context, addr string, o EnrolOptions) (Identity, error) {
	const op = "enrol station"
	base, err := parseAddress(addr)
	if err != nil {
		return Identity{}, err
	}
	if o.StationName, err = text.Canonical(o.StationName); err != nil {
		return Identity{}, siak.E(op, siak.KindBadText, err)
	}
	o.Options = o.withDefaults()
	contact, err := newFirstContact(base, o)
	if err != nil {
		return Identity{}, siak.E(op, siak.KindCodeMistyped, err)
	}
	if contact.file, err = (Identity{FileKey: o.FileKey}).fileKey(); err != nil {
		return Identity{}, siak.E(op, siak.KindBadIdentity, err)
	}
	key, err := stationKey(o.Key)
	if err != nil {
		return Identity{}, siak.E(op, siak.KindBadIdentity, err)
	}
	m, err := contact.enrol(ctx, key, o)
	if err != nil {
		return Identity{}, err
	}
	id, err := newIdentity(base, key, contact.file.private, m)
	if err == nil {
		err = contact.check(id)
	}
	if err != nil {
		return Identity{}, badReply(op, err)
	}
	return id, nil
}

// NewStationKey makes a key (PKCS #8) for a station that is to be enrolled: who
// keeps it before the first try can try again.
func NewStationKey() []byte {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err == nil {
		var key []byte
		if key, err = x509.MarshalPKCS8PrivateKey(private); err == nil {
			return key
		}
	}
	panic(err) // neither fails since Go 1.24
}

// stationKey is the key that there is, or a new one.
func stationKey(key []byte) (ed25519.PrivateKey, error) {
	if key == nil {
		key = NewStationKey()
	}
	return Identity{Key: key}.privateKey()
}

// certificateRequest asks to certify a key (PKCS #10).
func certificateRequest(key crypto.Signer, name string) ([]byte, error) {
	template := &x509.CertificateRequest{Subject: pkix.Name{CommonName: name}}
	return x509.CreateCertificateRequest(rand.Reader, template, key)
}

// sealingKeyLength is of an X25519 public key (RFC 7748).
const sealingKeyLength = 32

// agreed reports whether a public key is of one of the lengths that it may have;
// an earlier registry may have none.
func agreed(public []byte, lengths ...int) bool {
	return len(public) == 0 || slices.Contains(lengths, len(public))
}

// newIdentity reads the reply.
func newIdentity(base string, key ed25519.PrivateKey, file []byte, m *pb.EnrolResponse) (Identity, error) {
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return Identity{}, errIdentity
	}
	id := Identity{
		StationID: m.GetStationId(), Address: base, ServerName: m.GetServerName(),
		Key: pkcs8, Certificate: m.GetCertificate(), Authority: m.GetAuthority(),
		OfficeRegion: siak.Region(m.GetOfficeRegion()), OfficeName: text.Clean(m.GetOfficeName()),
		Training: m.GetTraining(), SealingKey: m.GetSealingKey(), FileKey: file,
		FileRecipient: slices.Concat(m.GetFileRecipient(), m.GetHybridFileRecipient()),
		Intermediates: m.GetIntermediates(), KeysVersion: m.GetKeysVersion(),
	}
	for _, p := range m.GetPartitions() {
		if !wire.IsDistrict(p.GetRegion()) {
			return Identity{}, errors.New("partitions are not as agreed")
		}
		id.Partitions = append(id.Partitions, Partition{Region: siak.Region(p.GetRegion()), Name: text.Clean(p.GetName())})
	}
	if !agreed(id.SealingKey, sealingKeyLength) || !agreed(id.FileRecipient, classicRecipient, classicRecipient+hybridRecipient) {
		return Identity{}, errors.New("a key of the registry is not as agreed")
	}
	if id.StationID == "" || id.ServerName == "" || !wire.IsDistrict(m.GetOfficeRegion()) {
		return Identity{}, errors.New("station, server name or office is missing")
	}
	return id, nil
}
