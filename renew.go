package main

import (
	"context"
	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/syncer"
	"ikd/station/store"
	"time"
)

// keepUpEvery is how often it is looked at whether the certificate is to be
// renewed and the time to be written down, beside each contact.
const keepUpEvery = 10 * time.Minute

// met notes that the registry was spoken to.
func (w *workplace) met(l syncer.Link) {
	if l.State != syncer.Online {
		return
	}
	select {
	case w.contact <- struct{}{}:
	default:
	}
}

// keepUp keeps what goes bad with time, until ctx ends: the certificate, and what
// is known of the registry's clock. It does nothing before the first contact.
func (w *workplace) keepUp(ctx context.Context) {
	var written registry.Measurement
	if m := rememberedClock(ctx, w.dir); m != nil {
		written = *m
	}
	id := w.identity // of this goroutine from here on
	timer := time.NewTimer(keepUpEvery)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-w.contact:
		}
		timer.Reset(keepUpEvery)
		if !w.workers.Online() {
			continue
		}
		id, written = w.upkeep(ctx, id, written)
	}
}

// upkeep does what is due after a contact: id is the station's identity, written
// the last measurement that was written down.
func (w *workplace) upkeep(ctx context.Context, id registry.Identity, written registry.Measurement) (registry.Identity, registry.Measurement) {
	if m, known := w.client.Measurement(); known && clockMoved(written, m) && keepClock(ctx, w.dir, m) == nil {
		written = m
	}
	if !w.client.Time().Before(id.RenewAt()) {
		id = w.renew(ctx, id)
	}
	return id, written
}

// renew has the certificate renewed, keeps the new one and lets the running
// client show it. What does not succeed, because the line broke or the store is
// locked, is done at a later contact: there is a third of the time for it.
func (w *workplace) renew(ctx context.Context, id registry.Identity) registry.Identity {
	renewed, err := w.client.Renew(ctx, id)
	if err == nil { // what came is kept, also while the program closes
		err = w.store.Settings.SetIdentity(context.WithoutCancel(ctx), keep(renewed))
	}
	if err == nil {
		err = w.client.Adopt(renewed)
	}
	if err != nil {
		if ctx.Err() == nil && siak.KindOf(err) != siak.KindLocked {
			_ = w.store.Audit.Append(ctx, store.Event{Act: store.ActFailure, Subject: "renewal", Kind: siak.KindOf(err)})
		}
		return id
	}
	return renewed
}
