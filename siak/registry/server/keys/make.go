package keys

import (
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hpke"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"net/url"
	"slices"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/wire"
)

// How long keys are used; nothing for longer than [LongestLife].
const (
	LongestLife = 5 * 365 * 24 * time.Hour
	// NoticeTime is how long before its end an operator is told of a key.
	NoticeTime   = 90 * 24 * time.Hour
	registerLife = 365 * 24 * time.Hour
	serverLife   = 2 * 365 * 24 * time.Hour
	// validBefore lets a station whose clock is behind believe a certificate.
	validBefore = 60 * 24 * time.Hour
	// registerRest is for how long what the register sealed last is still
	// believed: what goes by hand may lie for months.
	registerRest = 180 * 24 * time.Hour
)

// lives are how long the keys of a kind are used.
var lives = map[Kind]time.Duration{Register: registerLife, Server: serverLife}

// Life is how long a key of a kind is used.
func Life(k Kind) time.Duration {
	if d, ok := lives[k]; ok {
		return d
	}
	return LongestLife
}

// certificateSubjects are the names in certificates that have no other.
var certificateSubjects = map[Kind]string{Register: "Register", Wipe: "Wipe orders", Intermediate: "Stations"}

// documentSigning is the use of the certificates whose keys sign documents: RFC
// 9336 section 3.1. It is none that TLS would take.
var documentSigning = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 36}

// roles are the URIs by which certificates are known to be of a kind.
var roles = map[Kind]string{Register: wire.RegisterRole, Wipe: wire.WipeRole}

// newSecret draws a private key of a kind: PKCS #8 of what signs, else raw; and
// gives its public half.
func newSecret(k Kind) (secret, public []byte, err error) {
	switch k {
	case Authority, Intermediate, Server:
		return signing(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	case Register, Wipe:
		_, key, err := ed25519.GenerateKey(rand.Reader)
		return signing(key, err)
	case Sealing:
		key, err := ecdh.X25519().GenerateKey(rand.Reader)
		if err != nil {
			return nil, nil, err
		}
		return key.Bytes(), key.PublicKey().Bytes(), nil
	case File:
		secret := make([]byte, 2*fileSecret)
		_, _ = rand.Read(secret) // never fails since Go 1.24
		public, err := filePublic(secret)
		return secret, public, err
	case Code:
		secret := make([]byte, 32)
		_, _ = rand.Read(secret)
		return secret, nil, nil
	default:
		return nil, nil, fmt.Errorf("no key is made of the kind %q here", k)
	}
}

func signing[K crypto.Signer](key K, err error) (secret, public []byte, _ error) {
	if err != nil {
		return nil, nil, err
	}
	public, err = x509.MarshalPKIXPublicKey(key.Public())
	return MarshalKey(key), public, err
}

// fileSecret is the length of either half of a key for files: an X25519 private
// key, then the seed of ML-KEM-768 with X25519.
const fileSecret = 32

// filePublic is the X25519 public key and, behind it, the hybrid one.
func filePublic(secret []byte) ([]byte, error) {
	key, err := ecdh.X25519().NewPrivateKey(secret[:fileSecret])
	if err != nil {
		return nil, err
	}
	public := key.PublicKey().Bytes()
	if len(secret) == fileSecret { // of an earlier version
		return public, nil
	}
	hybrid, err := hpke.MLKEM768X25519().NewPrivateKey(secret[fileSecret:])
	if err != nil {
		return nil, err
	}
	return append(public, hybrid.PublicKey().Bytes()...), nil
}

// idOf names a key by its public half; one without by chance.
func idOf(public []byte) string {
	if public == nil {
		public = make([]byte, 16)
		_, _ = rand.Read(public)
	}
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:8])
}

// Issuance is the certificate that a key is to get.
type Issuance struct {
	Kind   Kind
	Name   string // of an authority, or of a server
	Public crypto.PublicKey
	Made   time.Time // when it is certified
	From   time.Time // when its use begins
}

// Certifier is who certifies: an authority with its key at hand.
type Certifier struct {
	Certificate *x509.Certificate
	Key         crypto.Signer
}

// SelfSigned is the certificate of a new authority.
func SelfSigned(i Issuance, key crypto.Signer) ([]byte, error) {
	template, err := template(i)
	if err != nil {
		return nil, err
	}
	return x509.CreateCertificate(rand.Reader, template, template, i.Public, key)
}

// Certify signs a certificate for a key of the registry's own. It is never good
// for longer than the authority.
func (c Certifier) Certify(i Issuance) ([]byte, error) {
	template, err := template(i)
	if err != nil {
		return nil, err
	}
	if end := c.Certificate.NotAfter; template.NotAfter.After(end) {
		template.NotAfter = end
	}
	return x509.CreateCertificate(rand.Reader, template, c.Certificate, i.Public, c.Key)
}

// lifeBefore is by how much the replicas of a registry may differ in time.
const lifeBefore = 10 * time.Minute

