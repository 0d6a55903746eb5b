package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"

	"ikd/station/siak"
)

// Disable takes an account's right to sign in and begins a new data key, of
// which it gets none; [Store.Rotate] carries that on. It fails with
// [siak.KindRefused] for one's own account and for the last supervisor, and with
// [siak.KindBusy] while the last change of the data key is not done.
func (a *Accounts) Disable(ctx context.Context, name string) error {
	const op = "disable an officer"
	data := newDataKey()
	var gone account
	var epoch int64
	err := a.s.ledger().write(ctx, op, func(tx *sql.Tx) error {
		if err := a.supervised(ctx, tx, op); err != nil {
			return err
		}
		found, err := findAccount(ctx, tx, name, a.s.o.Now())
		if err != nil {
			return err
		}
		if name == a.s.me.Name {
			return siak.E(op, siak.KindRefused, errors.New("not one's own account"))
		}
		gone = found
		if err := a.shut(ctx, tx, found); err != nil {
			return err
		}
		if err := a.s.Audit.add(ctx, tx, Event{Act: ActOfficer, Subject: SubjectDisable, About: name}); err != nil {
			return err
		}
		epoch, err = a.s.turn(ctx, tx, data)
		return err
	})
	if err != nil {
		clear(data)
		return err
	}
	keepSpare(ctx, a.s.ledger())
	if h, err := a.halves(ctx); err == nil {
		h.forget(name, gone.wrap.salt)
	}
	return a.s.turned(data, epoch)
}

// shut takes out all that the account could open anything with.
func (a *Accounts) shut(ctx context.Context, tx *sql.Tx, gone account) error {
	gone.Disabled, gone.disabled = true, toDB(a.s.o.Now())
	gone.public = bytes.Clone(gone.public)
	gone.wrap = wrap{salt: []byte{}, cost: gone.wrap.cost, sealed: []byte{}}
	if err := gone.write(ctx, tx, a.s.keys); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM data_keys WHERE officer = ?`, gone.Name)
	return err
}
