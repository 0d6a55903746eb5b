package wire

import (
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	pb "ikd/station/siak/registry/registryv1"
)

// RegisterRole is the URI by which a certificate of the registry's authority is
// known to be the register's, whose key seals.
const RegisterRole = "urn:ikd:role:register"

// WipeRole is the URI by which a certificate of the registry's authority is known
// to be the one whose key signs orders to wipe, and nothing else.
const WipeRole = "urn:ikd:role:wipe"

// sealDomain begins what is signed; a zero byte follows, the message's full name
// and another zero byte.
const sealDomain = "ikd-registry seal v1"

// Why a seal is not accepted.
var (
	// ErrNoSeal: the message bears none, or half of one.
	ErrNoSeal = errors.New("the message is not sealed")
	// ErrForeignSeal: the seal's certificate is of another authority, or over.
	ErrForeignSeal = errors.New("the seal is not of this registry's authority")
	// ErrNoRegister: the certificate is the authority's, but a station's or a
	// server's: not everybody whom it certified may seal.
	ErrNoRegister = errors.New("the seal's certificate is not the register's")
	// ErrBrokenSeal: the message is not what was sealed.
	ErrBrokenSeal = errors.New("the seal does not fit the message")
)

// Sealed is a message that bears a seal: *pb.GetTrustResponse,
// *pb.ListChangesResponse or *pb.FileEnd.
type Sealed interface {
	proto.Message
	GetSeal() *pb.Seal
}

// Sealer is the register: who may seal.
type Sealer struct {
	// Certificate (DER) is of the registry's authority, with [RegisterRole].
	Certificate []byte
	// Key is the certificate's Ed25519 key.
	Key crypto.Signer
}

// Sign puts a seal on a message, in place of the one that it had. What the
// contract's Seal says is signed: everything but the seal itself.
func Sign(m Sealed, s Sealer) error {
	text, err := sealedText(m)
	if err != nil {
		return err
	}
	signature, err := s.Key.Sign(nil, text, crypto.Hash(0)) // PureEdDSA
	if err != nil {
		return fmt.Errorf("seal: %w", err)
	}
	seal := &pb.Seal{Certificate: s.Certificate, Signature: signature}
	m.ProtoReflect().Set(sealField(m), protoreflect.ValueOfMessage(seal.ProtoReflect()))
	return nil
}

// Verify judges the seal of a message against the authority that the station
// has pinned, at a time of its clock. It fails with [ErrNoSeal],
// [ErrForeignSeal], [ErrNoRegister] or [ErrBrokenSeal]. The message is touched
// for a moment: nobody else may have it at the same time.
func Verify(m Sealed, authority *x509.Certificate, now time.Time) error {
	key, err := sealKey(m.GetSeal(), authority, now)
	if err != nil {
		return err
	}
	text, err := sealedText(m)
	if err != nil {
		return err
	}
	if !ed25519.Verify(key, text, m.GetSeal().GetSignature()) {
		return ErrBrokenSeal
	}
	return nil
}

// sealKey judges who sealed.
func sealKey(seal *pb.Seal, authority *x509.Certificate, now time.Time) (ed25519.PublicKey, error) {
	if len(seal.GetCertificate()) == 0 || len(seal.GetSignature()) == 0 {
		return nil, ErrNoSeal
	}
	c, err := x509.ParseCertificate(seal.GetCertificate())
	if err != nil {
		return nil, ErrForeignSeal // its parser's error is dropped: it could quote it
	}
	roots := x509.NewCertPool()
	roots.AddCert(authority)
	if _, err := c.Verify(x509.VerifyOptions{
		Roots: roots, CurrentTime: atLeast(now, c.NotBefore), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	}); err != nil {
		return nil, ErrForeignSeal
	}
	key, ok := c.PublicKey.(ed25519.PublicKey)
	if !ok || c.IsCA || !hasRole(c, RegisterRole) {
		return nil, ErrNoRegister
	}
	return key, nil
}

// atLeast lets a certificate begin when it likes. Who has a certificate from
// the future was given it by the authority, and a laptop whose clock fell back
// must still read what it gets.
func atLeast(now, begin time.Time) time.Time {
	if now.Before(begin) {
		return begin
	}
	return now
}

func hasRole(c *x509.Certificate, role string) bool {
	for _, uri := range c.URIs {
		if uri.String() == role {
			return true
		}
	}
	return false
}

// sealedText is what is signed.
func sealedText(m Sealed) ([]byte, error) {
	body, err := canonical(m)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(body)
	name := string(m.ProtoReflect().Descriptor().FullName())
	return slices.Concat([]byte(sealDomain), []byte{0}, []byte(name), []byte{0}, digest[:]), nil
}

// canonical is a message without its seal, in the one form that the contract
// names. Go's deterministic form is that one, TestCanonical holds it to it.
func canonical(m Sealed) ([]byte, error) {
	r, field := m.ProtoReflect(), sealField(m)
	if r.Has(field) {
		seal := r.Get(field)
		r.Clear(field)
		defer r.Set(field, seal)
	}
	body, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return body, nil
}

func sealField(m Sealed) protoreflect.FieldDescriptor {
	return m.ProtoReflect().Descriptor().Fields().ByName("seal")
}
