package sandbox

import (
	"context"
	"crypto"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// SubmitAs hands in without the network between.
func (s *Sandbox) SubmitAs(ctx context.Context, stationID string, key crypto.PublicKey, subs ...Submission) ([]siak.Verdict, error) {
	return s.Submit(ctx, server.Caller{ID: stationID, Key: key}, subs)
}

// Represent has the phone of a registration show a new code.
func (s *Sandbox) Represent(ctx context.Context, registrationID string, iat time.Time) (string, error) {
	return s.present(ctx, registrationID, iat)
}

// Fill makes the disk full, as far as SQLite can tell, or takes that back.
func (s *Sandbox) Fill(ctx context.Context, full bool) error { return s.store.Fill(ctx, full) }
