package runtime

import (
	"context"
	"errors"

	"ikd/station/app/desk"
	"ikd/station/siak"
	"ikd/station/store"
)

// openDamaged opens a damaged ledger. One from which nobody can tell which station
// this is fails as it did before: it must not be enrolled anew.
func openDamaged(ctx context.Context, o Options, options store.Options) (*store.Store, error) {
	s, err := store.OpenReadOnly(ctx, o.Dir, o.Officer, o.Passphrase, options)
	if err != nil {
		return nil, err
	}
	if _, known, err := s.Settings.Identity(ctx); err != nil || !known {
		return nil, errors.Join(siak.E("open station", siak.KindDamaged, err), s.Close())
	}
	return s, nil
}

// ReadOnly reports whether the station's ledger is damaged and only read.
func (st *Station) ReadOnly() bool {
	_, is := st.Store.ReadOnly()
	return is
}

// readOnlyDeps makes a counter that judges and does not confirm. Nobody is looked up at
// the registry, for that could not be accounted for.
func readOnlyDeps(d desk.Deps) desk.Deps {
	d.Ledger = readOnlyLedger{d.Ledger}
	d.Audit = NoAudit
	d.Registry, d.Online = nil, nil
	return d
}

// NoAudit lets a look-up go on that cannot be accounted for: who can read the
// ledger can read the register beside it. The banner says that nothing is written.
func NoAudit(context.Context, desk.Note) error { return nil }

// readOnlyLedger says what ails it to who wants to confirm.
type readOnlyLedger struct{ desk.Ledger }

// Confirm implements [desk.Ledger].
func (readOnlyLedger) Confirm(context.Context, siak.Activation) error {
	return siak.E("confirm an activation", siak.KindDamaged, nil)
}
