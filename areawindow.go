package main

import (
	"context"

	"ikd/station/app"
	"ikd/station/siak"
)

// Areas implements [app.Supervisor].
func (v supervisor) Areas(ctx context.Context) ([]app.AreaPart, siak.Kind, error) {
	parts, offline, err := v.s.work.atlas().parts(ctx)
	shown := make([]app.AreaPart, 0, len(parts))
	for _, p := range parts {
		shown = append(shown, app.AreaPart{
			Region: p.Region, Name: p.Name, People: p.People, Megabytes: megabytes(p.People), Chosen: p.Chosen, Held: p.Held,
		})
	}
	return shown, siak.KindOf(offline), err
}

// SetArea implements [app.Supervisor].
func (v supervisor) SetArea(ctx context.Context, chosen []siak.Region) error {
	if err := v.s.work.atlas().choose(ctx, chosen); err != nil {
		return err
	}
	return v.s.work.follow(ctx)
}

// atlas is where areas are chosen, for a workplace that is open.
func (w *workplace) atlas() atlas {
	return atlas{store: w.store, client: w.client, identity: w.identity}
}

// HoldSync implements [app.Session].
func (s *session) HoldSync() { s.work.workers.Puller.Hold() }

// ResumeSync implements [app.Session].
func (s *session) ResumeSync() { s.work.workers.Puller.Resume() }
