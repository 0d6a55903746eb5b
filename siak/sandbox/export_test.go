package sandbox

import (
	"context"
	"crypto"
	"time"

	"ikd/station/siak"
)

// SubmitAs hands in without the network between.
func (s *Sandbox) SubmitAs(ctx context.Context, stationID string, key crypto.PublicKey, subs ...Submission) ([]siak.Verdict, error) {
	return s.submit(ctx, &station{id: stationID, key: key}, subs)
}

// Represent has the phone of a registration show a new code.
func (s *Sandbox) Represent(ctx context.Context, registrationID string, iat time.Time) (string, error) {
	r, err := registrationByID(ctx, s.db.reader, registrationID)
	if err != nil {
		return "", err
	}
	return r.present(r.phone, iat)
}

// Fill makes the disk full, as far as SQLite can tell, or takes that back.
func (s *Sandbox) Fill(ctx context.Context, full bool) error {
	pages := "4294967294"
	if full {
		pages = "1" // it does not shrink: no page more than now
	}
	_, err := s.db.writer.ExecContext(ctx, "PRAGMA max_page_count = "+pages)
	return err
}
