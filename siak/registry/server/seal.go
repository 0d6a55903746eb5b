package server

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"net/url"
	"sync"
	"time"

	"ikd/station/siak/registry/wire"
)

// Settings that hold the register's key: a certificate as DER, the key as
// PKCS #8. They are apart from the server's: a server is a front that may be
// anywhere, what it passes on is sealed with this.
const (
	settingRegister    = "register"
	settingRegisterKey = "register_key"
)

// How long a register's key seals, and for how long it is good beyond that: what
// went by hand may lie for months.
const (
	sealsFor     = 365 * 24 * time.Hour
	goodFor      = sealsFor + 180*24*time.Hour
	registerName = "Register"
)

// documentSigning is the use of a register's certificate: RFC 9336 section 3.1.
// It is none that TLS would take.
var documentSigning = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 36}

// seals keeps the register's key at hand.
type seals struct {
	mu    sync.Mutex
	now   wire.Sealer
	until time.Time // of its use
}

// seal puts the register's seal on a message.
func (r *KeyService) seal(ctx context.Context, m wire.Sealed) error {
	s, err := r.Sealer(ctx)
	if err != nil {
		return err
	}
	return at("seal", wire.Sign(m, s))
}

// Sealer is the register's key as it is now. It is made where there is none, and
// another one where its time is over.
func (r *KeyService) Sealer(ctx context.Context) (wire.Sealer, error) {
	r.seals.mu.Lock()
	defer r.seals.mu.Unlock()
	now := r.o.Now()
	if now.Before(r.seals.until) && r.seals.now.Key != nil {
		return r.seals.now, nil
	}
	var sealer wire.Sealer
	var until time.Time
	err := r.store.Write(ctx, func(tx Tx) (err error) {
		if sealer, until, err = loadSealer(tx); err != nil || now.Before(until) {
			return err
		}
		sealer, until, err = r.makeSealer(tx, now)
		return err
	})
	if err != nil {
		return wire.Sealer{}, at("read the register's key", err)
	}
	r.seals.now, r.seals.until = sealer, until
	return sealer, nil
}

// loadSealer reads the register's key; until is zero where there is none.
func loadSealer(tx Tx) (s wire.Sealer, until time.Time, err error) {
	if s.Certificate, err = tx.Setting(settingRegister); err != nil || s.Certificate == nil {
		return s, until, err
	}
	der, err := tx.Setting(settingRegisterKey)
	if err != nil {
		return s, until, err
	}
	if s.Key, err = ParseKey(der); err != nil {
		return s, until, err
	}
	c, err := x509.ParseCertificate(s.Certificate)
	if err != nil {
		return s, until, damagedKeys()
	}
	return s, c.NotAfter.Add(sealsFor - goodFor), nil
}

// makeSealer makes a key of the register and has the authority certify it. Where
// two replicas do so at once either's is good: both have the certificate at hand
// that goes with their key.
func (r *KeyService) makeSealer(tx Tx, now time.Time) (wire.Sealer, time.Time, error) {
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return wire.Sealer{}, time.Time{}, err
	}
	s := wire.Sealer{Key: key}
	if s.Certificate, err = r.certifyRegister(public, now); err != nil {
		return s, time.Time{}, err
	}
	if err := tx.SetSetting(settingRegister, s.Certificate); err != nil {
		return s, time.Time{}, err
	}
	return s, now.Add(sealsFor), tx.SetSetting(settingRegisterKey, MarshalKey(key))
}

func (r *KeyService) certifyRegister(public crypto.PublicKey, now time.Time) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	role, err := url.Parse(wire.RegisterRole)
	if err != nil {
		return nil, err
	}
	return x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: registerName},
		URIs:                  []*url.URL{role},
		NotBefore:             now.Add(-time.Hour),
		NotAfter:              now.Add(goodFor),
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		UnknownExtKeyUsage:    []asn1.ObjectIdentifier{documentSigning},
	}, r.keys.authority, public, r.keys.authorityKey)
}
