package runtime

import (
	"context"
	"time"

	"ikd/station/app/desk"
	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/store"
)

// Finder looks people up in a store's cache and accounts for it in its audit.
// Whom a look-up was about is sealed to the registry of the identity.
func Finder(s *store.Store, id registry.Identity) desk.Finder {
	return desk.Finder{
		Register: s.Cache,
		Audit:    func(ctx context.Context, n desk.Note) error { return s.Audit.Append(ctx, auditEvent(n, id)) },
		Policy:   siak.DefaultPolicy(id.OfficeRegion),
		Now:      time.Now,
	}
}

// auditEvent is a note as the audit writes it down, whose words it speaks.
// Whom it was about is left out where the registry has no key to seal to.
func auditEvent(n desk.Note, id registry.Identity) store.Event {
	e := store.Event{Act: store.Act(n.Act), Activation: n.ID, Outcome: n.Outcome, Kind: n.Kind, Subject: n.Subject}
	if !n.People[0].IsZero() && len(id.SealingKey) > 0 {
		e.Sealed, _ = siak.SealLookedUp(id.SealingKey, id.StationID, n.People[:])
	}
	return e
}
