package credential

import (
	"crypto"
	"crypto/rand"
	"errors"

	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"
)

// sign1Tag is the first byte of every COSE_Sign1_Tagged: tag 18 (RFC 9052
// section 4.2).
const sign1Tag = 0xc0 | cose.CBORTagSign1Message

var (
	errNotSign1     = errors.New("no COSE_Sign1")
	errHeader       = errors.New("header not understood")
	errCritical     = errors.New("critical header not understood")
	errAlgorithm    = errors.New("algorithm not allowed")
	errUndetermined = errors.New("not in the deterministic encoding, or beyond its bounds")
	errUnprotected  = errors.New("something stands unprotected")
	errSignature    = errors.New("signature of a wrong length")
)

// sign1 is a COSE_Sign1 taken apart, its signature not verified yet.
type sign1 struct {
	raw       []byte
	header    header
	payload   []byte
	signature []byte
}

// envelope is the array of a COSE_Sign1.
type envelope struct {
	_           struct{} `cbor:",toarray"`
	Protected   cbor.ByteString
	Unprotected map[any]any
	Payload     cbor.ByteString
	Signature   cbor.ByteString
}

// header holds the protected parameters that this package knows (RFC 9052
// section 3.1). Others are ignored, unless they are critical.
type header struct {
	Algorithm   Algorithm       `cbor:"1,keyasint"`
	Critical    cbor.RawMessage `cbor:"2,keyasint,omitempty"`
	ContentType any             `cbor:"3,keyasint,omitempty"`
	KeyID       cbor.ByteString `cbor:"4,keyasint,omitempty"`
}

// openSign1 takes apart any COSE_Sign1 whose algorithm is allowed.
func openSign1(data []byte) (sign1, error) {
	s, _, err := open(data)
	return s, err
}

// openStrict takes apart a COSE_Sign1 of our own making: nothing unprotected,
// a signature of the right length, everything in the one encoding it may have.
func openStrict(data []byte) (sign1, error) {
	s, e, err := open(data)
	switch {
	case err != nil:
		return sign1{}, err
	case len(e.Unprotected) > 0:
		return sign1{}, errUnprotected
	case len(e.Signature) != signatureLength:
		return sign1{}, errSignature
	case !deterministic(data[1:]), !deterministic([]byte(e.Protected)), !deterministic(s.payload):
		return sign1{}, errUndetermined
	}
	return s, nil
}

func open(data []byte) (sign1, envelope, error) {
	var e envelope
	if len(data) == 0 || data[0] != sign1Tag || decoding.Unmarshal(data[1:], &e) != nil {
		return sign1{}, e, errNotSign1
	}
	s := sign1{raw: data, payload: []byte(e.Payload), signature: []byte(e.Signature)}
	switch {
	case len(s.payload) == 0, e.Unprotected == nil:
		return sign1{}, e, errNotSign1
	case decoding.Unmarshal([]byte(e.Protected), &s.header) != nil:
		return sign1{}, e, errHeader
	case len(s.header.Critical) > 0:
		return sign1{}, e, errCritical
	case s.header.Algorithm != ES256 && s.header.Algorithm != EdDSA:
		return sign1{}, e, errAlgorithm
	}
	return s, e, nil
}

// verify checks the signature. A key of another kind than the header's
// algorithm wants cannot have made it: go-cose compares the two.
func (s sign1) verify(key crypto.PublicKey) bool {
	algo, ok := algorithmOf(key)
	if !ok {
		return false
	}
	verifier, err := cose.NewVerifier(cose.Algorithm(algo), key)
	if err != nil {
		return false
	}
	var m cose.Sign1Message
	return m.UnmarshalCBOR(s.raw) == nil && m.Verify(nil, verifier) == nil
}

// seal signs claims, in the deterministic encoding.
func (s *Signer) seal(claims any, contentType string) ([]byte, error) {
	payload, err := encoding.Marshal(claims)
	if err != nil {
		return nil, err
	}
	return s.sealBytes(payload, contentType)
}

// sealBytes signs a payload with the key's algorithm and identifier in the
// protected header, and the content type where there is one.
func (s *Signer) sealBytes(payload []byte, contentType string) ([]byte, error) {
	protected := cose.ProtectedHeader{cose.HeaderLabelAlgorithm: cose.Algorithm(s.algo)}
	if len(s.kid) > 0 {
		protected[cose.HeaderLabelKeyID] = s.kid
	}
	if contentType != "" {
		protected[cose.HeaderLabelContentType] = contentType
	}
	return cose.Sign1(rand.Reader, s.key, cose.Headers{Protected: protected}, payload, nil)
}
