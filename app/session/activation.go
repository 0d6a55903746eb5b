package session

import (
	"context"

	"ikd/station/siak"
)

// Retry implements [app.Session].
func (s *Session) Retry(ctx context.Context, id siak.ActivationID) error {
	a, err := s.station.Store.Ledger.Release(ctx, id)
	if err != nil {
		return err
	}
	s.desk.ActivationsChanged(a)
	s.station.Workers.Sender.Hurry() // the officer asked for it
	return nil
}

// GiveUp implements [app.Session].
func (s *Session) GiveUp(ctx context.Context, id siak.ActivationID) error {
	a, err := s.station.Store.Ledger.GiveUp(ctx, id)
	if err != nil {
		return err
	}
	s.desk.ActivationsChanged(a)
	return nil
}
