package sandbox

import (
	"context"
	"crypto"
	"crypto/ed25519"
	crand "crypto/rand"
	"crypto/x509"
	"database/sql"
	"encoding/hex"
	"errors"

	"ikd/station/siak"
)

// station is an enrolled one.
type station struct {
	id  string
	key crypto.PublicKey
}

// enrol certifies a station's key. A key that is enrolled already keeps its
// station: an answer may have been lost.
func (s *Sandbox) enrol(ctx context.Context, csr []byte, name string) (id string, cert []byte, err error) {
	const op = "enrol station"
	request, err := x509.ParseCertificateRequest(csr)
	if err != nil || request.CheckSignature() != nil {
		return "", nil, siak.E(op, siak.KindRefused, errors.New("not a certificate request signed by its key"))
	}
	if _, ok := request.PublicKey.(ed25519.PublicKey); !ok {
		return "", nil, siak.E(op, siak.KindRefused, errors.New("the station's key must be Ed25519"))
	}
	id, err = s.addStation(ctx, request.RawSubjectPublicKeyInfo, name)
	if err != nil {
		return "", nil, storageError(op, err)
	}
	cert, err = certify(certificate{subject: id, now: s.o.Now(), usage: x509.ExtKeyUsageClientAuth},
		request.PublicKey, s.keys.authority, s.keys.authorityKey)
	return id, cert, err
}

func (s *Sandbox) addStation(ctx context.Context, public []byte, name string) (id string, err error) {
	var b [4]byte
	_, _ = crand.Read(b[:])
	err = s.db.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO stations (id, name, public_key, enrolled) VALUES (?, ?, ?, ?)
			ON CONFLICT (public_key) DO NOTHING`, "S-"+hex.EncodeToString(b[:]), name, public, s.o.Now().UnixNano())
		if err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT id FROM stations WHERE public_key = ?`, public).Scan(&id)
	})
	return id, err
}

// stationOf finds the station of a verified certificate; nil where it is not
// enrolled, or no longer.
func (s *Sandbox) stationOf(ctx context.Context, cert *x509.Certificate) (*station, error) {
	st := &station{key: cert.PublicKey}
	err := s.db.reader.QueryRowContext(ctx, `SELECT id FROM stations WHERE public_key = ? AND revoked = 0`,
		cert.RawSubjectPublicKeyInfo).Scan(&st.id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return st, storageError("find station", err)
}

// RevokeStation takes a station's right to call back. It fails with not-found.
func (s *Sandbox) RevokeStation(ctx context.Context, stationID string) error {
	return s.set(ctx, "revoke station", `UPDATE stations SET revoked = 1 WHERE id = ?`, stationID)
}

// RevokeRegistration takes a phone's registration back. It fails with not-found.
func (s *Sandbox) RevokeRegistration(ctx context.Context, registrationID string) error {
	const op = "revoke registration"
	if err := s.set(ctx, op, `UPDATE registrations SET revoked = 1 WHERE id = ?`, registrationID); err != nil {
		return err
	}
	return s.set(ctx, op, `UPDATE meta SET value = value + 1 WHERE key = 'trust_version'`)
}

// set runs one update that must find its row.
func (s *Sandbox) set(ctx context.Context, op, query string, args ...any) error {
	err := s.db.write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, query, args...)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return siak.E(op, siak.KindNotFound, nil)
	})
	return storageError(op, err)
}
