package store

import (
	"context"
	"database/sql"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/recovery"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/secrets"
	"ikd/station/store/internal/sqlitedb"
)

// Accounts looks after the officers of the folder. Everything but
// [Accounts.Change] is a supervisor's and fails with [siak.KindNotAllowed] for
// anybody else. Every change has its row in the audit.
//
// The roles are the program's: an officer who is signed in has the data key, so
// that who takes the program apart can do what a supervisor can.
type Accounts struct{ s *Store }

// requireSupervisor fails with [siak.KindNotAllowed] or [siak.KindLocked].
func (a *Accounts) requireSupervisor(ctx context.Context, tx *sql.Tx, op string) error {
	if a.s.keys.Locked() {
		return fault.ErrLocked
	}
	me, err := accounts.Find(ctx, tx, a.s.me.Name, a.s.o.Now())
	if err != nil {
		return err
	}
	if me.Disabled || me.Role != accounts.RoleSupervisor || !me.Authentic(a.s.keys) {
		return siak.E(op, fault.KindNotAllowed, nil)
	}
	return nil
}

// List lists the accounts by name.
func (a *Accounts) List(ctx context.Context) (all []accounts.Account, err error) {
	err = a.s.ledger().Read("list officers", func(db *sql.DB) error {
		rows, err := accounts.All(ctx, db, a.s.o.Now())
		all = nil
		for _, r := range rows {
			all = append(all, r.Account)
		}
		return err
	})
	return all, err
}

// Me is the account that opened the store.
func (a *Accounts) Me(ctx context.Context) (me accounts.Account, err error) {
	err = a.s.ledger().Read("find the officer", func(db *sql.DB) error {
		found, err := accounts.Find(ctx, db, a.s.me.Name, a.s.o.Now())
		me = found.Account
		return err
	})
	return me, err
}

// Add makes an account with a secret that its officer should change at the
// first sign-in. It fails with [siak.KindWeakPassphrase], [siak.KindNoKeyring]
// (a PIN) and, where there is such an account, [siak.KindAccountExists]; one that is
// disabled comes back by [Accounts.Reset].
func (a *Accounts) Add(ctx context.Context, o accounts.Officer, secret secrets.Secret) error {
	const op = "add an officer"
	o, err := o.Canonical()
	if err != nil {
		return err
	}
	if o.Role == "" {
		o.Role = accounts.RoleOfficer
	}
	made := accounts.Row{Account: accounts.Account{Name: o.Name, Role: o.Role, Method: secret.Method, Created: a.s.o.Now(), Renew: true}}
	return a.save(ctx, accountChange{op, audit.SubjectAdd, o.Name, secret}, func(tx *sql.Tx) (accounts.Row, error) {
		_, err := accounts.Named(ctx, tx, o.Name)
		switch siak.KindOf(err) {
		case fault.KindNotFound:
			return made, nil
		case "", fault.KindWhichAccount:
			return made, siak.E(op, fault.KindAccountExists, nil)
		}
		return made, err
	})
}

// Reset gives an account a new secret, which its officer should change, forgets
// its failed tries and enables it. Nothing that is sealed is lost. Fails as
// [Accounts.Add]; [siak.KindNotFound] where there is no such account.
func (a *Accounts) Reset(ctx context.Context, name string, secret secrets.Secret) error {
	const op = "reset an officer"
	name, err := a.named(ctx, op, name)
	if err != nil {
		return err
	}
	return a.save(ctx, accountChange{op, audit.SubjectReset, name, secret}, func(tx *sql.Tx) (accounts.Row, error) {
		found, err := accounts.Find(ctx, tx, name, a.s.o.Now())
		found.Method, found.Renew, found.Disabled = secret.Method, name != a.s.me.Name, false
		found.DisabledAt, found.Tries, found.TriedAt = 0, 0, 0
		return found, err
	})
}

