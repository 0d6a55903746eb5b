package store

import (
	"context"
	"database/sql"
	"errors"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/folder"
	"ikd/station/store/internal/recovery"
	"ikd/station/store/internal/recoverykey"
	"ikd/station/store/internal/secrets"
	"ikd/station/store/internal/sqlitedb"
)

// NewRecoveryCode makes a recovery code, for a supervisor, who writes it down and says
// so with [Laptop.NoteRecoveryCode]. Until then the code before is good beside it. The
// code is in no file; who loses it makes another one. It fails with
// [siak.KindNotAllowed], and with [siak.KindKeyRotation] while a change of the data key
// is under way.
func (b *Laptop) NewRecoveryCode(ctx context.Context) (code recoverykey.Code, err error) {
	const op = "make a recovery code"
	code = recoverykey.NewCode()
	err = b.s.ledger().Write(ctx, op, func(tx *sql.Tx) error {
		if err := b.s.Accounts.requireSupervisor(ctx, tx, op); err != nil {
			return err
		}
		r, err := accounts.ReadRotation(ctx, tx)
		if err != nil {
			return err
		}
		if r.Before != 0 {
			return errRotating
		}
		all, err := recoverykey.All(ctx, tx)
		if err != nil {
			return err
		}
		var last int64
		for _, k := range all {
			last = k.ID
			if k.Noted.IsZero() {
				if err := k.Delete(ctx, tx); err != nil {
					return err
				}
			}
		}
		made := recoverykey.New(last, code, b.s.keys, b.s.o.Now())
		if err := made.Save(ctx, tx); err != nil {
			return err
		}
		return made.GiveDataKey(ctx, tx, r.Epoch, b.s.keys.Data)
	})
	if err == nil {
		recovery.WriteCopy(ctx, b.s.ledger())
	}
	return code, err
}

// NoteRecoveryCode says, for a supervisor, that the code that was made last is on
// paper. From then on it alone is good, and accounts are bound to the laptop. It fails
// with [siak.KindNoRecovery] where none was made.
func (b *Laptop) NoteRecoveryCode(ctx context.Context) error {
	const op = "note the recovery code"
	err := b.s.ledger().Write(ctx, op, func(tx *sql.Tx) error {
		if err := b.s.Accounts.requireSupervisor(ctx, tx, op); err != nil {
			return err
		}
		all, err := recoverykey.All(ctx, tx)
		if err != nil {
			return err
		}
		if len(all) == 0 || !all[len(all)-1].Noted.IsZero() {
			return siak.E(op, siak.KindNoRecovery, nil)
		}
		for _, k := range all[:len(all)-1] {
			if err := k.Delete(ctx, tx); err != nil {
				return err
			}
		}
		made := all[len(all)-1]
		made.Noted = b.s.o.Now()
		if err := made.Save(ctx, tx); err != nil {
			return err
		}
		return audit.Add(ctx, tx, b.s.Audit, audit.Event{Act: audit.ActSetting, Subject: audit.SubjectRecoveryCode})
	})
	if err == nil {
		recovery.WriteCopy(ctx, b.s.ledger())
	}
	return err
}

// giveRecoveryKeys hands a new data key to the recovery keys that stay. One whose card
// does not hold is not given it: a supervisor makes a new code.
func (s rotator) giveRecoveryKeys(ctx context.Context, tx *sql.Tx, epoch int64, data []byte) error {
	all, err := recoverykey.All(ctx, tx)
	if err != nil {
		return err
	}
	for _, k := range all {
		if !k.Authentic(s.keys) {
			continue
		}
		if err := k.GiveDataKey(ctx, tx, epoch, data); err != nil {
			return err
		}
	}
	return nil
}

// resealRecoveryCards seals the cards that hold anew.
func (s rotator) resealRecoveryCards(ctx context.Context, tx *sql.Tx) error {
	all, err := recoverykey.All(ctx, tx)
	if err != nil {
		return err
	}
	for _, k := range all {
		if !k.Authentic(s.keys) {
			continue
		}
		k.SealCard(s.keys)
		if err := k.Save(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// Recovery is who opens a folder with the recovery code.
type Recovery struct {
	Code recoverykey.Code
	// Officer is a supervisor's account; "" for the only one there is.
	Officer string
	// Secret is the account's new one. It stays the caller's, to clear.
	Secret secrets.Secret
}

// Recover opens a folder with its recovery code, for a supervisor whose account gets a
// new secret and is bound to the laptop that there is now: where the TPM or the keyring
// was lost or changed, or every secret was forgotten. The other accounts stay as they
// are, to be reset by that supervisor. The code stays good until a new one was noted
// ([Protection.NeedsCode]). It fails with [siak.KindNoRecovery],
// [siak.KindRecoveryWrong], [siak.KindNotAllowed] for an account that is no
// supervisor's or was disabled, and as [Open] and [Accounts.Add] do.
func Recover(ctx context.Context, dir string, r Recovery, options Options) (*Store, error) {
	if !folder.Exists(dir) {
		return nil, siak.E("open the store", fault.KindNotSetUp, nil)
	}
	options = options.withDefaults()
	release, err := folder.LockForStore(dir)
	if err != nil {
		return nil, err
	}
	return open(ctx, opening{dir, folder.Ledger, options, release}, func(ctx context.Context, ledger *sqlitedb.File) (*authenticated, error) {
		return authenticator{ledger, options}.recover(ctx, r)
	})
}

// recover opens the keys with the code, and makes the account's new wrap.
func (d authenticator) recover(ctx context.Context, r Recovery) (*authenticated, error) {
	if err := d.notWiped(ctx); err != nil {
		return nil, err
	}
	all, err := recoverykey.All(ctx, d.ledger.Reader)
	if err != nil {
		return nil, err
	}
	used, private, err := r.Code.Open(all)
	if err != nil {
		return nil, d.recordFailure(ctx, "", audit.SubjectRecover, err)
	}
	defer clear(private)
	a, err := d.supervisor(ctx, r.Officer)
	if err != nil {
		return nil, err
	}
	if err := secrets.CheckSecret(a.Name, r.Secret); err != nil {
		return nil, err
	}
	keys, err := d.dataKeys(ctx, used.Holder(), private)
	if err != nil {
		return nil, err
	}
	in := &authenticated{Row: a, keys: keys}
	h, err := d.laptop(ctx, d.ledger.Reader)
	if err == nil {
		in.bound, err = d.newBoundKey(a, r.Secret, h)
	}
	if err != nil {
		keys.Wipe()
		return nil, err
	}
	in.recovered = &recovered{key: used, method: r.Secret.Method}
	return in, nil
}

// supervisor is the account of that name, which must be a supervisor's.
func (d authenticator) supervisor(ctx context.Context, officer string) (accounts.Row, error) {
	name, err := d.accountName(ctx, officer)
	if err != nil {
		return accounts.Row{}, err
	}
	a, err := accounts.Find(ctx, d.ledger.Reader, name, d.o.Now())
	if err == nil && (a.Disabled || a.Role != accounts.RoleSupervisor) {
		err = siak.E("recover", fault.KindNotAllowed, errors.New("not a supervisor's account"))
	}
	return a, err
}

// recovered is what is written of a recovery.
type recovered struct {
	key    recoverykey.Key
	method secrets.Method
}
