package sandbox

import (
	"context"
	"crypto"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/sqlite"
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

// RevokeMany adds n registrations to the list of revocations that are nobody's.
func (s *Sandbox) RevokeMany(ctx context.Context, n int) error {
	return s.store.Write(ctx, func(tx server.Tx) error {
		db := tx.(*sqlite.Tx).SQL()
		_, err := db.ExecContext(ctx, `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			INSERT INTO revocations SELECT 1000000 + i, printf('R-%032x', i), 0 FROM n`, n)
		if err != nil {
			return err
		}
		_, err = db.ExecContext(ctx, `UPDATE meta SET value = 1000000 + ? WHERE key = 'trust_version'`, n)
		return err
	})
}
