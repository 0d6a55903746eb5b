package postgres

import (
	"context"
	"errors"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Tx is a transaction of the database: what the registry's interfaces ask for, by
// subject, on one connection.
type Tx struct {
	*conn
	settingsTx
	issuersTx
	keysTx
	partitionsTx
	peopleTx
	registrationsTx
	stationsTx
	presentationsTx
	activationsTx
	verdictsTx
	mailsTx
	grantsTx
	accessesTx
	alarmsTx
	noticesTx
	anchorsTx
	auditRowsTx
	wipesTx
	invitationsTx
	requestsTx
	statisticsTx
	officersTx
}

// conn runs statements within one transaction.
type conn struct {
	ctx context.Context // of the Read or Write that it is for
	pg  *pgx.Conn
	// queue holds statements without an answer until the next one that has one.
	queue pgx.Batch
	// sent counts the batches.
	sent int
	// homes are the regencies of the people that are locked.
	homes map[int64]siak.Region
}

// The subjects of a transaction, one for each of the registry's small interfaces.
type (
	settingsTx      struct{ *conn }
	issuersTx       struct{ *conn }
	keysTx          struct{ *conn }
	partitionsTx    struct{ *conn }
	peopleTx        struct{ *conn }
	registrationsTx struct{ *conn }
	stationsTx      struct{ *conn }
	presentationsTx struct{ *conn }
	activationsTx   struct{ *conn }
	verdictsTx      struct{ *conn }
	mailsTx         struct{ *conn }
	grantsTx        struct{ *conn }
	accessesTx      struct{ *conn }
	alarmsTx        struct{ *conn }
	noticesTx       struct{ *conn }
	anchorsTx       struct{ *conn }
	auditRowsTx     struct{ *conn }
	wipesTx         struct{ *conn }
	invitationsTx   struct{ *conn }
	requestsTx      struct{ *conn }
	statisticsTx    struct{ *conn }
	officersTx      struct{ *conn }
)

// newTx is a transaction with all its subjects on one connection.
func newTx(c *conn) *Tx {
	return &Tx{
		c,
		settingsTx{c},
		issuersTx{c},
		keysTx{c},
		partitionsTx{c},
		peopleTx{c},
		registrationsTx{c},
		stationsTx{c},
		presentationsTx{c},
		activationsTx{c},
		verdictsTx{c},
		mailsTx{c},
		grantsTx{c},
		accessesTx{c},
		alarmsTx{c},
		noticesTx{c},
		anchorsTx{c},
		auditRowsTx{c},
		wipesTx{c},
		invitationsTx{c},
		requestsTx{c},
		statisticsTx{c},
		officersTx{c},
	}
}

var _ server.Tx = (*Tx)(nil)

// Try runs f in a savepoint.
func (t *conn) Try(f func() error) error {
	if err := t.flush(); err != nil { // of what came before
		return err
	}
	t.later("SAVEPOINT attempt")
	before := t.sent
	err := f()
	if err == nil {
		t.later("RELEASE SAVEPOINT attempt")
		err = t.flush()
	}
	if err == nil || again(err) {
		return err // again: the whole transaction is run once more
	}
	t.queue = pgx.Batch{}
	if t.sent == before {
		return err // not even the savepoint was sent
	}
	_, undo := t.pg.Exec(t.ctx, "ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt")
	return errors.Join(err, clean(undo))
}

// later sends a statement with the next one that has an answer.
func (t *conn) later(query string, args ...any) { t.queue.Queue(query, args...) }

// flush sends what waits.
func (t *conn) flush() error {
	if t.queue.Len() == 0 {
		return nil
	}
	_, err := t.send(nil)
	return err
}

// send sends what waits and gives the rows of the last statement to f, which may
// be nil. The tag is that statement's.
func (t *conn) send(f func(pgx.Rows) error) (tag pgconn.CommandTag, err error) {
	batch := t.queue
	t.queue = pgx.Batch{}
	t.sent++
	results := t.pg.SendBatch(t.ctx, &batch)
	defer func() { err = clean(errors.Join(err, results.Close())) }()
	for range batch.Len() - 1 {
		if _, err := results.Exec(); err != nil {
			return tag, err
		}
	}
	if f == nil {
		return results.Exec()
	}
	rows, err := results.Query()
	if err != nil {
		return tag, err
	}
	defer rows.Close()
	if err := f(rows); err != nil {
		return tag, err
	}
	rows.Close()
	return rows.CommandTag(), rows.Err()
}

// ask sends a query with what waits and calls f for each row.
func (t *conn) ask(f func(scan func(...any) error) error, query string, args ...any) error {
	t.later(query, args...)
	_, err := t.send(func(rows pgx.Rows) error {
		for rows.Next() {
			if err := f(rows.Scan); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	return err
}

// one reads one row; false where there is none.
func (t *conn) one(into []any, query string, args ...any) (found bool, err error) {
	err = t.ask(func(scan func(...any) error) error {
		found = true
		return scan(into...)
	}, query, args...)
	return found && err == nil, err
}

// touched runs a statement that returns a row for each that it touched.
func (t *conn) touched(query string, args ...any) (found bool, err error) {
	var n int
	return t.one([]any{&n}, query+" RETURNING 1", args...)
}

// list collects what f makes of each row.
func list[T any](t *conn, f func(scan func(...any) error) (T, error), query string, args ...any) ([]T, error) {
	var found []T
	err := t.ask(func(scan func(...any) error) error {
		v, err := f(scan)
		found = append(found, v)
		return err
	}, query, args...)
	return found, err
}

// first is the first of what list collects; false where there is none.
func first[T any](t *conn, f func(scan func(...any) error) (T, error), query string, args ...any) (v T, found bool, err error) {
	all, err := list(t, f, query, args...)
	if err != nil || len(all) == 0 {
		return v, false, err
	}
	return all[0], true, nil
}

// moment is a time as the server keeps it; the zero time is NULL.
func moment(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

// fromMoment reads what moment wrote.
func fromMoment(at *time.Time) time.Time {
	if at == nil {
		return time.Time{}
	}
	return at.UTC()
}

// orNull is NULL for the zero value.
func orNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// orZero is the zero value for NULL.
func orZero[T any](v *T) (zero T) {
	if v == nil {
		return zero
	}
	return *v
}

// atMost fits a sequence into a bigint.
func atMost(seq uint64) int64 { return int64(min(seq, 1<<62)) }
