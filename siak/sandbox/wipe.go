package sandbox

import (
	"context"
	crand "crypto/rand"
	"database/sql"
	"errors"
	"time"

	"ikd/station/siak"
)

// OrderWipe orders a station to wipe itself at its next contact. A second
// order changes nothing.
func (s *Sandbox) OrderWipe(ctx context.Context, stationID string) error {
	var id [16]byte
	_, _ = crand.Read(id[:])
	err := s.db.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO wipes (station, id, ordered) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
			stationID, id[:], s.o.Now().UnixNano())
		return err
	})
	return storageError("order a wipe", err)
}

// wipeOrder is a station's order; nil for none.
func wipeOrder(ctx context.Context, q querier, station string) (*siak.WipeOrder, error) {
	var id []byte
	var ordered int64
	err := q.QueryRowContext(ctx, `SELECT id, ordered FROM wipes WHERE station = ? AND done = 0`, station).Scan(&id, &ordered)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	o := &siak.WipeOrder{Ordered: time.Unix(0, ordered).UTC()}
	copy(o.ID[:], id)
	return o, err
}

// wiped notes that a station was wiped. It is known no longer.
func (s *Sandbox) wiped(ctx context.Context, station string, order []byte, exported uint32) error {
	err := s.db.write(ctx, func(tx *sql.Tx) error {
		now := s.o.Now().UnixNano()
		if len(order) == 0 {
			order = make([]byte, 16) // of the station's own
			_, _ = crand.Read(order)
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO wipes (station, id, ordered, done, exported) VALUES (?1, ?2, ?3, ?3, ?4)
			ON CONFLICT (station) DO UPDATE SET done = ?3, exported = ?4`, station, order, now, exported)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE stations SET revoked = 1 WHERE id = ?`, station)
		return err
	})
	return storageError("note a wipe", err)
}

// Wipe is what became of an order.
type Wipe struct {
	Order    siak.WipeOrder
	Done     bool
	Exported int // activations that come by file
}

// Wiped tells of a station's wipe; false where there is no order.
func (s *Sandbox) Wiped(ctx context.Context, stationID string) (w Wipe, known bool, err error) {
	var id []byte
	var ordered, done int64
	err = s.db.reader.QueryRowContext(ctx, `SELECT id, ordered, done, exported FROM wipes WHERE station = ?`, stationID).
		Scan(&id, &ordered, &done, &w.Exported)
	if errors.Is(err, sql.ErrNoRows) {
		return w, false, nil
	}
	copy(w.Order.ID[:], id)
	w.Order.Ordered, w.Done = time.Unix(0, ordered).UTC(), done != 0
	return w, err == nil, storageError("read a wipe", err)
}
