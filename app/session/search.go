package session

import (
	"context"

	"ikd/station/app/desk"
	"ikd/station/app/runtime"
)

// Search implements [app.Session].
func (s *Session) Search(ctx context.Context, q desk.Query) (desk.Found, error) {
	f := runtime.Finder(s.station.Store, s.station.Identity)
	f.Offset = s.station.Client.ClockOffset
	if s.station.ReadOnly() {
		f.Audit = runtime.NoAudit
	}
	return f.Find(ctx, q)
}
