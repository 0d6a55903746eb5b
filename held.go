package main

import (
	"context"

	"ikd/station/siak"
)

// Retry implements [app.Session].
func (s *session) Retry(ctx context.Context, id siak.ActivationID) error {
	a, err := s.work.store.Ledger.Release(ctx, id)
	if err != nil {
		return err
	}
	s.desk.ActivationsChanged(a)
	s.work.workers.Sender.Hurry() // the officer asked for it
	return nil
}

// GiveUp implements [app.Session].
func (s *session) GiveUp(ctx context.Context, id siak.ActivationID) error {
	a, err := s.work.store.Ledger.GiveUp(ctx, id)
	if err != nil {
		return err
	}
	s.desk.ActivationsChanged(a)
	return nil
}
