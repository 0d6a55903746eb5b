package sandbox

import (
	"context"
	"database/sql"
	"time"

	"ikd/station/siak"
)

// Activation is one as the registry holds it.
type Activation struct {
	ID             siak.ActivationID
	RegistrationID string // "" where the statement or the code was no good
	Station        string
	State          siak.State
	Reason         siak.Reason
	ReceivedAt     time.Time // the first time
	Submissions    int       // how often it came
}

// Activations lists all, in the order in which they came.
func (s *Sandbox) Activations(ctx context.Context) ([]Activation, error) {
	const op = "list activations"
	rows, err := s.db.reader.QueryContext(ctx, `SELECT id, registration, station, state, reason, received, submissions
		FROM activations ORDER BY received, id`)
	if err != nil {
		return nil, storageError(op, err)
	}
	defer func() { _ = rows.Close() }()
	var all []Activation
	for rows.Next() {
		var a Activation
		var id []byte
		var received int64
		if err := rows.Scan(&id, &a.RegistrationID, &a.Station, &a.State, &a.Reason, &received, &a.Submissions); err != nil {
			return nil, storageError(op, err)
		}
		copy(a.ID[:], id)
		a.ReceivedAt = time.Unix(0, received)
		all = append(all, a)
	}
	return all, storageError(op, rows.Err())
}

// Stats are the registry's numbers.
type Stats struct {
	People      int // of the area, as stations know it
	Elsewhere   int
	Newcomers   int // newly recorded, in no copy of the register yet
	Stations    int
	LookUps     int
	Activations map[siak.State]int
}

// Stats counts.
func (s *Sandbox) Stats(ctx context.Context) (Stats, error) {
	st := Stats{Activations: map[siak.State]int{}}
	err := s.db.read(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT
			(SELECT sum(total) FROM partitions WHERE area = 1), (SELECT sum(total) FROM partitions WHERE area = 0),
			(SELECT count(*) FROM people WHERE version = 0), (SELECT count(*) FROM stations WHERE revoked = 0),
			(SELECT count(*) FROM lookups)`).Scan(&st.People, &st.Elsewhere, &st.Newcomers, &st.Stations, &st.LookUps)
		if err != nil {
			return err
		}
		return each(ctx, tx, func(state []byte) { st.Activations[siak.State(state)]++ }, `SELECT state FROM activations`)
	})
	return st, storageError("count", err)
}
