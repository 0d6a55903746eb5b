package store

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/ledger"
)

// OfficerKeys are the keys that the folder's officers sign with: one of each
// account, which opens with its secret alone. The officer's who opened the store is
// in memory until [Store.Lock].
type OfficerKeys struct{ s *Store }

// Signed is what an officer signs.
type Signed struct {
	Purpose siak.Purpose
	At      time.Time // by the registry's clock as far as known
	Body    []byte
}

// Sign signs with the key of the officer who opened the store. It fails with
// [siak.KindLocked]. Before there is a station to sign at there is no signature.
func (k *OfficerKeys) Sign(s Signed) (signature siak.OfficerSignature, err error) {
	err = k.s.life.During(func() error {
		signature, err = k.sign(k.s.signing, s)
		return err
	})
	return signature, err
}

func (k *OfficerKeys) sign(key ed25519.PrivateKey, s Signed) (siak.OfficerSignature, error) {
	station, ok := k.s.station.Load().(string)
	switch {
	case len(key) == 0:
		return siak.OfficerSignature{}, fault.ErrLocked
	case !ok || station == "":
		return siak.OfficerSignature{}, nil
	}
	signature := siak.OfficerSignature{Public: publicOf(key), Signed: s.At}
	signature.Signature = ed25519.Sign(key, siak.OfficerText(s.Purpose, station, s.At, s.Body))
	return signature, nil
}

// SignAs signs as another officer, who is there and gives the secret: what needs two
// is signed by both. Tries are counted as at a sign-in. It fails as [Open] does with
// a wrong secret, and gives the account's name and role.
func (k *OfficerKeys) SignAs(ctx context.Context, officer string, secret []byte, s Signed) (who accounts.Account, signature siak.OfficerSignature, err error) {
	in, err := authenticator{k.s.ledger(), k.s.o}.authenticate(ctx, officer, secret)
	if err != nil {
		return who, signature, errors.Join(fault.Wrap("sign as an officer", err), k.s.takePendingFailures(ctx))
	}
	defer in.keys.Wipe()
	defer clear(in.signing)
	err = k.s.ledger().Write(ctx, "sign as an officer", func(tx *sql.Tx) error {
		if err := accounts.ForgetTries(ctx, tx, in.Name); err != nil {
			return err
		}
		return in.keepSigning(ctx, tx, k.s.keys)
	})
	if err != nil {
		return who, signature, err
	}
	signature, err = k.sign(in.signing, s)
	return in.Account, signature, err
}

// Certify has a supervisor who opened the store sign what no supervisor has signed
// yet: the keys of accounts, and the ends of keys. The station's own key signs the
// first supervisor's, where the station has no other. It does nothing for anybody
// else, while the store is locked, and before the enrolment.
func (k *OfficerKeys) Certify(ctx context.Context) error {
	station, ok := k.s.station.Load().(string)
	if !ok || station == "" || k.s.ledger().ReadOnly {
		return nil
	}
	return k.s.ledger().Write(ctx, "certify officers' keys", func(tx *sql.Tx) error {
		if k.s.keys.Locked() || len(k.s.signing) == 0 {
			return nil
		}
		me, err := accounts.Find(ctx, tx, k.s.me.Name, k.s.o.Now())
		if err != nil || me.Disabled || me.Role != accounts.RoleSupervisor || !me.Authentic(k.s.keys) {
			return err
		}
		all, err := accounts.SigningKeys(ctx, tx)
		if err != nil {
			return err
		}
		c := certifier{tx: tx, s: k.s, station: station, all: all, mine: publicOf(k.s.signing)}
		return c.run(ctx)
	})
}

// certifier signs keys and their ends within one transaction.
type certifier struct {
	tx      *sql.Tx
	s       *Store
	station string
	all     []accounts.SigningKey
	mine    siak.OfficerPublicKey
}

func (c *certifier) run(ctx context.Context) error {
	if may, err := c.first(ctx); err != nil || !may {
		return err
	}
	for _, key := range c.all {
		if key.Certified || !key.Ended.IsZero() && !key.Told {
			continue
		}
		genuine, err := c.genuine(ctx, key)
		if err != nil {
			return err
		}
		if !genuine {
			continue
		}
		key.By = c.mine
		key.Signature = ed25519.Sign(c.s.signing, key.Statement(c.station))
		if err := key.Certify(ctx, c.tx); err != nil {
			return err
		}
	}
	return c.ends(ctx)
}

// first has the station's key sign the supervisor's own where the station has no
// supervisor whose key is signed; it reports whether the supervisor's is.
func (c *certifier) first(ctx context.Context) (bool, error) {
	for i, key := range c.all {
		if key.Public != c.mine {
			continue
		}
		if key.Certified || c.another() {
			return key.Certified, nil
		}
		key.By = siak.OfficerPublicKey{}
		if key.Signature = audit.Sign(c.s.Audit, key.Statement(c.station)); key.Signature == nil {
			return false, nil
		}
		key.Certified = true
		c.all[i] = key
		return true, key.Certify(ctx, c.tx)
	}
	return false, nil
}

