package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/recovery"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/secrets"
)

// Change gives the officer who opened the store a new secret, or another way to
// sign in. Nothing is sealed anew: only the officer's private key is wrapped
// again. It fails as [Open] with a wrong old secret, which is counted, and as
// [Accounts.Add] with a bad new one.
func (a *Accounts) Change(ctx context.Context, old []byte, secret secrets.Secret) error {
	const op = "change the secret"
	if err := secrets.CheckSecret(a.s.me.Name, secret); err != nil {
		return err
	}
	h, err := a.laptop(ctx)
	if err != nil {
		return err
	}
	was, private, err := a.prove(ctx, h, old)
	if err != nil {
		return errors.Join(fault.Wrap(op, err), a.s.takePendingFailures(ctx))
	}
	private, public := renewedPair(h, was, private)
	defer clear(private)
	w, err := secrets.NewWrap(was.Name, private, secret, a.s.o.Argon, h)
	if err != nil {
		return err
	}
	err = a.s.ledger().Write(ctx, op, func(tx *sql.Tx) error {
		if a.s.keys.Locked() {
			return fault.ErrLocked
		}
		now, err := accounts.Find(ctx, tx, was.Name, a.s.o.Now())
		if err != nil {
			return err
		}
		if !bytes.Equal(now.Wrap.Salt, was.Wrap.Salt) { // another program was faster
			return siak.E(op, fault.KindBusy, nil)
		}
		now.Wrap, now.Public = w, public
		now.Method, now.Renew, now.Tries, now.TriedAt = secret.Method, false, 0, 0
		if err := now.Save(ctx, tx, a.s.keys); err != nil {
			return err
		}
		if err := a.giveDataKeys(ctx, tx, now); err != nil {
			return err
		}
		return audit.Add(ctx, tx, a.s.Audit, audit.Event{Act: audit.ActOfficer, Subject: audit.SubjectChange, About: was.Name})
	})
	if err != nil {
		h.Forget(was.Name, w.Salt)
		return err
	}
	h.Forget(was.Name, was.Wrap.Salt)
	recovery.WriteCopy(ctx, a.s.ledger())
	return nil
}

// renewedPair is the account's key pair, or a new one where it is bound to the laptop
// for the first time, see binding.go. It takes the private key over.
func renewedPair(h secrets.Laptop, was accounts.Row, private []byte) (newPrivate, public []byte) {
	if !h.Binds || was.Wrap.Bound(was.Method) != secrets.BindingNone {
		return private, was.Public
	}
	clear(private)
	return seal.NewKeyPair()
}

// prove opens the officer's private key with the secret that the officer has.
func (a *Accounts) prove(ctx context.Context, h secrets.Laptop, old []byte) (accounts.Row, []byte, error) {
	d := authenticator{a.s.ledger(), a.s.o}
	me, err := d.countTry(ctx, a.s.me.Name)
	if err != nil {
		return me, nil, err
	}
	private, _, err := me.Wrap.Unwrap(me.Name, secrets.Secret{Method: me.Method, Text: old}, h, secrets.WrapsPrivateKey)
	if err != nil {
		return me, nil, d.recordFailure(ctx, me.Name, audit.SubjectSignIn, err)
	}
	return me, private, nil
}
