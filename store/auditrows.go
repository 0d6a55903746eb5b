package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"io"
	"time"

	"ikd/station/siak"
)

// AuditRow is a row of the audit as a supervisor reads it.
type AuditRow struct {
	Seq        int64        `json:"seq"`
	Time       time.Time    `json:"time"`     // by the station's clock
	Registry   time.Time    `json:"registry"` // by the registry's, as last measured
	Officer    string       `json:"officer"`
	Act        Act          `json:"act"`
	About      string       `json:"about,omitempty"`
	Activation string       `json:"activation,omitempty"`
	Outcome    siak.Outcome `json:"outcome,omitempty"`
	State      siak.State   `json:"state,omitempty"`
	Reason     siak.Reason  `json:"reason,omitempty"`
	Kind       siak.Kind    `json:"kind,omitempty"`
	Subject    string       `json:"subject,omitempty"`
	Region     siak.Region  `json:"region,omitempty"`
	Body       string       `json:"body"` // the canonical CBOR, hexadecimal
	Hash       string       `json:"hash"` // of the chain up to here, hexadecimal
}

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

// readable is a row in words. One that cannot be read has its number and bytes.
func (r auditRow) readable() AuditRow {
	out := AuditRow{Seq: r.seq, Body: hex.EncodeToString(r.body), Hash: hex.EncodeToString(r.hash)}
	var f eventForm
	if decode("read the audit", r.body, &f) != nil {
		return out
	}
	out.Time = fromDB(f.At)
	out.Registry = out.Time.Add(time.Duration(f.Offset))
	out.Officer, out.Act, out.About = f.Officer, Act(f.Act), f.About
	out.Activation = hex.EncodeToString(f.Activation)
	out.Outcome, out.State, out.Reason = siak.Outcome(f.Outcome), siak.State(f.State), siak.Reason(f.Reason)
	out.Kind, out.Subject, out.Region = siak.Kind(f.Kind), f.Subject, siak.Region(f.Region)
	return out
}

// auditEnd closes an export: with it anybody can check the rows without this
// program.
type auditEnd struct {
	Head      int64  `json:"head"`
	Hash      string `json:"hash"`
	Signature string `json:"signature"` // Ed25519, see registry.proto, AuditHead
	Key       string `json:"key"`       // the station's, hexadecimal
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
