package wire

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"slices"
	"time"

	"ikd/station/siak"
)

// Why an order to wipe is not obeyed.
var (
	// ErrUnsignedOrder: it bears no signature, as those of older registries.
	ErrUnsignedOrder = errors.New("the order to wipe is not signed")
	// ErrForeignOrder: its certificate is of another authority, or over, or of a key
	// that is not there to order wipes.
	ErrForeignOrder = errors.New("the order to wipe is not of this registry's wipe key")
	// ErrBrokenOrder: it is of another station, or was changed.
	ErrBrokenOrder = errors.New("the order to wipe does not fit this station")
)

// WipeText is what is signed of an order to wipe: key is SHA-256 over the
// station's SubjectPublicKeyInfo.
func WipeText(station string, key [sha256.Size]byte, o siak.WipeOrder) []byte {
	text := slices.Concat([]byte("ikd-registry wipe order v1\x00"), []byte(station), []byte{0}, key[:], o.ID[:])
	return binary.BigEndian.AppendUint64(text, uint64(o.Ordered.Unix()))
}

// VerifyWipe judges an order for a station with that key (SubjectPublicKeyInfo)
// against an authority that the station has pinned, at a time of its clock. It
// fails with [ErrUnsignedOrder], [ErrForeignOrder] or [ErrBrokenOrder]. The
// certificate must be the authority's own: no intermediate can order a wipe.
func VerifyWipe(o siak.WipeOrder, station string, public []byte, authority *x509.Certificate, now time.Time) error {
	if len(o.Certificate) == 0 || len(o.Signature) == 0 {
		return ErrUnsignedOrder
	}
	c, err := x509.ParseCertificate(o.Certificate)
	if err != nil {
		return ErrForeignOrder // its parser's error is dropped: it could quote it
	}
	roots := x509.NewCertPool()
	roots.AddCert(authority)
	_, err = c.Verify(x509.VerifyOptions{
		Roots: roots, CurrentTime: atLeast(now, c.NotBefore), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	key, ok := c.PublicKey.(ed25519.PublicKey)
	if err != nil || !ok || c.IsCA || !hasRole(c, WipeRole) {
		return ErrForeignOrder
	}
	if !ed25519.Verify(key, WipeText(station, sha256.Sum256(public), o), o.Signature) {
		return ErrBrokenOrder
	}
	return nil
}
