package session

import (
	"context"

	"ikd/station/app"
	"ikd/station/app/runtime"
	"ikd/station/siak"
)

// Areas implements [app.Supervisor].
func (v supervisor) Areas(ctx context.Context) ([]app.AreaPart, siak.Kind, error) {
	parts, offline, err := v.s.station.Areas().List(ctx)
	shown := make([]app.AreaPart, 0, len(parts))
	for _, p := range parts {
		shown = append(shown, app.AreaPart{
			Region: p.Region, Name: p.Name, People: p.People, Megabytes: runtime.Megabytes(p.People), Chosen: p.Chosen, Held: p.Held,
		})
	}
	return shown, siak.KindOf(offline), err
}

// SetArea implements [app.Supervisor].
func (v supervisor) SetArea(ctx context.Context, chosen []siak.Region) error {
	if err := v.s.station.Areas().Choose(ctx, chosen); err != nil {
		return err
	}
	return v.s.station.FollowArea(ctx)
}

// HoldSync implements [app.Session].
func (s *Session) HoldSync() { s.station.Workers.Puller.Hold() }

// ResumeSync implements [app.Session].
func (s *Session) ResumeSync() { s.station.Workers.Puller.Resume() }
