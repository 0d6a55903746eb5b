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
//  1. a recovery key is made and its code shown ([Laptop.NewRecoveryCode]);
//  2. a supervisor says that the code was noted ([Laptop.NoteRecoveryCode]);
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

// Laptop binds the folder to the laptop, and makes the recovery code that opens it
// without.
type Laptop struct{ s *Store }

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
func (b *Laptop) Protection(ctx context.Context) (p Protection, err error) {
	err = b.s.ledger().Read("look at the folder's protection", func(db *sql.DB) error {
		p = Protection{Weakest: secrets.BindingTPM, NeedsCode: true}
		all, err := accounts.All(ctx, db, b.s.o.Now())
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
			if a.Name == b.s.me.Name {
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
func (b *Laptop) saveBound(ctx context.Context, tx *sql.Tx, in *authenticated) error {
	if in.bound == nil {
		return nil
	}
	now, err := accounts.Find(ctx, tx, in.Name, b.s.o.Now())
	if err != nil {
		return err
	}
	if !now.Authentic(b.s.keys) {
		return fault.Damaged("bind the account", "it was changed behind the store's back")
	}
	was := now.Wrap.Bound(now.Method)
	subject := audit.SubjectBind
	now.Wrap, now.Public = in.bound.wrap, in.bound.public
	if in.recovered != nil {
		subject, now.Method, now.Renew = audit.SubjectRecover, in.recovered.method, false
		in.recovered.key.Used = b.s.o.Now()
		if err := in.recovered.key.Save(ctx, tx); err != nil {
			return err
		}
	}
	if err := now.Save(ctx, tx, b.s.keys); err != nil {
		return err
	}
	if err := b.s.Accounts.giveDataKeys(ctx, tx, now); err != nil {
		return err
	}
	err = audit.Add(ctx, tx, b.s.Audit, audit.Event{Act: audit.ActOfficer, Subject: subject, About: in.Name})
	if err != nil || was != secrets.BindingNone || in.bound.wrap.Binding == secrets.BindingNone {
		return err
	}
	return b.changeCopiedKey(ctx, tx, in.bound)
}

// changeCopiedKey begins a change of the data key, unless an account is left that is
// bound to nothing or a change is under way.
func (b *Laptop) changeCopiedKey(ctx context.Context, tx *sql.Tx, key *boundKey) error {
	var unbound bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM officers WHERE disabled = 0 AND method = ? AND binding = '')`,
		secrets.MethodPassphrase).Scan(&unbound)
	if err != nil || unbound {
		return err
	}
	data := seal.NewDataKey()
	key.epoch, err = rotator{b.s}.begin(ctx, tx, data)
	if errors.Is(err, errRotating) {
		return nil
	}
	key.data = data
	return err
}

// boundNow ends what [Laptop.saveBound] did in a transaction that ended with err.
func (b *Laptop) boundNow(ctx context.Context, in *authenticated, err error) error {
	switch {
	case in.bound == nil:
		return err
	case err != nil:
		in.bound.forget()
		return err
	}
	in.bound.forgetBefore()
	recovery.WriteCopy(ctx, b.s.ledger())
	b.s.ledger().TruncateWAL(ctx) // the wrap before is in it
	if in.bound.data == nil {
		return nil
	}
	return rotator{b.s}.useKeys(in.bound.data, in.bound.epoch)
}

// Bind binds the officer who opened the store to the laptop now, rather than at the
// next sign-in, where the laptop offers something firmer; [Store.Rotate] may be due
// afterwards. It fails as [Accounts.Change] with a wrong secret.
func (b *Laptop) Bind(ctx context.Context, secret []byte) error {
	in, err := authenticator{b.s.ledger(), b.s.o}.authenticate(ctx, b.s.me.Name, secret)
	if err != nil {
		return errors.Join(err, b.s.takePendingFailures(ctx))
	}
	in.keys.Wipe()
	err = b.s.ledger().Write(ctx, "bind the account", func(tx *sql.Tx) error {
		if b.s.keys.Locked() {
			return fault.ErrLocked
		}
		if err := accounts.ForgetTries(ctx, tx, b.s.me.Name); err != nil {
			return err
		}
		return b.saveBound(ctx, tx, in)
	})
	return b.boundNow(ctx, in, err)
}
