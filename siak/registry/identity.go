package registry

import (
	"crypto"
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"time"

	"ikd/station/siak"
)

// Identity is what a station keeps of its enrolment. Key is the secret in it:
// the caller stores it sealed.
type Identity struct {
	StationID   string
	Address     string // "https://host:port"; may be changed, the registry stays the same
	ServerName  string // in the registry's certificate
	Key         []byte // PKCS #8: signs statements, and proves the station in TLS
	Certificate []byte // X.509 (DER) for Key
	Authority   []byte // X.509 (DER) of the registry's authority, pinned
	// OldAuthority is pinned as well after a renewal that changed the authority,
	// until the next one: the registry's own certificate may change later.
	OldAuthority []byte
	// TLSKey is a key in the laptop's TPM (ECDSA on P-256), TLSCertificate is for it:
	// where both are there, they prove the station in TLS in the place of Key. TLSKey
	// without TLSCertificate is certified by the next renewal. Nil where the laptop has
	// no TPM.
	TLSKey         crypto.Signer
	TLSCertificate []byte
	OfficeRegion   siak.Region
	OfficeName     string
	Partitions     []Partition // the area to keep in the cache
	// SealingKey is the registry's X25519 public key; nil where the station was
	// enrolled before there was one.
	SealingKey []byte
	// FileKey is the station's private key, which opens files by hand; a
	// secret as Key is. FileRecipient is the registry's public one. Both are nil
	// where the station was enrolled before there were files: the next renewal,
	// which is due at once, brings them.
	// A key has two halves, see siak/transfer; one of an earlier version has the
	// first alone: the next renewal brings the other.
	FileKey, FileRecipient []byte
	// Intermediates (X.509, DER) stand between Certificate and Authority, the
	// nearest first; usually none.
	Intermediates [][]byte
	// KeysVersion is of the registry's keys that this enrolment tells of; 0: an
	// earlier registry said none.
	KeysVersion uint64
	// Training: a sandbox with made-up people.
	Training bool
}

// Partition is a part of the register that is followed as one: a kecamatan.
type Partition struct {
	Region siak.Region
	Name   string
}

var errIdentity = errors.New("the identity does not hold together")

// pin is whom this station takes for its registry. The day of its own
// certificate is over for certain.
func (id Identity) pin(c *clock) (*pin, error) {
	leaf, err := x509.ParseCertificate(id.shown())
	if err != nil {
		return nil, errIdentity
	}
	p := &pin{name: id.ServerName, clock: c, begin: leaf.NotBefore}
	for _, der := range [][]byte{id.Authority, id.OldAuthority} {
		if len(der) == 0 && p.authorities != nil {
			continue
		}
		authority, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, errIdentity
		}
		p.authorities = append(p.authorities, authority)
	}
	return p, nil
}

// shown is the certificate that the station shows.
func (id Identity) shown() []byte {
	if len(id.TLSCertificate) > 0 {
		return id.TLSCertificate
	}
	return id.Certificate
}

// Valid is the time of the certificate that the station shows; zero where it cannot be
// read.
func (id Identity) Valid() (from, to time.Time) {
	leaf, err := x509.ParseCertificate(id.shown())
	if err != nil {
		return time.Time{}, time.Time{}
	}
	return leaf.NotBefore, leaf.NotAfter
}

// RenewAt is when the certificate is to be renewed: when a third of its time is
// left, and at once where there is no key for files or a key for TLS that was never
// certified.
func (id Identity) RenewAt() time.Time {
	from, to := id.Valid()
	if len(id.FileKey) < 2*fileKeyHalf || id.TLSKey != nil && len(id.TLSCertificate) == 0 {
		return from
	}
	return to.Add(-to.Sub(from) / 3)
}

// keyPair is what the station proves itself with in TLS.
func (id Identity) keyPair() (tls.Certificate, error) {
	signs, err := id.privateKey()
	if err != nil {
		return tls.Certificate{}, err
	}
	key := crypto.Signer(signs)
	if len(id.TLSCertificate) > 0 {
		if key = id.TLSKey; key == nil {
			return tls.Certificate{}, errIdentity
		}
	}
	leaf, err := x509.ParseCertificate(id.shown())
	if err != nil || !samePublic(key.Public(), leaf.PublicKey) {
		return tls.Certificate{}, errIdentity
	}
	return tls.Certificate{Certificate: append([][]byte{id.shown()}, id.Intermediates...), PrivateKey: key, Leaf: leaf}, nil
}

// samePublic compares two public keys, of whatever sort.
func samePublic(a, b crypto.PublicKey) bool {
	key, ok := a.(interface{ Equal(x crypto.PublicKey) bool })
	return ok && key.Equal(b)
}

// privateKey reads the key; the parser's error is dropped, for it could quote it.
func (id Identity) privateKey() (ed25519.PrivateKey, error) {
	parsed, err := x509.ParsePKCS8PrivateKey(id.Key)
	key, ok := parsed.(ed25519.PrivateKey)
	if err != nil || !ok {
		return nil, errIdentity
	}
	return key, nil
}

// Signer is the station's key, with which it signs statements. It fails with
// [siak.KindBadIdentity].
func (id Identity) Signer() (crypto.Signer, error) {
	key, err := id.privateKey()
	if err != nil {
		return nil, siak.E("read station key", siak.KindBadIdentity, err)
	}
	return key, nil
}
