// Package audit is the chain of everything that was done at a station.
package audit

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"database/sql"
	"errors"
	"sync/atomic"
	"time"

	"ikd/station/store/internal/fault"

	"ikd/station/siak"
	"ikd/station/siak/hardening"
	"ikd/station/store/internal/sqlitedb"
)

// Log is the account of everything that was done at this station: a chain in
// which each row's hash is SHA-256 over the hash before and the row's body, in
// canonical CBOR. Its head, the number and hash of the last row, is signed with
// the station's key in the transaction that writes the row, so that nothing
// can be changed, taken out, cut off or put in another order without that key.
type Log struct {
	file    *sqlitedb.File
	now     func() time.Time
	officer string
	offset  *atomic.Int64 // time.Duration
	signer  atomic.Pointer[ed25519.PrivateKey]
}

// New is the audit in the ledger's file, as an account writes it. offset is the
// registry's clock minus the station's, in nanoseconds.
func New(ledger *sqlitedb.File, now func() time.Time, officer string, offset *atomic.Int64) *Log {
	return &Log{file: ledger, now: now, officer: officer, offset: offset}
}

// Sign signs a statement with the station's key; nil while it has none.
func Sign(a *Log, statement []byte) []byte {
	key := a.signer.Load()
	if key == nil {
		return nil
	}
	return ed25519.Sign(*key, statement)
}

// PublicKey is the station's public key; nil while it has none.
func PublicKey(a *Log) ed25519.PublicKey {
	key := a.signer.Load()
	if key == nil {
		return nil
	}
	return key.Public().(ed25519.PublicKey)
}

// Append writes an event that no other transaction of the store writes.
func (a *Log) Append(ctx context.Context, e Event) error {
	return a.file.Write(ctx, "write the audit", func(tx *sql.Tx) error { return Add(ctx, tx, a, e) })
}

// Add fills in who and when, and writes the event in a transaction.
func Add(ctx context.Context, tx *sql.Tx, a *Log, e Event) error {
	if e.At.IsZero() {
		e.At = a.now()
	}
	if e.Offset == 0 {
		e.Offset = time.Duration(a.offset.Load())
	}
	if e.Officer == "" {
		e.Officer = a.officer
	}
	return a.append(ctx, tx, e)
}

// append writes an event as it is.
func (a *Log) append(ctx context.Context, tx *sql.Tx, e Event) error {
	var key ed25519.PrivateKey
	if signer := a.signer.Load(); signer != nil {
		key = *signer
	}
	return Append(ctx, tx, key, e)
}

// Append continues the chain and signs its head; before the enrolment
// there is no key and no signature.
func Append(ctx context.Context, tx *sql.Tx, key ed25519.PrivateKey, e Event) error {
	h, err := readHead(ctx, tx)
	if err != nil {
		return err
	}
	body, err := e.body(h.Seq + 1)
	if err != nil {
		return err
	}
	h = h.Next(body)
	if _, err := tx.ExecContext(ctx, `INSERT INTO audit (seq, body, hash) VALUES (?, ?, ?)`, h.Seq, body, h.Hash); err != nil {
		return err
	}
	var signature []byte
	if key != nil {
		signature = ed25519.Sign(key, h.Statement())
	}
	_, err = tx.ExecContext(ctx, `UPDATE audit_head SET seq = ?, hash = ?, signature = ?`, h.Seq, h.Hash, signature)
	return err
}

// Head is where the chain ends.
type Head struct {
	Seq       int64
	Hash      []byte
	Signature []byte
}

// readHead reads the signed head as it stands in the ledger.
func readHead(ctx context.Context, q sqlitedb.Querier) (Head, error) {
	var h Head
	err := q.QueryRowContext(ctx, `SELECT seq, hash, signature FROM audit_head`).Scan(&h.Seq, &h.Hash, &h.Signature)
	return h, err
}

// Next is the head after one more row.
func (h Head) Next(body []byte) Head {
	sum := sha256.New()
	sum.Write(h.Hash)
	sum.Write(body)
	return Head{Seq: h.Seq + 1, Hash: sum.Sum(nil)}
}

// signed is the head as the registry sees it.
func (h Head) signed() siak.AuditHead {
	s := siak.AuditHead{Seq: uint64(h.Seq), Signature: h.Signature}
	copy(s.Hash[:], h.Hash)
	return s
}

// Statement is what the station signs.
func (h Head) Statement() []byte { return h.signed().Statement() }

// ParseSigner reads the station's key.
func ParseSigner(pkcs8 []byte) (ed25519.PrivateKey, error) {
	const op = "read the station's key"
	parsed, err := x509.ParsePKCS8PrivateKey(pkcs8)
	if err != nil { // whose text may speak of the key
		return nil, siak.E(op, fault.KindBadValue, errors.New("not PKCS #8"))
	}
	key, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, siak.E(op, fault.KindBadValue, errors.New("not Ed25519"))
	}
	return hardening.Keep(key), nil
}

// SignWith signs from now on with the station's key.
func SignWith(a *Log, pkcs8 []byte) error {
	key, err := ParseSigner(pkcs8)
	if err != nil {
		return err
	}
	a.signer.Store(&key)
	return nil
}

// StationKey is the name under which the public key stands in clear, so that
// the audit can be verified without a passphrase.
const StationKey = "station-key"

// ReplaceKey keeps a new key, does what belongs to it in the same transaction, and
// signs from then on with it.
func ReplaceKey(ctx context.Context, a *Log, key ed25519.PrivateKey, with func(tx *sql.Tx) error) error {
	old := a.signer.Load()
	err := a.file.Write(ctx, "keep the station's key", func(tx *sql.Tx) error {
		if err := with(tx); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO meta (name, value) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, StationKey, []byte(key.Public().(ed25519.PublicKey))); err != nil {
			return err
		}
		a.signer.Store(&key)
		return Add(ctx, tx, a, Event{Act: ActEnrol})
	})
	if err != nil {
		a.signer.Store(old)
	}
	return err
}
