package server

import (
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
)

// Periods of validity of a registry's own keys.
const (
	validBefore = 60 * 24 * time.Hour
	validFor    = 20 * 365 * 24 * time.Hour
	// lifeBefore is by how much the replicas of a registry may differ in time.
	lifeBefore = 10 * time.Minute
)

// Settings that hold keys: certificates as DER, private keys as PKCS #8, the
// sealing key as its 32 bytes.
const (
	settingAuthority    = "authority"
	settingAuthorityKey = "authority_key"
	settingServer       = "server"
	settingServerKey    = "server_key"
	settingSealingKey   = "sealing_key"
)

// Keys are the registry's own, read once.
type Keys struct {
	authority    *x509.Certificate
	authorityKey crypto.Signer
	server       tls.Certificate
	serverName   string
	issuers      []*credential.Signer
	issuerName   string
	trusted      []siak.IssuerKey
	// sealing opens what stations seal for the registry alone.
	sealing *ecdh.PrivateKey
}

// Issuers sign the registrations of phones; Issuer is the iss they sign as.
func (k *Keys) Issuers() []*credential.Signer { return k.issuers }

// Issuer is the iss of the registry's registrations.
func (k *Keys) Issuer() string { return k.issuerName }

// ServerName is the name in the registry's certificate.
func (k *Keys) ServerName() string { return k.serverName }

// makeKeys puts new keys into a new storage.
func makeKeys(tx Tx, s Setup) error {
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	authority, err := certify(certificate{subject: s.Authority, now: s.Now, authority: true},
		authorityKey.Public(), nil, authorityKey)
	if err != nil {
		return err
	}
	parsed, err := x509.ParseCertificate(authority)
	if err != nil {
		return err
	}
	serverKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	server, err := certify(certificate{
		subject: s.ServerName, now: s.Now, names: []string{s.ServerName}, usage: x509.ExtKeyUsageServerAuth,
	}, serverKey.Public(), parsed, authorityKey)
	if err != nil {
		return err
	}
	sealing, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	for key, value := range map[string][]byte{
		settingAuthority: authority, settingAuthorityKey: MarshalKey(authorityKey),
		settingServer: server, settingServerKey: MarshalKey(serverKey), settingSealingKey: sealing.Bytes(),
	} {
		if err := tx.SetSetting(key, value); err != nil {
			return err
		}
	}
	return makeIssuers(tx, s)
}

// makeIssuers makes one key of each algorithm.
func makeIssuers(tx Tx, s Setup) error {
	for _, algo := range []credential.Algorithm{credential.ES256, credential.EdDSA} {
		key, err := credential.GenerateKey(algo)
		if err != nil {
			return err
		}
		err = tx.AddIssuer(Issuer{
			ID: fmt.Sprintf("%s-%s", s.IssuerPrefix, algo), Name: "https://" + s.ServerName, Key: MarshalKey(key),
			From: s.Now.Add(-validBefore), To: s.Now.Add(validFor),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// certificate is what the registry certifies.
type certificate struct {
	subject   string
	names     []string
	now       time.Time
	authority bool
	// life is how long it is good; 0: as long as the registry's own.
	life  time.Duration
	usage x509.ExtKeyUsage
}

// certify signs a certificate; a nil parent stands for itself.
func certify(c certificate, public crypto.PublicKey, parent *x509.Certificate, key crypto.Signer) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: c.subject},
		DNSNames:              c.names,
		NotBefore:             c.now.Add(-validBefore),
		NotAfter:              c.now.Add(validFor),
		BasicConstraintsValid: true,
		IsCA:                  c.authority,
		KeyUsage:              x509.KeyUsageDigitalSignature,
	}
	if c.life != 0 {
		template.NotBefore, template.NotAfter = c.now.Add(-lifeBefore), c.now.Add(c.life)
	}
	if c.authority {
		template.KeyUsage, template.MaxPathLenZero = x509.KeyUsageCertSign, true
		parent = template
	} else {
		template.ExtKeyUsage = []x509.ExtKeyUsage{c.usage}
	}
	return x509.CreateCertificate(rand.Reader, template, parent, public, key)
}
