package session

import (
	"context"

	"ikd/station/app"
	"ikd/station/app/runtime"
	"ikd/station/siak/registry"
)

var (
	_ app.Enroller   = (*Backend)(nil)
	_ app.Reenroller = (*Session)(nil)
	_ app.Timekeeper = (*Session)(nil)
)

// Address implements [app.Enroller].
func (b *Backend) Address() string { return b.registry }

// Enrol implements [app.Enroller].
func (b *Backend) Enrol(ctx context.Context, name string, passphrase []byte, e app.Enrolment, progress func(app.Step)) (app.Session, error) {
	s, err := newSession(ctx, runtime.Options{
		Dir: b.station(), Officer: name, Passphrase: passphrase, OnStep: stepsTo(progress),
		Registry: e.Address, Log: b.log, Code: e.Code, StationName: e.StationName,
	}, nil)
	if err != nil {
		return nil, err // not s: a nil session in the interface would be no nil
	}
	b.flush(ctx)
	return s, nil
}

// registration is the station's standing at the registry.
type registration struct{ *work }

// EnrolAgain implements [app.Reenroller].
func (r *registration) EnrolAgain(ctx context.Context, code string) error {
	if err := r.station.EnrolAgain(ctx, code); err != nil {
		return err
	}
	r.station.Workers.Now()
	return nil
}

// ClockRemembered implements [app.Timekeeper].
func (r *registration) ClockRemembered() bool {
	return r.station.Client.ClockCertainty() == registry.Remembered
}

// ClockAtLeast implements [app.Timekeeper].
func (r *registration) ClockAtLeast() bool {
	return r.station.Client.ClockCertainty() == registry.AtLeast
}
