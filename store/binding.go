package store

import (
	"context"
	"database/sql"
	"errors"

	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/recovery"
	"ikd/station/store/internal/recoverykey"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/secrets"
)

// Binding accounts to the laptop. An account's wrap is bound as soon as its officer's
// secret is known and the folder has a recovery code that was noted, never before: so
// nobody loses the folder with a laptop's chip. The order is
//
//  1. a recovery key is made and its code shown ([Store.NewRecoveryCode]);
//  2. a supervisor says that the code was noted ([Store.NoteRecoveryCode]);
//  3. from then on each account is bound when its secret is set or its officer signs
//     in, in one transaction that puts one wrap in the place of the other.
//
// Cut off anywhere, each account opens as it did before or as it does after. What a
// TPM sealed stands in the account's row; a half in the keyring is made before the
// row, and the one before is taken out after it.
//
// Who has an older copy of the ledger and the secret opens that copy without the
// laptop, for ever. So that it opens nothing that comes later, the account gets a new
// key pair when it is bound for the first time.

// Protection is how the folder is protected against who takes it to another laptop.
type Protection struct {
	// Weakest is the binding of the account that is bound least.
	Weakest secrets.Binding
	// Own is the binding of the officer who opened the store.
	Own secrets.Binding
	// Unbound are the accounts that may sign in and are bound to nothing.
	Unbound int
	// NeedsCode: there is no recovery code that was noted and never used.
	NeedsCode bool
}

// firmness orders bindings.
var firmness = map[secrets.Binding]int{secrets.BindingNone: 0, secrets.BindingKeyring: 1, secrets.BindingTPM: 2}

// Protection reads how the folder is protected.
func (s *Store) Protection(ctx context.Context) (p Protection, err error) {
	err = s.ledger().Read("look at the folder's protection", func(db *sql.DB) error {
		p = Protection{Weakest: secrets.BindingTPM, NeedsCode: true}
		all, err := accounts.All(ctx, db, s.o.Now())
		if err != nil {
			return err
		}
		for _, a := range all {
			if a.Disabled {
				continue
			}
			bound := a.Wrap.Bound(a.Method)
			if firmness[bound] < firmness[p.Weakest] {
				p.Weakest = bound
			}
			if bound == secrets.BindingNone {
				p.Unbound++
			}
			if a.Name == s.me.Name {
				p.Own = bound
			}
		}
		keys, err := recoverykey.All(ctx, db)
		for _, k := range keys {
			p.NeedsCode = p.NeedsCode && (k.Noted.IsZero() || !k.Used.IsZero())
		}
		return err
	})
	return p, err
}

// boundKey is a wrap that takes the place of another one.
type boundKey struct {
	wrap         secrets.Wrap
	public       []byte
	forgetBefore func() // the half that the wrap before had in the keyring
	forget       func() // the half that this one has there
	// data and epoch are of the change of the data key that began with it; nil: none.
	data  []byte
	epoch int64
}

// bindFirmly makes a wrap that is bound as firmly as the laptop can, where the
// account's is not. What does not succeed is tried at the next sign-in.
func (d authenticator) bindFirmly(e *authenticated, secret secrets.Secret, h secrets.Laptop) {
	was := e.Wrap.Bound(e.Method)
	if !h.Binds || d.ledger.ReadOnly || was == secrets.BindingTPM {
		return
	}
	offers, err := h.Offers()
	if err != nil || firmness[offers] < firmness[was] || offers == e.Wrap.Binding {
		return
	}
	if bound, err := d.newBoundKey(e.Row, secret, h); err == nil {
		e.bound = bound
	}
}

// newBoundKey is a new key pair for the account, bound as firmly as the laptop can.
func (d authenticator) newBoundKey(a accounts.Row, secret secrets.Secret, h secrets.Laptop) (*boundKey, error) {
	private, public := seal.NewKeyPair()
	defer clear(private)
	w, err := secrets.NewWrap(a.Name, private, secret, d.o.Argon, h)
	if err != nil {
		return nil, err
	}
	return &boundKey{
		wrap: w, public: public,
		forgetBefore: func() { h.Forget(a.Name, a.Wrap.Salt) }, forget: func() { h.Forget(a.Name, w.Salt) },
	}, nil
}

