package runtime

import (
	"context"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/syncer"
	"ikd/station/store"
)

// maintainEvery is how often it is looked at whether the certificate is to be
// renewed and the time to be written down, beside each contact.
const maintainEvery = 10 * time.Minute

// noteContact notes that the registry was spoken to.
func (st *Station) noteContact(l syncer.Link) {
	if l.State != syncer.Online {
		return
	}
	select {
	case st.contact <- struct{}{}:
	default:
	}
}

// maintain keeps what goes bad with time, until ctx ends: the certificate, and what
// is known of the registry's clock. It does nothing before the first contact.
func (st *Station) maintain(ctx context.Context) {
	var written registry.Measurement
	if m := rememberedClock(ctx, st.dir); m != nil {
		written = *m
	}
	id := st.Identity // of this goroutine from here on
	own := tlsKeyMaker{station: st}
	timer := time.NewTimer(maintainEvery)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-st.contact:
		}
		timer.Reset(maintainEvery)
		if !st.Workers.Online() {
			continue
		}
		if again := st.enrolled.Swap(nil); again != nil {
			id, own = *again, tlsKeyMaker{station: st}
		}
		id, written = st.maintainOnce(ctx, own.forIdentity(ctx, id), written)
	}
}

// maintainOnce does what is due after a contact: id is the station's identity, written
// the last measurement that was written down.
func (st *Station) maintainOnce(ctx context.Context, id registry.Identity, written registry.Measurement) (registry.Identity, registry.Measurement) {
	if m, known := st.Client.Measurement(); known && clockMoved(written, m) && keepClock(ctx, st.dir, m) == nil {
		written = m
	}
	if !st.Client.Time().Before(id.RenewAt()) || st.Client.KeysChanged(id) {
		id = st.renew(ctx, id)
	}
	return id, written
}

// renew has the certificate renewed, keeps the new one and lets the running
// client show it. What does not succeed, because the line broke or the store is
// locked, is done at a later contact: there is a third of the time for it.
func (st *Station) renew(ctx context.Context, id registry.Identity) registry.Identity {
	renewed, err := st.Client.Renew(ctx, id)
	if err == nil { // what came is kept, also while the program closes
		err = st.Store.Settings.SetIdentity(context.WithoutCancel(ctx), toStored(renewed))
	}
	if err == nil {
		err = st.Client.Adopt(renewed)
	}
	if err != nil {
		if ctx.Err() == nil && siak.KindOf(err) != siak.KindLocked {
			_ = st.Store.Audit.Append(ctx, store.Event{Act: store.ActFailure, Subject: "renewal", Kind: siak.KindOf(err)})
		}
		return id
	}
	return renewed
}