// named is the account that a supervisor means, see [accounts.Named].
func (a *Accounts) named(ctx context.Context, op, typed string) (name string, err error) {
	err = a.s.ledger().Write(ctx, op, func(tx *sql.Tx) error {
		if err := a.requireSupervisor(ctx, tx, op); err != nil {
			return err
		}
		name, err = accounts.Named(ctx, tx, typed)
		return err
	})
	return name, err
}

// accountChange is what is done to an account: with which subject in the audit, and
// which new secret.
type accountChange struct {
	op, subject, name string
	secret            secrets.Secret
}

// save writes an account that is new or begins anew: with a key pair of its own,
// to which the data keys are handed.
func (a *Accounts) save(ctx context.Context, c accountChange, find func(tx *sql.Tx) (accounts.Row, error)) error {
	private, public := seal.NewKeyPair()
	defer clear(private)
	h, err := a.laptop(ctx)
	if err != nil {
		return err
	}
	// Stretching takes a second: outside the transaction, but not in vain.
	err = a.s.ledger().Write(ctx, c.op, func(tx *sql.Tx) error {
		if err := a.requireSupervisor(ctx, tx, c.op); err != nil {
			return err
		}
		_, err := find(tx)
		return err
	})
	if err != nil {
		return err
	}
	if err := secrets.CheckSecret(c.name, c.secret); err != nil {
		return err
	}
	w, err := secrets.NewWrap(c.name, private, c.secret, a.s.o.Argon, h)
	if err != nil {
		return err
	}
	var old accounts.Row
	err = a.s.ledger().Write(ctx, c.op, func(tx *sql.Tx) error {
		if err := a.requireSupervisor(ctx, tx, c.op); err != nil {
			return err
		}
		found, err := find(tx)
		if err != nil {
			return err
		}
		old = found
		found.Wrap, found.Public = w, public
		key, signing := accounts.NewSigningKey(found, private, a.s.OfficerKeys.now())
		clear(signing) // it is the officer's
		found.Signing = key.Public[:]
		if err := key.Add(ctx, tx); err != nil {
			return err
		}
		if err := found.Save(ctx, tx, a.s.keys); err != nil {
			return err
		}
		if err := a.giveDataKeys(ctx, tx, found); err != nil {
			return err
		}
		return audit.Add(ctx, tx, a.s.Audit, audit.Event{Act: audit.ActOfficer, Subject: c.subject, About: c.name})
	})
	if err != nil {
		h.Forget(c.name, w.Salt)
		return err
	}
	h.Forget(c.name, old.Wrap.Salt)
	err = a.s.OfficerKeys.Certify(ctx)
	recovery.WriteCopy(ctx, a.s.ledger())
	return err
}

// giveDataKeys gives an account the data key of each epoch that is in use, and no other.
func (a *Accounts) giveDataKeys(ctx context.Context, tx *sql.Tx, to accounts.Row) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM data_keys WHERE officer = ?`, to.Name); err != nil {
		return err
	}
	r, err := accounts.ReadRotation(ctx, tx)
	if err != nil {
		return err
	}
	if r.Before != 0 {
		if err := to.GiveDataKey(ctx, tx, r.Before, a.s.keys.PreviousData); err != nil {
			return err
		}
	}
	return to.GiveDataKey(ctx, tx, r.Epoch, a.s.keys.Data)
}

// keyring keeps the second halves of the folder's PINs. A folder that has no name in
// the keyring yet is given one.
func (a *Accounts) laptop(ctx context.Context) (h secrets.Laptop, err error) {
	err = a.s.ledger().Write(ctx, "name the folder", func(tx *sql.Tx) error {
		id, err := sqlitedb.GetMeta(ctx, tx, ledger.MetaFolder)
		if err == nil && id == nil {
			err = sqlitedb.PutMeta(ctx, tx, ledger.MetaFolder, newFolderID())
		}
		if err != nil {
			return err
		}
		h, err = authenticator{a.s.ledger(), a.s.o}.laptop(ctx, tx)
		return err
	})
	return h, err
}
