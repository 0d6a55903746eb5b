package runtime

import (
	"context"
	"errors"
	"sync"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/wire"
	"ikd/station/store"
)

// SignAsOfficer signs with the key of the officer who is signed in.
func (st *Station) SignAsOfficer(p siak.Purpose, body []byte) (siak.OfficerSignature, error) {
	return st.Store.OfficerKeys.Sign(store.Signed{Purpose: p, At: st.Client.Time(), Body: body})
}

// SignAsSecond signs with the key of another officer, who gives the secret; it gives
// the account too.
func (st *Station) SignAsSecond(ctx context.Context, officer string, secret []byte, p siak.Purpose, body []byte) (store.Account, siak.OfficerSignature, error) {
	return st.Store.OfficerKeys.SignAs(ctx, officer, secret, store.Signed{Purpose: p, At: st.Client.Time(), Body: body})
}

func (st *Station) signActivation(signed []byte, at time.Time) (siak.OfficerSignature, error) {
	return st.Store.OfficerKeys.Sign(store.Signed{Purpose: siak.PurposeActivation, At: at, Body: signed})
}

// officersFirst is the registry as the workers use it: it is told of officers' keys
// before it is handed anything that they signed, and at each contact.
type officersFirst struct {
	*registry.Client
	st *Station
}

// Submit hands activations in after the keys with which they are signed.
func (o officersFirst) Submit(ctx context.Context, activations []siak.Activation) ([]siak.Verdict, error) {
	if err := o.st.TellOfficers(ctx); err != nil {
		return nil, err
	}
	return o.Client.Submit(ctx, activations)
}

// Anchor leaves the audit's head, and then tells of officers' keys: what fails there
// is told again at the next contact.
func (o officersFirst) Anchor(ctx context.Context, head, last siak.AuditHead, rows siak.AuditRows) (siak.Anchoring, error) {
	a, err := o.Client.Anchor(ctx, head, last, rows)
	if err == nil {
		_ = o.st.TellOfficers(ctx)
	}
	return a, err
}

// telling keeps what was refused from being told again at each call.
type telling struct {
	mu      sync.Mutex
	refused int // keys and ends that the registry did not take
	again   time.Time
}

// tellAgain is how long the registry is not told again of what it refused: it is of
// an older version, or what certifies a key is missing.
const tellAgain = 10 * time.Minute

// TellOfficers tells the registry of the officers' keys that it does not have, and
// of ends. What it held because it did not know a key is handed in again. A registry
// of an older version, which knows no such keys, is no error.
func (st *Station) TellOfficers(ctx context.Context) error {
	t := &st.telling
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, only := st.Store.ReadOnly(); only {
		return nil
	}
	if err := st.Store.OfficerKeys.Certify(ctx); err != nil {
		return err
	}
	keys, ends, err := st.Store.OfficerKeys.Untold(ctx)
	keys, ends = keys[:min(len(keys), wire.MaxOfficerKeys)], ends[:min(len(ends), wire.MaxOfficerKeys)]
	n := len(keys) + len(ends)
	if err != nil || n == 0 || n == t.refused && time.Now().Before(t.again) {
		return err
	}
	known, ended, err := st.Client.RegisterOfficers(ctx, keys, ends)
	if siak.KindOf(err) == siak.KindRefused {
		t.refused, t.again = n, time.Now().Add(tellAgain)
		return nil
	}
	if err != nil {
		return err
	}
	if t.refused = n - len(known) - len(ended); t.refused > 0 {
		t.again = time.Now().Add(tellAgain)
	}
	return st.officersKnown(ctx, known, ended)
}

// officersKnown notes what the registry has, and puts what it held for want of that
// back into the queue.
func (st *Station) officersKnown(ctx context.Context, known, ended []siak.OfficerPublicKey) error {
	if err := st.Store.OfficerKeys.Known(ctx, known, ended); err != nil || len(known) == 0 {
		return err
	}
	n, err := st.Store.Ledger.ReleaseUnsigned(ctx)
	if n > 0 {
		st.Workers.Sender.Wake()
	}
	if siak.KindOf(err) == siak.KindLocked || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// filedOfficers takes what receipts say of officers' keys.
type filedOfficers struct{ st *Station }

// Known implements transfer.OfficerKeys.
func (f filedOfficers) Known(ctx context.Context, keys, ended []siak.OfficerPublicKey) error {
	return f.st.officersKnown(ctx, keys, ended)
}
