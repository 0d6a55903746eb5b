package audit

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"

	"ikd/station/siak"
	"ikd/station/store/internal/codec"
)

// Problem is what is wrong with an audit.
type Problem string

// The problems.
const (
	ProblemNone      Problem = ""
	ProblemGap       Problem = "gap"       // the row is missing
	ProblemOrder     Problem = "order"     // the row is another one's, or not in canonical form
	ProblemChanged   Problem = "changed"   // the row, or the one before it, is not what was written
	ProblemCut       Problem = "cut"       // the row and all after it are missing
	ProblemExtra     Problem = "extra"     // the row was put in behind the head
	ProblemUnsigned  Problem = "unsigned"  // the head, at this row, carries no signature of the station
	ProblemSignature Problem = "signature" // the head, at this row, carries a wrong one: the whole chain may be another
	// ProblemOlder: the chain is sound in itself, but the registry saw another:
	// an older file was put back, or the chain was written anew. Bad is the row
	// that the registry saw last.
	ProblemOlder Problem = "older-file"
	// ProblemPorch: what failed while nobody was signed in is not as it was left.
	ProblemPending Problem = "porch"
)

// Report is the result of verifying an audit.
type Report struct {
	Rows int64 // that were found good, from the first on
	// Bad is the number of the first bad row, 0 where all are good.
	Bad     int64
	Problem Problem
	// Key is the station's public key that signed the head, as the file has it;
	// nil before the enrolment. Compare it with the registry's record: who could
	// write a whole new chain could write a key, too.
	Key ed25519.PublicKey
	// Waiting is how many failed sign-ins the next sign-in will take in.
	Waiting int
}

// Sound reports whether nothing is wrong.
func (r Report) Sound() bool { return r.Problem == ProblemNone }

func Verify(ctx context.Context, tx *sql.Tx) (Report, error) {
	signed, err := ReadHead(ctx, tx)
	if err != nil {
		return Report{}, err
	}
	var report Report
	err = tx.QueryRowContext(ctx, `SELECT value FROM meta WHERE name = ?`, StationKey).Scan((*[]byte)(&report.Key))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return report, err
	}
	rows, err := tx.QueryContext(ctx, `SELECT seq, body, hash FROM audit ORDER BY seq`)
	if err != nil {
		return report, err
	}
	defer rows.Close()
	at := Head{Hash: make([]byte, 32)}
	for rows.Next() {
		var r StoredRow
		if err := rows.Scan(&r.Seq, &r.Body, &r.Hash); err != nil {
			return report, err
		}
		if report.Bad, report.Problem = r.judge(at, signed); report.Problem != ProblemNone {
			return report, nil
		}
		at = at.Next(r.Body)
		report.Rows = at.Seq
	}
	report.Bad, report.Problem = at.judge(signed, report.Key)
	if err := rows.Err(); err != nil {
		return report, err
	}
	return report, report.checkPending(ctx, tx)
}

func (r *Report) checkPending(ctx context.Context, tx *sql.Tx) error {
	left, err := pendingRows(ctx, tx)
	if err != nil {
		return err
	}
	r.Waiting = len(left)
	if r.Sound() && !pendingHolds(left) {
		r.Problem = ProblemPending
	}
	return nil
}

// VerifyAgainst is [Audit.Verify], and compares with the last head that the
// registry has of this station, the zero head for none.
func (a *Log) VerifyAgainst(ctx context.Context, last siak.AuditHead) (Report, error) {
	report, err := a.Verify(ctx)
	if err != nil || !report.Sound() {
		return report, err
	}
	holds, err := a.Holds(ctx, last)
	if err == nil && !holds {
		report.Bad, report.Problem = int64(last.Seq), ProblemOlder
	}
	return report, err
}

type StoredRow struct {
	Seq        int64
	Body, Hash []byte
}

// judge checks one row against the chain before it.
func (r StoredRow) judge(before, signed Head) (int64, Problem) {
	want := before.Seq + 1
	switch {
	case r.Seq != want:
		return want, ProblemGap
	case want > signed.Seq:
		return want, ProblemExtra
	case !bytes.Equal(before.Next(r.Body).Hash, r.Hash):
		return want, ProblemChanged
	case !Canonical(r.Body, want):
		return want, ProblemOrder
	default:
		return 0, ProblemNone
	}
}

// Canonical reports whether a body is row seq's, in the one form that it has.
func Canonical(body []byte, seq int64) bool {
	var form EventForm
	if codec.Decode("read the audit", body, &form) != nil || form.Seq != seq {
		return false
	}
	again, err := codec.Encode(form)
	return err == nil && bytes.Equal(again, body)
}

// judge checks the end of the chain against the signed head.
func (h Head) judge(signed Head, key ed25519.PublicKey) (int64, Problem) {
	switch {
	case h.Seq < signed.Seq:
		return h.Seq + 1, ProblemCut
	case !bytes.Equal(h.Hash, signed.Hash):
		return h.Seq, ProblemChanged
	case key == nil:
		return 0, ProblemNone // before the enrolment
	case len(signed.Signature) == 0:
		return h.Seq, ProblemUnsigned
	case len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, signed.Statement(), signed.Signature):
		return h.Seq, ProblemSignature
	default:
		return 0, ProblemNone
	}
}

// Verify checks the audit of the open store against the key that the station's
// sealed identity holds, which nobody without the passphrase can have put there.
func (a *Log) Verify(ctx context.Context) (report Report, err error) {
	err = a.file.Read("verify the audit", func(db *sql.DB) error {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }() // nothing was written
		report, err = Verify(ctx, tx)
		return err
	})
	if key := a.signer.Load(); err == nil && report.Sound() && key != nil && !key.Public().(ed25519.PublicKey).Equal(report.Key) {
		report.Bad, report.Problem = report.Rows, ProblemSignature
	}
	return report, err
}
