package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/ledger"
)

// What a supervisor sets of how old the copy of the register may be.
const (
	// settingDataLimit is after how many days a supervisor is asked.
	settingDataLimit Setting = "data-limit"
	// settingOldData is until when a supervisor has allowed the work to go on, in
	// seconds since 1970.
	settingOldData Setting = "old-data"
)

const (
	usualDataLimit = 7
	mostDataLimit  = 30
	// oldDataFor is how long a supervisor's word is good: somebody looks at it each day.
	oldDataFor = 24 * time.Hour
)

// DataAge is how old the copy of the register may be for activations to be confirmed.
type DataAge struct{ s *Store }

// Limit is the age of the copy of the register beyond which a supervisor has to
// allow the work to go on: 7 days where nobody has set another.
func (d *DataAge) Limit(ctx context.Context) (time.Duration, error) {
	days, known, err := d.number(ctx, settingDataLimit)
	if !known || days < 1 || days > mostDataLimit {
		days = usualDataLimit
	}
	return time.Duration(days) * 24 * time.Hour, err
}

// SetLimit sets the limit, in days from 1 to 30, for a supervisor. It fails with
// [siak.KindBadValue] and [siak.KindNotAllowed].
func (d *DataAge) SetLimit(ctx context.Context, days int) error {
	const op = "set the data's limit"
	if days < 1 || days > mostDataLimit {
		return siak.E(op, fault.KindBadValue, errors.New("1 to 30 days"))
	}
	return d.setNumber(ctx, op, settingDataLimit, int64(days))
}

// Allow lets the work go on with a copy that is older than the limit, for a
// day, on a supervisor's word. It fails with [siak.KindNotAllowed].
func (d *DataAge) Allow(ctx context.Context) (until time.Time, err error) {
	until = d.s.o.Now().Add(oldDataFor).Truncate(time.Second)
	return until, d.setNumber(ctx, "allow old data", settingOldData, until.Unix())
}

// Allowed reports whether a supervisor has allowed the work to go on. A clock
// that was turned back makes no word last longer.
func (d *DataAge) Allowed(ctx context.Context) (bool, error) {
	until, known, err := d.number(ctx, settingOldData)
	left := time.Unix(until, 0).Sub(d.s.o.Now())
	return known && left > 0 && left <= oldDataFor, err
}

func (d *DataAge) number(ctx context.Context, name Setting) (n int64, known bool, err error) {
	value, known, err := d.s.Settings.Get(ctx, name)
	if err != nil || !known {
		return 0, false, err
	}
	n, unread := strconv.ParseInt(string(value), 10, 64)
	return n, unread == nil, nil
}

func (d *DataAge) setNumber(ctx context.Context, op string, name Setting, n int64) error {
	return d.s.ledger().Write(ctx, op, func(tx *sql.Tx) error {
		if err := d.s.Accounts.requireSupervisor(ctx, tx, op); err != nil {
			return err
		}
		if err := ledger.PutSetting(ctx, tx, d.s.keys, name, strconv.AppendInt(nil, n, 10)); err != nil {
			return err
		}
		return audit.Add(ctx, tx, d.s.Audit, audit.Event{Act: audit.ActSetting, Subject: string(name)})
	})
}
