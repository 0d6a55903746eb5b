package accounts

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/sqlitedb"
)

// SigningKey is the key that an officer signs with, as the ledger keeps it.
type SigningKey struct {
	siak.OfficerKey
	Certified bool // somebody has signed it: By and Signature are set
	Told      bool // the registry has it
	Ended     time.Time
	EndedBy   siak.OfficerPublicKey
	EndSigned []byte // nil: nobody has signed its end yet
	EndTold   bool
	sealed    []byte
}

// signingPlace is the place that a private half is sealed to.
func signingPlace(officer string, public siak.OfficerPublicKey) seal.Place {
	return seal.Place{Table: "officer_keys", Key: append(public[:], officer...), Version: 1}
}

// NewSigningKey draws a key for an account, whose private half opens with the
// account's own private key, and so with its secret, alone.
func NewSigningKey(a Row, private []byte, at time.Time) (SigningKey, ed25519.PrivateKey) {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		panic(err) // never fails since Go 1.24
	}
	k := SigningKey{OfficerKey: siak.OfficerKey{Officer: a.Name, Supervisor: a.Role == RoleSupervisor, From: at}}
	copy(k.Public[:], key.Public().(ed25519.PublicKey))
	seed := key.Seed()
	defer clear(seed)
	k.sealed = seal.SigningSealer(private).Seal(signingPlace(a.Name, k.Public), seed, seal.SmallBucket)
	return k, key
}

// Open opens the private half with the account's own private key.
func (k SigningKey) Open(private []byte) (ed25519.PrivateKey, error) {
	const op = "open the officer's signing key"
	seed, err := seal.SigningSealer(private).Open(signingPlace(k.Officer, k.Public), k.sealed)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fault.Damaged(op, "it does not open")
	}
	defer clear(seed)
	return ed25519.NewKeyFromSeed(seed), nil
}

// Add keeps a key that was drawn for an account, and ends those that the account
// had before.
func (k SigningKey) Add(ctx context.Context, tx *sql.Tx) error {
	if err := EndSigningKeys(ctx, tx, k.Officer, k.From); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO officer_keys (public, officer, supervisor, sealed, made) VALUES (?, ?, ?, ?, ?)`,
		k.Public[:], k.Officer, k.Supervisor, k.sealed, codec.UnixNano(k.From))
	return err
}

// EndSigningKeys ends the keys of an account. Nobody signs with them any more; the
// registry is told.
func EndSigningKeys(ctx context.Context, tx *sql.Tx, officer string, at time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE officer_keys SET ended = ?, sealed = NULL WHERE officer = ? AND ended = 0`, codec.UnixNano(at), officer)
	return err
}

// Certify keeps who has signed a key.
func (k SigningKey) Certify(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `UPDATE officer_keys SET certified_by = ?, signature = ? WHERE public = ?`, k.By[:], k.Signature, k.Public[:])
	return err
}

// SignEnd keeps who has signed the end of a key.
func (k SigningKey) SignEnd(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `UPDATE officer_keys SET ended_by = ?, end_signature = ? WHERE public = ?`, k.EndedBy[:], k.EndSigned, k.Public[:])
	return err
}

// NoteKnown notes which keys the registry has, and which it has ended.
func NoteKnown(ctx context.Context, tx *sql.Tx, keys, ended []siak.OfficerPublicKey) error {
	for _, k := range keys {
		if _, err := tx.ExecContext(ctx, `UPDATE officer_keys SET told = 1 WHERE public = ?`, k[:]); err != nil {
			return err
		}
	}
	for _, k := range ended {
		if _, err := tx.ExecContext(ctx, `UPDATE officer_keys SET end_told = 1 WHERE public = ?`, k[:]); err != nil {
			return err
		}
	}
	return nil
}

const signingColumns = `public, officer, supervisor, sealed, made, certified_by, signature, told, ended, ended_by, end_signature, end_told`

// SigningKeys are those of all accounts, in the order in which they were made.
func SigningKeys(ctx context.Context, q sqlitedb.RowsQuerier) ([]SigningKey, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+signingColumns+` FROM officer_keys ORDER BY made, public`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []SigningKey
	for rows.Next() {
		k, err := scanSigning(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, rows.Err()
}

// FindSigningKey finds a key that is in use; false where there is none.
func FindSigningKey(ctx context.Context, q sqlitedb.Querier, public []byte) (SigningKey, bool, error) {
	k, err := scanSigning(q.QueryRowContext(ctx, `SELECT `+signingColumns+` FROM officer_keys WHERE public = ? AND ended = 0`, public))
	if errors.Is(err, sql.ErrNoRows) {
		return k, false, nil
	}
	return k, err == nil, err
}

func scanSigning(row sqlitedb.Scanner) (k SigningKey, err error) {
	var public, by, endedBy []byte
	var made, ended int64
	err = row.Scan(&public, &k.Officer, &k.Supervisor, &k.sealed, &made, &by, &k.Signature, &k.Told, &ended, &endedBy, &k.EndSigned, &k.EndTold)
	copy(k.Public[:], public)
	copy(k.By[:], by)
	copy(k.EndedBy[:], endedBy)
	k.From, k.Ended, k.Certified = codec.FromUnixNano(made), codec.FromUnixNano(ended), by != nil
	return k, err
}