// CertifyStation signs a station's certificate.
func (c Certifier) CertifyStation(id string, public crypto.PublicKey, now time.Time, life time.Duration) ([]byte, error) {
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: id}, BasicConstraintsValid: true,
		NotBefore: now.Add(-lifeBefore), NotAfter: now.Add(life),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	return x509.CreateCertificate(rand.Reader, template, c.Certificate, public, c.Key)
}

func serial() *big.Int {
	b := make([]byte, 16)
	_, _ = rand.Read(b)
	return new(big.Int).Rsh(new(big.Int).SetBytes(b), 1)
}

// endOf is when the use of a key ends, however long before it was made.
func endOf(i Issuance) time.Time {
	end := i.From.Add(Life(i.Kind))
	if longest := i.Made.Add(LongestLife); longest.Before(end) {
		return longest
	}
	return end
}

func template(i Issuance) (*x509.Certificate, error) {
	name := i.Name
	if name == "" {
		name = certificateSubjects[i.Kind]
	}
	t := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: name}, BasicConstraintsValid: true,
		NotBefore: i.Made.Add(-validBefore), NotAfter: endOf(i), KeyUsage: x509.KeyUsageDigitalSignature,
	}
	switch i.Kind {
	case Authority:
		t.IsCA, t.KeyUsage, t.MaxPathLen = true, x509.KeyUsageCertSign, 1
	case Intermediate:
		// It certifies clients of TLS: no server, and nothing that seals or wipes.
		t.IsCA, t.KeyUsage, t.MaxPathLenZero = true, x509.KeyUsageCertSign, true
		t.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	case Server:
		t.DNSNames, t.ExtKeyUsage = []string{i.Name}, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	case Register, Wipe:
		role, err := url.Parse(roles[i.Kind])
		if err != nil {
			return nil, err
		}
		t.URIs, t.UnknownExtKeyUsage = []*url.URL{role}, []asn1.ObjectIdentifier{documentSigning}
		t.NotBefore = i.Made.Add(-time.Hour)
		if i.Kind == Register {
			t.NotAfter = t.NotAfter.Add(registerRest)
		}
	default:
		return nil, errors.New("no certificate is made for " + string(i.Kind))
	}
	return t, nil
}

// MarshalKey is PKCS #8. It cannot fail for the keys that the registry makes.
func MarshalKey(key crypto.Signer) []byte {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		panic(err)
	}
	return der
}

var errKeys = errors.New("the registry's keys cannot be read")

func damaged() error { return siak.E("read keys", siak.KindDamaged, errKeys) }

// ParseKey reads what [MarshalKey] wrote. It fails with damaged.
func ParseKey(der []byte) (crypto.Signer, error) {
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, damaged()
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, damaged()
	}
	return signer, nil
}

// IsKind reports whether there is a kind of that name.
func IsKind(k Kind) bool { return slices.Contains(Kinds(), k) }

// Adopted is the record of a key that an earlier version kept in clear. Its use is
// over when its certificate is, and after [LongestLife] at the latest.
func Adopted(kind Kind, certificate, secret []byte, now time.Time, wrap *Wrapping) (rec Record, err error) {
	rec = Record{Kind: kind, Certificate: certificate, Made: now, From: now}
	if certificate != nil {
		cert, err := x509.ParseCertificate(certificate)
		if err != nil {
			return rec, damaged()
		}
		rec.Made, rec.Public = cert.NotBefore, cert.RawSubjectPublicKeyInfo
		if rec.From = cert.NotBefore.Add(validBefore); rec.From.After(now) {
			rec.From = now
		}
		if kind == Register {
			rec.From = cert.NotBefore
		}
		rec.To = rec.From.Add(Life(kind))
		if err := rec.endWith(certificate); err != nil {
			return rec, err
		}
	} else {
		rec.To = now.Add(LongestLife)
		if rec.Public, err = filePublic(secret); err != nil {
			return rec, damaged()
		}
	}
	rec.ID = idOf(rec.Public)
	return rec, rec.WrapSecret(wrap, secret)
}

// NewCertifier is an authority of a certificate (DER) and its private key (PKCS
// #8). It fails with bad-key where they do not go together.
func NewCertifier(certificate, pkcs8 []byte) (Certifier, error) {
	const op = "read an authority"
	cert, err := x509.ParseCertificate(certificate)
	if err != nil || !cert.IsCA {
		return Certifier{}, siak.E(op, siak.KindBadKey, errors.New("not the certificate of an authority"))
	}
	key, err := ParseKey(pkcs8)
	if err != nil {
		return Certifier{}, siak.E(op, siak.KindBadKey, errors.New("not a private key"))
	}
	if public, ok := key.Public().(interface{ Equal(crypto.PublicKey) bool }); !ok || !public.Equal(cert.PublicKey) {
		return Certifier{}, siak.E(op, siak.KindBadKey, errors.New("the key is not the certificate's"))
	}
	return Certifier{Certificate: cert, Key: key}, nil
}
