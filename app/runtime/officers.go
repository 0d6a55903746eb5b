package runtime

import (
	"context"
	"sync"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/wire"
	"ikd/station/store"
)

// Officers is what the officers sign, and what the registry is told of their keys.
type Officers struct {
	st *Station

	mu sync.Mutex
	// What was refused is not told again at each call.
	refused int // keys and ends that the registry did not take
	again   time.Time
}

// tellAgain is how long the registry is not told again of what it refused: it is of
// an older version, or what certifies a key is missing.
const tellAgain = 10 * time.Minute

// Sign signs with the key of the officer who is signed in.
func (o *Officers) Sign(p siak.Purpose, body []byte) (siak.OfficerSignature, error) {
	return o.st.Store.OfficerKeys.Sign(store.Signed{Purpose: p, At: o.st.Client.Time(), Body: body})
}

// SignAs signs with the key of another officer, who gives the secret.
func (o *Officers) SignAs(ctx context.Context, officer string, secret []byte, p siak.Purpose, body []byte) (siak.OfficerSignature, error) {
	_, signature, err := o.st.Store.OfficerKeys.SignAs(ctx, officer, secret, store.Signed{Purpose: p, At: o.st.Client.Time(), Body: body})
	return signature, err
}

func (o *Officers) signActivation(signed []byte, at time.Time) (siak.OfficerSignature, error) {
	return o.st.Store.OfficerKeys.Sign(store.Signed{Purpose: siak.PurposeActivation, At: at, Body: signed})
}

// officersFirst is the registry as the workers use it: it is told of officers' keys
// before it is handed anything that they signed, and at each contact.
type officersFirst struct {
	*registry.Client
	st *Station
}

// Submit hands activations in after the keys with which they are signed.
func (o officersFirst) Submit(ctx context.Context, activations []siak.Activation) ([]siak.Verdict, error) {
	if err := o.st.Officers.Tell(ctx); err != nil {
		return nil, err
	}
	return o.Client.Submit(ctx, activations)
}

// Anchor leaves the audit's head, and then tells of officers' keys: what fails there
// is told again at the next contact.
func (o officersFirst) Anchor(ctx context.Context, head, last siak.AuditHead, rows siak.AuditRows) (siak.Anchoring, error) {
	a, err := o.Client.Anchor(ctx, head, last, rows)
	if err == nil {
		_ = o.st.Officers.Tell(ctx)
	}
	return a, err
}

// Tell tells the registry of the officers' keys that it does not have, and
// of ends. What it held because it did not know a key is handed in again. A registry
// of an older version, which knows no such keys, is no error.
func (o *Officers) Tell(ctx context.Context) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	st := o.st
	if _, only := st.Store.ReadOnly(); only {
		return nil
	}
	if err := st.Store.OfficerKeys.Certify(ctx); err != nil {
		return err
	}
	keys, ends, err := st.Store.OfficerKeys.Untold(ctx)
	keys, ends = keys[:min(len(keys), wire.MaxOfficerKeys)], ends[:min(len(ends), wire.MaxOfficerKeys)]
	n := len(keys) + len(ends)
	if err != nil || n == 0 || n == o.refused && time.Now().Before(o.again) {
		return err
	}
	known, ended, err := st.Client.RegisterOfficers(ctx, keys, ends)
	if kind := siak.KindOf(err); kind == siak.KindRefused || kind == siak.KindBadReply { // it does not have the call
		o.refused, o.again = n, time.Now().Add(tellAgain)
		return nil
	}
	if err != nil {
		return err
	}
	if o.refused = n - len(known) - len(ended); o.refused > 0 {
		o.again = time.Now().Add(tellAgain)
	}
	return o.known(ctx, known, ended)
}

// known notes what the registry has, and puts what it held for want of that back into
// the queue.
func (o *Officers) known(ctx context.Context, known, ended []siak.OfficerPublicKey) error {
	if err := o.st.Store.OfficerKeys.Known(ctx, known, ended); err != nil || len(known) == 0 {
		return err
	}
	held, err := o.st.Store.Ledger.Held(ctx)
	if err != nil {
		return err
	}
	for _, a := range held {
		if a.Reason != siak.ReasonOfficerUnknown || a.Attempts >= mostReleases {
			continue
		}
		if _, err := o.st.Store.Ledger.Release(ctx, a.ID); err != nil {
			return err
		}
		o.st.Workers.Sender.Wake()
	}
	return nil
}

// mostReleases is how often one is handed in before it is left to the officer.
const mostReleases = 10

// filedOfficers takes what receipts say of officers' keys.
type filedOfficers struct{ *Officers }

// Known implements transfer.OfficerKeys.
func (f filedOfficers) Known(ctx context.Context, keys, ended []siak.OfficerPublicKey) error {
	return f.known(ctx, keys, ended)
}
