package runtime

import (
	"context"
	"time"

	"ikd/station/app/desk"
	"ikd/station/siak"
	"ikd/station/store"
)

// Finder looks people up in a store's cache and accounts for it in its audit.
func Finder(s *store.Store, office siak.Region) desk.Finder {
	return desk.Finder{
		Register: s.Cache,
		Audit:    func(ctx context.Context, n desk.Note) error { return s.Audit.Append(ctx, auditEvent(n)) },
		Policy:   siak.DefaultPolicy(office),
		Now:      time.Now,
	}
}

// auditEvent is a note as the audit writes it down, whose words it speaks.
func auditEvent(n desk.Note) store.Event {
	return store.Event{Act: store.Act(n.Act), Activation: n.ID, Outcome: n.Outcome, Kind: n.Kind, Subject: n.Subject}
}
