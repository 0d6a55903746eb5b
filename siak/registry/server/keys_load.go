package server

import (
	"crypto"
	"crypto/ecdh"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
)

var errKeys = errors.New("the registry's keys cannot be read")

// Issuer is a key that signs registrations.
type Issuer struct {
	ID       string // kid
	Name     string // iss
	Key      []byte // PKCS #8
	From, To time.Time
}

// Issuers of registrations.
type Issuers interface {
	// Issuers are all, by their ids.
	Issuers() ([]Issuer, error)
	AddIssuer(Issuer) error
}

// LoadKeys reads the keys of a registry. It fails with not-set-up where there
// is none, with damaged where they cannot be read.
func LoadKeys(tx Tx) (*Keys, error) {
	if made, err := Created(tx); err != nil || !made {
		return nil, errors.Join(err, siak.E("read keys", siak.KindNotSetUp, nil))
	}
	k := &Keys{}
	if err := k.load(tx); err != nil {
		return nil, at("read keys", err)
	}
	return k, k.loadIssuers(tx)
}

func (k *Keys) load(tx Tx) error {
	var authority, server, sealing []byte
	var own crypto.Signer
	for name, read := range map[string]func([]byte) error{
		settingAuthority:    func(der []byte) error { authority = der; return nil },
		settingServer:       func(der []byte) error { server = der; return nil },
		settingSealingKey:   func(raw []byte) error { sealing = raw; return nil },
		settingAuthorityKey: func(der []byte) (err error) { k.authorityKey, err = ParseKey(der); return err },
		settingServerKey:    func(der []byte) (err error) { own, err = ParseKey(der); return err },
	} {
		value, err := tx.Setting(name)
		if err != nil {
			return err
		}
		if err := read(value); err != nil {
			return err
		}
	}
	var err error
	if k.authority, err = x509.ParseCertificate(authority); err != nil {
		return damagedKeys()
	}
	if k.sealing, err = ecdh.X25519().NewPrivateKey(sealing); err != nil {
		return damagedKeys()
	}
	leaf, err := x509.ParseCertificate(server)
	if err != nil || len(leaf.DNSNames) == 0 {
		return damagedKeys()
	}
	k.serverName = leaf.DNSNames[0]
	// The authority goes with it: who enrols compares it with the code.
	k.server = tls.Certificate{Certificate: [][]byte{server, authority}, PrivateKey: own, Leaf: leaf}
	return nil
}

func (k *Keys) loadIssuers(tx Tx) error {
	issuers, err := tx.Issuers()
	if err != nil {
		return err
	}
	for _, i := range issuers {
		key, err := ParseKey(i.Key)
		if err != nil {
			return err
		}
		signer, err := credential.NewSigner(key, []byte(i.ID))
		if err != nil {
			return err
		}
		k.issuers, k.issuerName = append(k.issuers, signer), i.Name
		k.trusted = append(k.trusted, siak.IssuerKey{
			ID: []byte(i.ID), Issuer: i.Name, Key: key.Public(), From: i.From, To: i.To,
		})
	}
	return nil
}

func damagedKeys() error { return siak.E("read keys", siak.KindDamaged, errKeys) }

// MarshalKey is PKCS #8. It cannot fail for the keys that the registry makes.
func MarshalKey(key crypto.Signer) []byte {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		panic(err)
	}
	return der
}

// ParseKey reads what [MarshalKey] wrote. It fails with damaged.
func ParseKey(der []byte) (crypto.Signer, error) {
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, damagedKeys()
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, damagedKeys()
	}
	return signer, nil
}