// another reports whether a supervisor's key that is signed is in use.
func (c *certifier) another() bool {
	for _, key := range c.all {
		if key.Supervisor && key.Certified && key.Ended.IsZero() {
			return true
		}
	}
	return false
}

// genuine reports whether a key is the one on its account's card: who writes into
// the file gets none certified.
func (c *certifier) genuine(ctx context.Context, key accounts.SigningKey) (bool, error) {
	a, err := accounts.Find(ctx, c.tx, key.Officer, c.s.o.Now())
	if siak.KindOf(err) == fault.KindNotFound {
		return false, nil
	}
	return err == nil && !a.Disabled && a.Authentic(c.s.keys) && string(a.Signing) == string(key.Public[:]), err
}

// ends signs the ends of keys that are signed, and so may be known to the registry.
func (c *certifier) ends(ctx context.Context) error {
	for _, key := range c.all {
		if key.Ended.IsZero() || key.EndSigned != nil || !key.Certified {
			continue
		}
		end := siak.OfficerKeyEnd{Public: key.Public, Ended: key.Ended, By: c.mine}
		key.EndedBy, key.EndSigned = c.mine, ed25519.Sign(c.s.signing, end.Statement(c.station))
		if err := key.SignEnd(ctx, c.tx); err != nil {
			return err
		}
	}
	return nil
}

// Untold are the keys that are signed and the registry does not have, and the ends
// of keys that it does not know of.
func (k *OfficerKeys) Untold(ctx context.Context) (keys []siak.OfficerKey, ends []siak.OfficerKeyEnd, err error) {
	err = k.s.ledger().Read("read officers' keys", func(db *sql.DB) error {
		all, err := accounts.SigningKeys(ctx, db)
		keys, ends = nil, nil
		for _, key := range all {
			if key.Certified && !key.Told {
				keys = append(keys, key.OfficerKey)
			}
			if key.EndSigned != nil && !key.EndTold {
				ends = append(ends, siak.OfficerKeyEnd{Public: key.Public, Ended: key.Ended, By: key.EndedBy, Signature: key.EndSigned})
			}
		}
		return err
	})
	return keys, ends, err
}

// Known notes which keys the registry has, and which it has ended.
func (k *OfficerKeys) Known(ctx context.Context, keys, ended []siak.OfficerPublicKey) error {
	if len(keys)+len(ended) == 0 {
		return nil
	}
	return k.s.ledger().Write(ctx, "note officers' keys", func(tx *sql.Tx) error {
		return accounts.NoteKnown(ctx, tx, keys, ended)
	})
}

func publicOf(key ed25519.PrivateKey) (public siak.OfficerPublicKey) {
	copy(public[:], key.Public().(ed25519.PublicKey))
	return public
}

// signAt names the station at which officers sign.
func (k *OfficerKeys) signAt(id ledger.Identity) { k.s.station.Store(id.StationID) }

// now is the registry's time as far as it is known.
func (k *OfficerKeys) now() time.Time { return k.s.o.Now().Add(time.Duration(k.s.offset.Load())) }

// openSigning opens the account's signing key, or draws one where it has none.
func (d authenticator) openSigning(ctx context.Context, e *authenticated, private []byte) error {
	if e.Signing != nil {
		k, known, err := accounts.FindSigningKey(ctx, d.ledger.Reader, e.Signing)
		if err != nil {
			return err
		}
		if known {
			if e.signing, err = k.Open(private); err == nil {
				return nil
			}
		}
	}
	e.draw(private, d.o.Now())
	return nil
}

// draw gives the account a signing key, which is kept with the sign-in.
func (e *authenticated) draw(private []byte, at time.Time) {
	k, key := accounts.NewSigningKey(e.Row, private, at)
	e.fresh, e.signing = &k, key
}

// keepSigning keeps the signing key that was drawn for an account which had none.
func (e *authenticated) keepSigning(ctx context.Context, tx *sql.Tx, keys interface{ Locked() bool }) error {
	if e.fresh == nil {
		return nil
	}
	if keys.Locked() {
		return fault.ErrLocked
	}
	k := *e.fresh
	a, err := accounts.Find(ctx, tx, e.Name, time.Time{})
	if err != nil {
		return err
	}
	if !a.Authentic(e.keys) {
		return fault.Damaged("sign in", "the account was changed behind the store's back")
	}
	a.Signing = k.Public[:]
	if err := k.Add(ctx, tx); err != nil {
		return err
	}
	return a.Save(ctx, tx, e.keys)
}
