package ledger

import (
	"context"
	"database/sql"
	"errors"
	"iter"

	"ikd/station/siak"
)

// unsentPage is how many activations are held at once.
const unsentPage = 100

// Unsent are the activations that the registry has not acknowledged, in the
// order of confirmation, as they were when they are read; a row that does not
// open is left out. Nothing is marked: they go on waiting. An error is the last
// that is yielded.
func (l *Ledger) Unsent(ctx context.Context) iter.Seq2[siak.Activation, error] {
	return func(yield func(siak.Activation, error) bool) {
		for after := int64(0); ; {
			page, last, err := l.unsentAfter(ctx, after)
			if err != nil {
				yield(siak.Activation{}, err)
				return
			}
			for _, a := range page {
				if !Unreadable(a) && !yield(a, nil) {
					return
				}
			}
			if last == 0 {
				return
			}
			after = last
		}
	}
}

// unsentAfter reads the next page; last is 0 behind the end.
func (l *Ledger) unsentAfter(ctx context.Context, after int64) (page []siak.Activation, last int64, err error) {
	const op = "read the outbox"
	err = l.file.Read(op, func(db *sql.DB) error {
		err := db.QueryRowContext(ctx, `SELECT seq FROM (SELECT seq FROM activations WHERE `+WaitingSQL+` AND seq > ? ORDER BY seq LIMIT ?)
			ORDER BY seq DESC LIMIT 1`, after, unsentPage).Scan(&last)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil || last == 0 {
		return nil, 0, err
	}
	page, err = l.list(ctx, op, WaitingSQL+` AND seq > ? AND seq <= ? ORDER BY seq`, after, last)
	return page, last, err
}
