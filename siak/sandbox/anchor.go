package sandbox

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"

	"ikd/station/siak"
)

// anchor takes the head of a station's audit in where the station knows the
// last one and the head does not go back. Every head that was refused is kept
// beside those that were taken: it is what the registry's staff look at.
func (s *Sandbox) anchor(ctx context.Context, st *station, head, last siak.AuditHead) (siak.Anchoring, error) {
	const op = "anchor the audit"
	key, ok := st.key.(ed25519.PublicKey)
	if head.Seq != 0 && (!ok || !ed25519.Verify(key, head.Statement(), head.Signature)) {
		return siak.Anchoring{}, siak.E(op, siak.KindRefused, errors.New("not signed by the station"))
	}
	var a siak.Anchoring
	err := s.db.write(ctx, func(tx *sql.Tx) error {
		had, err := lastAnchor(ctx, tx, st.id)
		if err != nil {
			return err
		}
		a = siak.Anchoring{Last: had}
		known := head.Same(had)
		if head.Seq == 0 {
			a.Kept = had.Seq == 0
		} else if a.Kept = known || head.Seq > had.Seq && last.Same(had); !known {
			if err := s.keepHead(ctx, tx, st.id, head, a.Kept); err != nil {
				return err
			}
		}
		if a.Kept {
			a.Last = head
		}
		a.Wipe, err = wipeOrder(ctx, tx, st.id)
		return err
	})
	return a, storageError(op, err)
}

// keepHead writes a head down; the same refused one once.
func (s *Sandbox) keepHead(ctx context.Context, tx *sql.Tx, station string, h siak.AuditHead, kept bool) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO anchors (station, seq, hash, signature, kept, at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, station, int64(h.Seq), h.Hash[:], h.Signature, kept, s.o.Now().UnixNano())
	return err
}

// lastAnchor is the last head that was taken; the zero head for none.
func lastAnchor(ctx context.Context, q querier, station string) (siak.AuditHead, error) {
	var h siak.AuditHead
	var seq int64
	var hash []byte
	err := q.QueryRowContext(ctx, `SELECT seq, hash, signature FROM anchors WHERE station = ? AND kept ORDER BY id DESC LIMIT 1`,
		station).Scan(&seq, &hash, &h.Signature)
	if errors.Is(err, sql.ErrNoRows) {
		return h, nil
	}
	h.Seq = uint64(seq)
	copy(h.Hash[:], hash)
	return h, err
}

// Anchor is a head that a station left.
type Anchor struct {
	Head siak.AuditHead
	Kept bool // false: it was refused
}

// Anchors lists the heads that a station left, oldest first.
func (s *Sandbox) Anchors(ctx context.Context, stationID string) ([]Anchor, error) {
	rows, err := s.db.reader.QueryContext(ctx, `SELECT seq, hash, signature, kept FROM anchors WHERE station = ? ORDER BY id`, stationID)
	if err != nil {
		return nil, storageError("list anchors", err)
	}
	defer func() { _ = rows.Close() }()
	var all []Anchor
	for rows.Next() {
		var a Anchor
		var seq int64
		var hash []byte
		if err := rows.Scan(&seq, &hash, &a.Head.Signature, &a.Kept); err != nil {
			return nil, storageError("list anchors", err)
		}
		a.Head.Seq = uint64(seq)
		copy(a.Head.Hash[:], hash)
		all = append(all, a)
	}
	return all, storageError("list anchors", rows.Err())
}

// ForgetAnchors lets a station begin anew, after the registry's staff have
// looked into why its audit was another. It fails with not-found.
func (s *Sandbox) ForgetAnchors(ctx context.Context, stationID string) error {
	return s.set(ctx, "forget anchors", `UPDATE OR REPLACE anchors SET kept = 0 WHERE station = ? AND kept`, stationID)
}
