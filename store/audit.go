package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/ledger"
)

// AuditRows reads at most limit rows of the audit after a row, in their order; for a
// supervisor: [siak.KindNotAllowed] for anybody else.
func (s *Store) AuditRows(ctx context.Context, after int64, limit int) (all []audit.Row, err error) {
	const op = "read the audit"
	if s.me.Role != accounts.RoleSupervisor {
		return nil, siak.E(op, fault.KindNotAllowed, nil)
	}
	err = s.ledger().Read(op, func(db *sql.DB) error {
		if s.keys.Locked() {
			return fault.ErrLocked
		}
		rows, err := db.QueryContext(ctx, `SELECT seq, body, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT ?`, after, limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		all = nil
		for rows.Next() {
			var r audit.StoredRow
			if err := rows.Scan(&r.Seq, &r.Body, &r.Hash); err != nil {
				return err
			}
			all = append(all, r.Readable())
		}
		return rows.Err()
	})
	return all, err
}

// ExportAudit writes the whole audit as JSON Lines, a row each, and last its
// signed head; for a supervisor: [siak.KindNotAllowed] for anybody else. The
// export itself is one of the rows, but where the store only reads.
func (s *Store) ExportAudit(ctx context.Context, w io.Writer) error {
	const op = "export the audit"
	if s.me.Role != accounts.RoleSupervisor {
		return siak.E(op, fault.KindNotAllowed, nil)
	}
	if s.Locked() {
		return fault.ErrLocked
	}
	if err := s.Audit.Append(ctx, audit.Event{Act: audit.ActExport, Subject: "audit"}); err != nil && !s.ledger().ReadOnly {
		return err
	}
	return s.ledger().Read(op, func(db *sql.DB) error {
		tx, err := db.BeginTx(ctx, nil) // one moment of a file that others write to
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }() // nothing was written
		return audit.WriteRows(ctx, tx, json.NewEncoder(w))
	})
}

// VerifyAudit checks the audit of a folder from its first row to its signed
// head, without a passphrase and beside a program that has the folder open.
// What is wrong with the audit stands in the report; an error says that it
// could not be read.
func VerifyAudit(ctx context.Context, dir string) (report audit.Report, err error) {
	const op = "verify the audit"
	db, err := ledger.Peek(ctx, dir)
	if err != nil {
		return report, fault.Wrap(op, err)
	}
	defer func() { err = fault.Wrap(op, errors.Join(err, db.Close())) }()
	tx, err := db.BeginTx(ctx, nil) // one moment of a file that others write to
	if err != nil {
		return report, err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return audit.Verify(ctx, tx)
}
