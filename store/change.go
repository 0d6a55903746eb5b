package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"

	"ikd/station/siak"
)

// Change gives the officer who opened the store a new secret, or another way to
// sign in. Nothing is sealed anew: only the officer's private key is wrapped
// again. It fails as [Open] with a wrong old secret, which is counted, and as
// [Accounts.Add] with a bad new one.
func (a *Accounts) Change(ctx context.Context, old []byte, secret Secret) error {
	const op = "change the secret"
	if err := CheckSecret(a.s.me.Name, secret); err != nil {
		return err
	}
	h, err := a.halves(ctx)
	if err != nil {
		return err
	}
	was, private, err := a.prove(ctx, h, old)
	if err != nil {
		return errors.Join(fail(op, err), a.s.sweepPorch(ctx))
	}
	defer clear(private)
	w, err := newWrap(was.Name, private, secret, a.s.o.Argon, h)
	if err != nil {
		return err
	}
	err = a.s.ledger().write(ctx, op, func(tx *sql.Tx) error {
		if a.s.keys.locked() {
			return errLocked
		}
		now, err := findAccount(ctx, tx, was.Name, a.s.o.Now())
		if err != nil {
			return err
		}
		if !bytes.Equal(now.wrap.salt, was.wrap.salt) { // another program was faster
			return siak.E(op, siak.KindBusy, nil)
		}
		now.wrap, now.Method, now.Renew, now.tries, now.triedAt = w, secret.Method, false, 0, 0
		if err := now.write(ctx, tx, a.s.keys); err != nil {
			return err
		}
		return a.s.Audit.add(ctx, tx, Event{Act: ActOfficer, Subject: SubjectChange, About: was.Name})
	})
	if err != nil {
		h.forget(was.Name, w.salt)
		return err
	}
	h.forget(was.Name, was.wrap.salt)
	keepSpare(ctx, a.s.ledger())
	return nil
}

// prove opens the officer's private key with the secret that the officer has.
func (a *Accounts) prove(ctx context.Context, h halves, old []byte) (account, []byte, error) {
	d := door{a.s.ledger(), a.s.o}
	me, err := d.try(ctx, a.s.me.Name)
	if err != nil {
		return me, nil, err
	}
	with, err := me.wrap.wrapSealer(me.Name, Secret{me.Method, old}, h)
	if err != nil {
		return me, nil, d.failed(ctx, me.Name, subjectSignIn, err)
	}
	private, err := me.wrap.open(me.Name, with, wrapsPrivate)
	if err != nil {
		return me, nil, d.failed(ctx, me.Name, subjectSignIn, err)
	}
	return me, private, nil
}
