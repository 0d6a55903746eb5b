package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"

	"ikd/station/store/internal/fault"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/recovery"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/secrets"
)

// Disable takes an account's right to sign in and begins a new data key, of
// which it gets none; [Store.Rotate] carries that on. It fails with
// [siak.KindOwnAccount] for one's own account, so that a supervisor is always left, and with
// [siak.KindKeyRotation] while the last change of the data key is not done.
func (a *Accounts) Disable(ctx context.Context, name string) error {
	const op = "disable an officer"
	name, err := a.named(ctx, op, name)
	if err != nil {
		return err
	}
	data := seal.NewDataKey()
	var gone accounts.Row
	var epoch int64
	err = a.s.ledger().Write(ctx, op, func(tx *sql.Tx) error {
		if err := a.requireSupervisor(ctx, tx, op); err != nil {
			return err
		}
		found, err := accounts.Find(ctx, tx, name, a.s.o.Now())
		if err != nil {
			return err
		}
		if name == a.s.me.Name {
			return siak.E(op, fault.KindOwnAccount, nil)
		}
		gone = found
		if err := a.revoke(ctx, tx, found); err != nil {
			return err
		}
		if err := audit.Add(ctx, tx, a.s.Audit, audit.Event{Act: audit.ActOfficer, Subject: audit.SubjectDisable, About: name}); err != nil {
			return err
		}
		epoch, err = rotator{a.s}.begin(ctx, tx, data)
		return err
	})
	if err != nil {
		clear(data)
		return err
	}
	if err := a.s.OfficerKeys.Certify(ctx); err != nil { // the end of the key; told at the next contact
		return errors.Join(err, rotator{a.s}.useKeys(data, epoch))
	}
	recovery.WriteCopy(ctx, a.s.ledger())
	if h, err := a.laptop(ctx); err == nil {
		h.Forget(name, gone.Wrap.Salt)
	}
	return rotator{a.s}.useKeys(data, epoch)
}

// revoke takes out all that the account could open anything with.
func (a *Accounts) revoke(ctx context.Context, tx *sql.Tx, gone accounts.Row) error {
	gone.Disabled, gone.DisabledAt = true, codec.UnixNano(a.s.o.Now())
	gone.Public = bytes.Clone(gone.Public)
	gone.Wrap = secrets.Wrap{Salt: []byte{}, Cost: gone.Wrap.Cost, Sealed: []byte{}}
	if err := gone.Save(ctx, tx, a.s.keys); err != nil {
		return err
	}
	if err := accounts.EndSigningKeys(ctx, tx, gone.Name, a.s.OfficerKeys.now()); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM data_keys WHERE officer = ?`, gone.Name)
	return err
}
