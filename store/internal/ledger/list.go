package ledger

import (
	"context"
	"database/sql"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/codec"
)

// Activations lists what was confirmed since a time, newest first. One whose
// row does not open is listed with what stands in clear: ID, state, reason,
// attempts and times.
func (l *Ledger) Activations(ctx context.Context, since time.Time) ([]siak.Activation, error) {
	return l.list(ctx, "list activations", `confirmed_at >= ? ORDER BY seq DESC`, codec.UnixNano(since))
}

// Counts is how many of the activations confirmed since a time are in each state.
func (l *Ledger) Counts(ctx context.Context, since time.Time) (counts map[siak.State]int, err error) {
	err = l.file.Read("count activations", func(db *sql.DB) error {
		rows, err := db.QueryContext(ctx, `SELECT state, count(*) FROM activations WHERE confirmed_at >= ? GROUP BY state`, codec.UnixNano(since))
		if err != nil {
			return err
		}
		defer rows.Close()
		counts = make(map[siak.State]int)
		for rows.Next() {
			var state siak.State
			var n int
			if err := rows.Scan(&state, &n); err != nil {
				return err
			}
			counts[state] = n
		}
		return rows.Err()
	})
	return counts, err
}
