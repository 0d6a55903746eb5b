package sandbox

import (
	"context"
	"database/sql"
	"time"

	"ikd/station/siak"
)

// verdictPage is how many verdicts one answer holds.
const verdictPage = 500

// giveVerdict adds to the log that stations read.
func giveVerdict(ctx context.Context, tx *sql.Tx, e Event, now time.Time) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO verdicts (station, activation, state, reason, given) VALUES (?, ?, ?, ?, ?)`,
		e.Station, e.ID[:], e.State, e.Reason, now.UnixNano())
	return err
}

// verdicts are a station's after a sequence, in order. The sequence rises over
// all stations, so one station sees gaps.
func (s *Sandbox) verdicts(ctx context.Context, stationID string, after uint64) (vs []siak.Verdict, more bool, err error) {
	const op = "list verdicts"
	if err := s.ExpireCodes(ctx); err != nil {
		return nil, false, err
	}
	rows, err := s.db.reader.QueryContext(ctx, `SELECT seq, activation, state, reason FROM verdicts
		WHERE station = ? AND seq > ? ORDER BY seq LIMIT ?`, stationID, int64(min(after, 1<<62)), verdictPage+1)
	if err != nil {
		return nil, false, storageError(op, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var v siak.Verdict
		var id []byte
		if err := rows.Scan(&v.Seq, &id, &v.State, &v.Reason); err != nil {
			return nil, false, storageError(op, err)
		}
		copy(v.ID[:], id)
		vs = append(vs, v)
	}
	more = len(vs) > verdictPage
	return vs[:min(len(vs), verdictPage)], more, storageError(op, rows.Err())
}

// announce tells the operator, without a word about the person.
func (s *Sandbox) announce(e Event) {
	s.o.Log.Info("activation", "id", e.ID.String(), "station", e.Station, "state", string(e.State), "reason", string(e.Reason))
	s.o.Events(e)
}
