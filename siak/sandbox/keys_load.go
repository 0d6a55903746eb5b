package sandbox

import (
	"context"
	"crypto"
	"crypto/ecdh"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"errors"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
)

var errKeys = errors.New("the registry's keys cannot be read")

// loadKeys reads the keys of an existing file.
func loadKeys(ctx context.Context, db querier) (*keys, error) {
	k := &keys{}
	var authority, authorityKey, server, serverKey, sealing []byte
	for name, into := range map[string]*[]byte{
		"authority": &authority, "authority_key": &authorityKey, "server": &server, "server_key": &serverKey,
		"sealing_key": &sealing,
	} {
		if err := db.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = ?`, name).Scan(into); err != nil {
			return nil, err
		}
	}
	var err error
	if k.authority, err = x509.ParseCertificate(authority); err != nil {
		return nil, errKeys
	}
	if k.authorityKey, err = parseKey(authorityKey); err != nil {
		return nil, err
	}
	own, err := parseKey(serverKey)
	if err != nil {
		return nil, err
	}
	if k.sealing, err = ecdh.X25519().NewPrivateKey(sealing); err != nil {
		return nil, errKeys
	}
	k.server = tls.Certificate{Certificate: [][]byte{server}, PrivateKey: own}
	return k, k.loadIssuers(ctx, db)
}

func (k *keys) loadIssuers(ctx context.Context, db querier) error {
	rows, err := db.QueryContext(ctx, `SELECT kid, issuer, key, valid_from, valid_to FROM issuers ORDER BY kid`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var kid, issuer string
		var der []byte
		var from, to int64
		if err := rows.Scan(&kid, &issuer, &der, &from, &to); err != nil {
			return err
		}
		key, err := parseKey(der)
		if err != nil {
			return err
		}
		signer, err := credential.NewSigner(key, []byte(kid))
		if err != nil {
			return err
		}
		k.issuers = append(k.issuers, signer)
		k.trusted = append(k.trusted, siak.IssuerKey{
			ID: []byte(kid), Issuer: issuer, Key: key.Public(),
			From: time.Unix(0, from).UTC(), To: time.Unix(0, to).UTC(),
		})
	}
	return rows.Err()
}

// parseKey reads what marshalKey wrote.
func parseKey(der []byte) (crypto.Signer, error) {
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, errKeys
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, errKeys
	}
	return signer, nil
}

// putMeta writes single values.
func putMeta(ctx context.Context, tx *sql.Tx, values map[string]any) error {
	for key, value := range values {
		if _, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO meta VALUES (?, ?)`, key, value); err != nil {
			return err
		}
	}
	return nil
}

// metaNumber reads a single number.
func metaNumber(ctx context.Context, q querier, key string) (n int64, err error) {
	err = q.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = ?`, key).Scan(&n)
	return n, err
}

// querier is a database or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}
