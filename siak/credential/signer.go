package credential

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"errors"

	"github.com/veraison/go-cose"

	"ikd/station/siak"
)

// Algorithm is a COSE signature algorithm that codes may use.
type Algorithm int64

// The two algorithms (RFC 9053 section 2).
const (
	ES256 = Algorithm(cose.AlgorithmES256) // ECDSA with P-256 and SHA-256
	EdDSA = Algorithm(cose.AlgorithmEdDSA) // with Ed25519
)

// String is the algorithm's name in the registry of IANA.
func (a Algorithm) String() string { return cose.Algorithm(a).String() }

// signatureLength is the length of a signature, the same for both.
const signatureLength = 64

// maxKeyID bounds a key identifier, in bytes.
const maxKeyID = 32

var errUnsupportedKey = errors.New("neither P-256 nor Ed25519")

// Signer is a key that signs registrations (the registry's), presentations (a
// phone's) or statements (a station's).
type Signer struct {
	key  cose.Signer
	pub  crypto.PublicKey
	kid  []byte
	algo Algorithm
}

// NewSigner wraps a P-256 or Ed25519 key, in memory or in hardware. kid is the
// COSE key identifier, at most 32 bytes: an issuer must have one, a phone needs
// none. It fails with [siak.KindBadKey] for any other key.
func NewSigner(key crypto.Signer, kid []byte) (*Signer, error) {
	algo, ok := algorithmOf(key.Public())
	if !ok {
		return nil, siak.E("use signing key", siak.KindBadKey, errUnsupportedKey)
	}
	if len(kid) > maxKeyID {
		return nil, siak.E("use signing key", siak.KindBadKey, errors.New("key identifier too long"))
	}
	signer, err := cose.NewSigner(cose.Algorithm(algo), key)
	if err != nil {
		return nil, siak.E("use signing key", siak.KindBadKey, err)
	}
	return &Signer{key: signer, pub: key.Public(), kid: kid, algo: algo}, nil
}

// GenerateKey makes a new key in memory.
func GenerateKey(algo Algorithm) (crypto.Signer, error) {
	switch algo {
	case ES256:
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case EdDSA:
		_, key, err := ed25519.GenerateKey(rand.Reader)
		return key, err
	default:
		return nil, siak.E("generate key", siak.KindBadKey, errUnsupportedKey)
	}
}

// Public is the key's public half.
func (s *Signer) Public() crypto.PublicKey { return s.pub }

// KeyID is the COSE key identifier, nil where the key has none.
func (s *Signer) KeyID() []byte { return s.kid }

// Algorithm is what the key signs with.
func (s *Signer) Algorithm() Algorithm { return s.algo }

// algorithmOf is the one algorithm that a key may be used with.
func algorithmOf(key crypto.PublicKey) (Algorithm, bool) {
	switch key := key.(type) {
	case *ecdsa.PublicKey:
		return ES256, key != nil && key.Curve == elliptic.P256()
	case ed25519.PublicKey:
		return EdDSA, len(key) == ed25519.PublicKeySize
	default:
		return 0, false
	}
}
