package sandbox

import (
	"context"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"database/sql"
	"fmt"
	"math/big"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
)

// serverName is the fixed name in the sandbox's certificate (RFC 6761 section
// 6.4: .invalid never resolves), so that it can be reached at any address.
const serverName = "registry.sandbox.ikd.invalid"

// issuerName is the iss of the sandbox's registrations.
const issuerName = "https://" + serverName

// Periods of validity. The keys are as old as the file and have nothing real
// to protect.
const (
	validBefore = 60 * 24 * time.Hour
	validFor    = 20 * 365 * 24 * time.Hour
)

// keys are the registry's own, read once.
type keys struct {
	authority    *x509.Certificate
	authorityKey crypto.Signer
	server       tls.Certificate
	issuers      []*credential.Signer
	trusted      []siak.IssuerKey
	// sealing opens what stations seal for the registry alone.
	sealing *ecdh.PrivateKey
}

// makeKeys puts new keys into a new file.
func makeKeys(ctx context.Context, tx *sql.Tx, now time.Time) error {
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	authority, err := certify(certificate{
		subject: "Otoritas registri latihan", now: now, authority: true,
	}, authorityKey.Public(), nil, authorityKey)
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
		subject: serverName, now: now, names: []string{serverName}, usage: x509.ExtKeyUsageServerAuth,
	}, serverKey.Public(), parsed, authorityKey)
	if err != nil {
		return err
	}
	err = putMeta(ctx, tx, map[string]any{
		"authority": authority, "authority_key": marshalKey(authorityKey),
		"server": server, "server_key": marshalKey(serverKey),
	})
	if err != nil {
		return err
	}
	if err := makeSealing(ctx, tx); err != nil {
		return err
	}
	return makeIssuers(ctx, tx, now)
}

// makeSealing makes the key that stations seal to.
func makeSealing(ctx context.Context, tx *sql.Tx) error {
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	return putMeta(ctx, tx, map[string]any{"sealing_key": key.Bytes()})
}

// upgrade brings a file of version 1 to version 2.
func upgrade(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, schema2+"PRAGMA user_version = 2"); err != nil {
		return err
	}
	return makeSealing(ctx, tx)
}

// makeIssuers makes one key of each algorithm.
func makeIssuers(ctx context.Context, tx *sql.Tx, now time.Time) error {
	for _, algo := range []credential.Algorithm{credential.ES256, credential.EdDSA} {
		key, err := credential.GenerateKey(algo)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO issuers VALUES (?, ?, ?, ?, ?)`,
			fmt.Sprintf("latihan-%s", algo), issuerName, marshalKey(key),
			now.Add(-validBefore).UnixNano(), now.Add(validFor).UnixNano())
		if err != nil {
			return err
		}
	}
	return nil
}

// certificate is what the sandbox certifies.
type certificate struct {
	subject   string
	names     []string
	now       time.Time
	authority bool
	usage     x509.ExtKeyUsage
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
	if c.authority {
		template.KeyUsage, template.MaxPathLenZero = x509.KeyUsageCertSign, true
		parent = template
	} else {
		template.ExtKeyUsage = []x509.ExtKeyUsage{c.usage}
	}
	return x509.CreateCertificate(rand.Reader, template, parent, public, key)
}

// marshalKey is PKCS #8. It cannot fail for the keys made here.
func marshalKey(key crypto.Signer) []byte {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		panic(err)
	}
	return der
}
