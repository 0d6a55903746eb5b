package sqlite

import (
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/population"
)

// AddAnchor keeps a head; the same refused one once.
func (t anchorsTx) AddAnchor(station string, a server.Anchor, at time.Time) error {
	return t.exec(`INSERT INTO anchors (station, seq, hash, signature, kept, at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, station, int64(a.Head.Seq), a.Head.Hash[:], a.Head.Signature, a.Kept, nanos(at))
}

// LastAnchor is the last head that was taken.
func (t anchorsTx) LastAnchor(station string) (siak.AuditHead, error) {
	found, err := t.anchors(`AND kept ORDER BY id DESC LIMIT 1`, station)
	if err != nil || len(found) == 0 {
		return siak.AuditHead{}, err
	}
	return found[0].Head, nil
}

// ListAnchors are the heads that a station left, oldest first.
func (t anchorsTx) ListAnchors(station string) ([]server.Anchor, error) {
	return t.anchors(`ORDER BY id`, station)
}

func (t anchorsTx) anchors(more, station string) ([]server.Anchor, error) {
	return list(t.conn, func(scan func(...any) error) (a server.Anchor, err error) {
		var seq int64
		var hash []byte
		err = scan(&seq, &hash, &a.Head.Signature, &a.Kept)
		a.Head.Seq = uint64(seq)
		copy(a.Head.Hash[:], hash)
		return a, err
	}, `SELECT seq, hash, signature, kept FROM anchors WHERE station = ? `+more, station)
}

// ForgetAnchors makes all heads of a station refused ones.
func (t anchorsTx) ForgetAnchors(station string) (bool, error) {
	return t.touched(`UPDATE OR REPLACE anchors SET kept = 0 WHERE station = ? AND kept`, station)
}

// OrderWipe keeps an order.
func (t wipesTx) OrderWipe(station string, o siak.WipeOrder) error {
	return t.exec(`INSERT INTO wipes (station, id, ordered) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
		station, o.ID[:], nanos(o.Ordered))
}

// Wipe is a station's.
func (t wipesTx) Wipe(station string) (w server.Wipe, found bool, err error) {
	var id []byte
	var ordered, done int64
	found, err = t.one([]any{&id, &ordered, &done, &w.Exported},
		`SELECT id, ordered, done, exported FROM wipes WHERE station = ?`, station)
	copy(w.Order.ID[:], id)
	w.Order.Ordered, w.Done = fromNanos(ordered), done != 0
	return w, found, err
}

// FinishWipe notes that a station was wiped.
func (t wipesTx) FinishWipe(station string, o siak.WipeOrder, exported int) error {
	return t.exec(`INSERT INTO wipes (station, id, ordered, done, exported) VALUES (?1, ?2, ?3, ?3, ?4)
		ON CONFLICT (station) DO UPDATE SET done = ?3, exported = ?4`, station, o.ID[:], nanos(o.Ordered), exported)
}

// Stats counts.
func (t statisticsTx) Stats() (population.Stats, error) {
	st := population.Stats{Activations: map[siak.State]int{}}
	_, err := t.one([]any{&st.People, &st.Elsewhere, &st.Newcomers, &st.Stations, &st.LookUps}, `SELECT
		(SELECT coalesce(sum(total), 0) FROM partitions WHERE area = 1), (SELECT coalesce(sum(total), 0) FROM partitions WHERE area = 0),
		(SELECT count(*) FROM people WHERE version = 0), (SELECT count(*) FROM stations WHERE revoked = 0),
		(SELECT count(*) FROM accesses WHERE kind IN ('look-up', 'by-nik'))`)
	if err != nil {
		return st, err
	}
	return st, t.all(func(scan func(...any) error) error {
		var state siak.State
		var n int
		err := scan(&state, &n)
		st.Activations[state] = n
		return err
	}, `SELECT state, count(*) FROM activations GROUP BY state`)
}