// saveBound puts the wrap that is bound more firmly in the place of the one before.
// Where no account is left that is bound to nothing, the data key is changed: it is in
// every copy of the folder from before, which opens without the laptop.
func (s *Store) saveBound(ctx context.Context, tx *sql.Tx, in *authenticated) error {
	if in.bound == nil {
		return nil
	}
	now, err := accounts.Find(ctx, tx, in.Name, s.o.Now())
	if err != nil {
		return err
	}
	if !now.Authentic(s.keys) {
		return fault.Damaged("bind the account", "it was changed behind the store's back")
	}
	was := now.Wrap.Bound(now.Method)
	subject := audit.SubjectBind
	now.Wrap, now.Public = in.bound.wrap, in.bound.public
	if in.recovered != nil {
		subject, now.Method, now.Renew = audit.SubjectRecover, in.recovered.method, false
		in.recovered.key.Used = s.o.Now()
		if err := in.recovered.key.Save(ctx, tx); err != nil {
			return err
		}
	}
	if err := now.Save(ctx, tx, s.keys); err != nil {
		return err
	}
	if err := s.Accounts.giveDataKeys(ctx, tx, now); err != nil {
		return err
	}
	err = audit.Add(ctx, tx, s.Audit, audit.Event{Act: audit.ActOfficer, Subject: subject, About: in.Name})
	if err != nil || was != secrets.BindingNone || in.bound.wrap.Binding == secrets.BindingNone {
		return err
	}
	return s.changeCopiedKey(ctx, tx, in.bound)
}

// changeCopiedKey begins a change of the data key, unless an account is left that is
// bound to nothing or a change is under way.
func (s *Store) changeCopiedKey(ctx context.Context, tx *sql.Tx, b *boundKey) error {
	var unbound bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM officers WHERE disabled = 0 AND method = ? AND binding = '')`,
		secrets.MethodPassphrase).Scan(&unbound)
	if err != nil || unbound {
		return err
	}
	data := seal.NewDataKey()
	b.epoch, err = rotator{s}.begin(ctx, tx, data)
	if errors.Is(err, errRotating) {
		return nil
	}
	b.data = data
	return err
}

// boundNow ends what [Store.saveBound] did in a transaction that ended with err.
func (s *Store) boundNow(ctx context.Context, in *authenticated, err error) error {
	switch {
	case in.bound == nil:
		return err
	case err != nil:
		in.bound.forget()
		return err
	}
	in.bound.forgetBefore()
	recovery.WriteCopy(ctx, s.ledger())
	s.ledger().TruncateWAL(ctx) // the wrap before is in it
	if in.bound.data == nil {
		return nil
	}
	return rotator{s}.useKeys(in.bound.data, in.bound.epoch)
}

// Bind binds the officer who opened the store to the laptop now, rather than at the
// next sign-in, where the laptop offers something firmer; [Store.Rotate] may be due
// afterwards. It fails as [Accounts.Change] with a wrong secret.
func (s *Store) Bind(ctx context.Context, secret []byte) error {
	in, err := authenticator{s.ledger(), s.o}.authenticate(ctx, s.me.Name, secret)
	if err != nil {
		return errors.Join(err, s.takePendingFailures(ctx))
	}
	in.keys.Wipe()
	err = s.ledger().Write(ctx, "bind the account", func(tx *sql.Tx) error {
		if s.keys.Locked() {
			return fault.ErrLocked
		}
		if err := accounts.ForgetTries(ctx, tx, s.me.Name); err != nil {
			return err
		}
		return s.saveBound(ctx, tx, in)
	})
	return s.boundNow(ctx, in, err)
}
