package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"ikd/station/siak/registry/server"
)

// Tx is a transaction of the file: what the registry's interfaces ask for, by
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
	sql *sql.Tx
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

// SQL is the transaction itself, for who keeps tables of its own in the file (the
// sandbox); they have names of their own.
func (t *conn) SQL() *sql.Tx { return t.sql }

// Context is the transaction's.
func (t *conn) Context() context.Context { return t.ctx }

// Try runs f in a savepoint.
func (t *conn) Try(f func() error) error {
	if err := t.exec("SAVEPOINT attempt"); err != nil {
		return err
	}
	if err := f(); err != nil {
		return errors.Join(err, t.exec("ROLLBACK TO attempt"), t.exec("RELEASE attempt"))
	}
	return t.exec("RELEASE attempt")
}

func (t *conn) exec(query string, args ...any) error {
	_, err := t.sql.ExecContext(t.ctx, query, args...)
	return refused(err)
}

// touched runs an update and reports whether it found a row.
func (t *conn) touched(query string, args ...any) (bool, error) {
	res, err := t.sql.ExecContext(t.ctx, query, args...)
	if err != nil {
		return false, refused(err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// one reads one row; false where there is none.
func (t *conn) one(into []any, query string, args ...any) (bool, error) {
	err := t.sql.QueryRowContext(t.ctx, query, args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, refused(err)
}

// all calls f for each row.
func (t *conn) all(f func(scan func(...any) error) error, query string, args ...any) error {
	rows, err := t.sql.QueryContext(t.ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// list collects what f makes of each row.
func list[T any](t *conn, f func(scan func(...any) error) (T, error), query string, args ...any) ([]T, error) {
	var found []T
	err := t.all(func(scan func(...any) error) error {
		v, err := f(scan)
		found = append(found, v)
		return err
	}, query, args...)
	return found, err
}

// nanos and fromNanos are how times are kept; 0 is the zero time.
func nanos(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixNano()
}

func fromNanos(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}

// atMost fits a sequence into SQLite's integers.
func atMost(seq uint64) int64 { return int64(min(seq, 1<<62)) }
