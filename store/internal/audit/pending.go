package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"

	"ikd/station/store/internal/fault"

	"ikd/station/siak"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/sqlitedb"
)

// A failure while nobody is signed in cannot be written into the audit: its head is
// signed with a key that only a signed-in officer opens. It waits in the table porch.
// The waiting rows are chained; the next sign-in takes them into the audit, as they
// are, before its own row. What was deleted from the table by then is not noticed by
// the chain, for no key protects it. It is noticed by the account's count of tries.

// MaxPending bounds how many failures wait, should somebody try all night. The
// count of tries goes on.
const MaxPending = 500

// pendingForm is a failure's canonical form.
type pendingForm struct {
	At      int64  `cbor:"1,keyasint"`
	Officer string `cbor:"2,keyasint,omitempty"`
	Kind    string `cbor:"3,keyasint"`
	Subject string `cbor:"4,keyasint"`
}

// subjectSignIn and its like name what failed.
const (
	SubjectSignIn    = "sign-in"
	SubjectNoAccount = "no-such-account" // whose name is not kept: it may be a passphrase
	SubjectPending   = "porch-broken"
)

type pendingRow struct {
	seq        int64
	body, hash []byte
}

// pendingRows reads all rows.
func pendingRows(ctx context.Context, q sqlitedb.RowsQuerier) ([]pendingRow, error) {
	found, err := q.QueryContext(ctx, `SELECT seq, body, hash FROM porch ORDER BY seq`)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var all []pendingRow
	for found.Next() {
		var r pendingRow
		if err := found.Scan(&r.seq, &r.body, &r.hash); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, found.Err()
}

func nextHash(before, body []byte) []byte {
	sum := sha256.Sum256(append(bytes.Clone(before), body...))
	return sum[:]
}

// AppendPending writes a failure down.
func AppendPending(ctx context.Context, tx *sql.Tx, e Event) error {
	body, err := codec.Encode(pendingForm{At: codec.UnixNano(e.At), Officer: e.Officer, Kind: string(e.Kind), Subject: e.Subject})
	if err != nil {
		return err
	}
	var seq int64
	before := make([]byte, sha256.Size)
	err = tx.QueryRowContext(ctx, `SELECT seq, hash FROM porch ORDER BY seq DESC LIMIT 1`).Scan(&seq, &before)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if seq >= MaxPending {
		return nil
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO porch (seq, body, hash) VALUES (?, ?, ?)`, seq+1, body, nextHash(before, body))
	return err
}

// pendingHolds reports whether rows are what was left, and all of it up to the last.
func pendingHolds(all []pendingRow) bool {
	hash := make([]byte, sha256.Size)
	for i, r := range all {
		if hash = nextHash(hash, r.body); r.seq != int64(i+1) || !bytes.Equal(hash, r.hash) {
			return false
		}
	}
	return true
}

// failures are an officer's in the audit since the account was last opened or
// reset, which set its count of tries to nothing.
func failures(ctx context.Context, tx *sql.Tx, officer string) (n int, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT body FROM audit ORDER BY seq DESC`)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return n, err
		}
		var f EventForm
		if codec.Decode("read the audit", body, &f) != nil {
			continue // its check tells of it
		}
		act, mine := Act(f.Act), f.Officer == officer
		switch {
		case mine && (act == ActSignIn || act == ActUnlock), act == ActOfficer && f.About == officer:
			return n, nil
		case mine && act == ActFailure && f.Kind != string(fault.KindLockedOut):
			n++
		}
	}
	return n, rows.Err()
}

// TakePending moves the pending failures into the audit. tries is how many failed tries
// the account counts whose officer has just signed in: fewer rows than that, with those
// that others have taken in before, mean that somebody deleted rows.
func TakePending(ctx context.Context, tx *sql.Tx, a *Log, officer string, tries int) error {
	all, err := pendingRows(ctx, tx)
	if err != nil {
		return err
	}
	own, whole, err := a.appendPending(ctx, tx, all, officer)
	if err != nil {
		return err
	}
	if own < tries && len(all) < MaxPending {
		if own, err = failures(ctx, tx, officer); err != nil {
			return err
		}
		whole = whole && own >= tries
	}
	if !whole {
		if err := Add(ctx, tx, a, Event{Act: ActFailure, Subject: SubjectPending}); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM porch`)
	return err
}

// appendPending writes the failures into the audit. It gives how many of them count as
// the officer's tries, and whether all of them are as they were written.
func (a *Log) appendPending(ctx context.Context, tx *sql.Tx, all []pendingRow, officer string) (own int, whole bool, err error) {
	whole = pendingHolds(all)
	for _, r := range all {
		e, err := r.event()
		if err != nil {
			whole = false
			continue
		}
		if e.Officer == officer && e.Kind != fault.KindLockedOut {
			own++
		}
		if err := a.append(ctx, tx, e); err != nil {
			return own, whole, err
		}
	}
	return own, whole, nil
}

// event is the failure as the audit takes it in.
func (r pendingRow) event() (Event, error) {
	var form pendingForm
	if err := codec.Decode("read the pending failures", r.body, &form); err != nil {
		return Event{}, err
	}
	e := Event{Act: ActFailure, At: codec.FromUnixNano(form.At), Officer: form.Officer, Kind: siak.Kind(form.Kind), Subject: form.Subject}
	return e, e.check()
}
