package credential

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"errors"

	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"

	"ikd/station/siak"
)

// coseKey is a public COSE_Key (RFC 9052 section 7) with the parameters that
// name the key and no others, so that its encoding is also what a thumbprint
// is taken of.
type coseKey struct {
	Type  int64           `cbor:"1,keyasint"`
	Curve int64           `cbor:"-1,keyasint"`
	X     cbor.ByteString `cbor:"-2,keyasint"`
	Y     cbor.ByteString `cbor:"-3,keyasint,omitempty"`
}

// coordinateLength is that of P-256 (RFC 9053 section 7.1.1: leading zeros are
// kept) and of an Ed25519 key.
const coordinateLength = 32

var errBadKey = errors.New("no valid P-256 or Ed25519 key")

// newCOSEKey takes the two kinds of keys that algorithmOf knows.
func newCOSEKey(key crypto.PublicKey) (coseKey, error) {
	if _, ok := algorithmOf(key); !ok {
		return coseKey{}, errUnsupportedKey
	}
	if key, ok := key.(ed25519.PublicKey); ok {
		return coseKey{
			Type: int64(cose.KeyTypeOKP), Curve: int64(cose.CurveEd25519),
			X: cbor.ByteString(key),
		}, nil
	}
	point, err := key.(*ecdsa.PublicKey).Bytes() // 4, X, Y (SEC 1 section 2.3.3)
	if err != nil {
		return coseKey{}, errBadKey
	}
	return coseKey{
		Type: int64(cose.KeyTypeEC2), Curve: int64(cose.CurveP256),
		X: cbor.ByteString(point[1 : 1+coordinateLength]),
		Y: cbor.ByteString(point[1+coordinateLength:]),
	}, nil
}

// public checks the key and gives it in the form of the standard library. A
// compressed point (y as a boolean) is not accepted: one key, one encoding.
func (k coseKey) public() (crypto.PublicKey, error) {
	switch {
	case len(k.X) != coordinateLength:
		return nil, errBadKey
	case k.Type == int64(cose.KeyTypeOKP) && k.Curve == int64(cose.CurveEd25519) && k.Y == "":
		return ed25519.PublicKey(k.X.Bytes()), nil
	case k.Type == int64(cose.KeyTypeEC2) && k.Curve == int64(cose.CurveP256) && len(k.Y) == coordinateLength:
		point := append([]byte{4}, k.X+k.Y...)
		key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
		if err != nil {
			return nil, errBadKey
		}
		return key, nil
	default:
		return nil, errBadKey
	}
}

// thumbprint is SHA-256 over the deterministic encoding of the key's required
// parameters (RFC 9679 section 3).
func (k coseKey) thumbprint() (siak.Thumbprint, error) {
	encoded, err := encoding.Marshal(k)
	if err != nil {
		return siak.Thumbprint{}, err
	}
	return sha256.Sum256(encoded), nil
}

// Thumbprint names a public key, P-256 or Ed25519, as RFC 9679 does. It fails
// with [siak.KindBadKey] for any other key.
func Thumbprint(key crypto.PublicKey) (siak.Thumbprint, error) {
	k, err := newCOSEKey(key)
	if err != nil {
		return siak.Thumbprint{}, siak.E("take thumbprint", siak.KindBadKey, err)
	}
	return k.thumbprint()
}
