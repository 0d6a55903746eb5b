package audit

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"

	"ikd/station/siak"
	"ikd/station/store/internal/sqlitedb"
)

// MetaAnchored names the last head that the registry took.
const MetaAnchored = "anchored"

// Head is where the audit ends, signed; the zero head while nothing signs it.
func (a *Log) Head(ctx context.Context) (h siak.AuditHead, err error) {
	err = a.file.Read("read the audit's head", func(db *sql.DB) error {
		end, err := readHead(ctx, db)
		if err == nil && len(end.Signature) > 0 {
			h = end.signed()
		}
		return err
	})
	return h, err
}

// Anchored is the last head that the registry took, as far as this file knows;
// the zero head for none.
func (a *Log) Anchored(ctx context.Context) (h siak.AuditHead, err error) {
	err = a.file.Read("read the anchor", func(db *sql.DB) error {
		text, err := sqlitedb.GetMeta(ctx, db, MetaAnchored)
		if err == nil && len(text) == 8+len(h.Hash) {
			h.Seq = binary.BigEndian.Uint64(text)
			copy(h.Hash[:], text[8:])
		}
		return err
	})
	return h, err
}

// SetAnchored notes the head that the registry took. It stands in clear: what
// counts is what the registry has.
func (a *Log) SetAnchored(ctx context.Context, h siak.AuditHead) error {
	text := append(binary.BigEndian.AppendUint64(nil, h.Seq), h.Hash[:]...)
	return a.file.Write(ctx, "note the anchor", func(tx *sql.Tx) error {
		return sqlitedb.PutMeta(ctx, tx, MetaAnchored, text)
	})
}

// Holds reports whether the audit has that row with that hash, which it always
// has had if the registry saw it: an older file that was put back, and a chain
// that was written anew, do not.
func (a *Log) Holds(ctx context.Context, h siak.AuditHead) (holds bool, err error) {
	if h.Seq == 0 {
		return true, nil
	}
	err = a.file.Read("compare the audit", func(db *sql.DB) error {
		var hash []byte
		err := db.QueryRowContext(ctx, `SELECT hash FROM audit WHERE seq = ?`, int64(h.Seq)).Scan(&hash)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		holds = bytes.Equal(hash, h.Hash[:])
		return err
	})
	return holds, err
}

// Rows are at most so many rows behind a number, as the registry is to have them.
func (a *Log) Rows(ctx context.Context, after uint64, most int) (rows siak.AuditRows, err error) {
	rows.After = after
	err = a.file.Read("read the audit's rows", func(db *sql.DB) error {
		rows.Bodies, err = sqlitedb.Column[[]byte](ctx, db, `SELECT body FROM audit WHERE seq > ? ORDER BY seq LIMIT ?`, int64(after), most)
		return err
	})
	return rows, err
}
