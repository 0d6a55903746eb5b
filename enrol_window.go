package main

import (
	"context"

	"ikd/station/app"
	"ikd/station/siak"
	"ikd/station/siak/registry"
)

var (
	_ app.Enroller   = (*backend)(nil)
	_ app.Reenroller = (*session)(nil)
	_ app.Timekeeper = (*session)(nil)
)

// Address implements [app.Enroller].
func (b *backend) Address() string { return b.registry }

// Enrol implements [app.Enroller].
func (b *backend) Enrol(ctx context.Context, name string, passphrase []byte, e app.Enrolment, progress func(app.Step)) (app.Session, error) {
	s, err := newSession(ctx, opening{
		dir: b.station(), officer: name, passphrase: passphrase, step: progress,
		registry: e.Address, code: e.Code, counter: e.StationName,
	}, nil)
	if err != nil {
		return nil, err // not s: a nil session in the interface would be no nil
	}
	b.flushPrefs(ctx)
	return s, nil
}

// EnrolAgain implements [app.Reenroller].
func (s *session) EnrolAgain(ctx context.Context, code string) error {
	if err := s.work.enrolAgain(ctx, code); err != nil {
		return err
	}
	s.SyncNow()
	return nil
}

// enrolAgain gets the running station a new certificate with a code.
func (w *workplace) enrolAgain(ctx context.Context, code string) error {
	m, known := w.client.Measurement()
	options := registry.Options{Dial: w.dial}
	if known {
		options.Remembered = &m
	}
	was := w.identity
	is, err := registry.Enrol(ctx, was.Address, registry.EnrolOptions{Code: code, Key: was.Key, FileKey: was.FileKey, Options: options})
	if err != nil {
		return err
	}
	if !sameStation(was, is) {
		return siak.E("enrol again", siak.KindOtherRegistry, nil)
	}
	if err := w.store.Settings.SetIdentity(ctx, keep(is)); err != nil {
		return err
	}
	return w.client.Adopt(is)
}

// ClockRemembered implements [app.Timekeeper].
func (s *session) ClockRemembered() bool {
	return s.work.client.ClockCertainty() == registry.Remembered
}

// ClockAtLeast implements [app.Timekeeper].
func (s *session) ClockAtLeast() bool { return s.work.client.ClockCertainty() == registry.AtLeast }
