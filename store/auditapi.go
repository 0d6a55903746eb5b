package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"

	"ikd/station/siak"
)

// AuditRows reads at most limit rows of the audit after a row, in their order; for a
// supervisor: [siak.KindNotAllowed] for anybody else.
func (s *Store) AuditRows(ctx context.Context, after int64, limit int) (all []AuditRow, err error) {
	const op = "read the audit"
	if s.me.Role != RoleSupervisor {
		return nil, siak.E(op, siak.KindNotAllowed, nil)
	}
	err = s.ledger().read(op, func(db *sql.DB) error {
		if s.keys.locked() {
			return errLocked
		}
		rows, err := db.QueryContext(ctx, `SELECT seq, body, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT ?`, after, limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		all = nil
		for rows.Next() {
			var r auditRow
			if err := rows.Scan(&r.seq, &r.body, &r.hash); err != nil {
				return err
			}
			all = append(all, r.readable())
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
	if s.me.Role != RoleSupervisor {
		return siak.E(op, siak.KindNotAllowed, nil)
	}
	if s.Locked() {
		return errLocked
	}
	if err := s.Audit.Append(ctx, Event{Act: ActExport, Subject: "audit"}); err != nil && !s.ledger().readOnly {
		return err
	}
	return s.ledger().read(op, func(db *sql.DB) error {
		tx, err := db.BeginTx(ctx, nil) // one moment of a file that others write to
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }() // nothing was written
		return exportRows(ctx, tx, json.NewEncoder(w))
	})
}

// VerifyAudit checks the audit of a folder from its first row to its signed
// head, without a passphrase and beside a program that has the folder open.
// What is wrong with the audit stands in the report; an error says that it
// could not be read.
func VerifyAudit(ctx context.Context, dir string) (report AuditReport, err error) {
	const op = "verify the audit"
	db, err := peek(ctx, dir)
	if err != nil {
		return report, fail(op, err)
	}
	defer func() { err = fail(op, errors.Join(err, db.Close())) }()
	tx, err := db.BeginTx(ctx, nil) // one moment of a file that others write to
	if err != nil {
		return report, err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return verify(ctx, tx)
}
