package sandbox

import (
	"context"
	"crypto/x509"
	"database/sql"
	"errors"

	"ikd/station/siak"
)

// AcceptEscrow takes in what a wiped station left for the registry alone, by
// file. Each is judged as if the station had handed it in, and one that was
// handed in before gets the verdict it has. One that does not open is held.
func (s *Sandbox) AcceptEscrow(ctx context.Context, f siak.EscrowFile) ([]siak.Verdict, error) {
	const op = "accept an escrow"
	if f.Format != siak.EscrowFormat {
		return nil, siak.E(op, siak.KindRefused, errors.New("another format"))
	}
	st, err := s.anyStation(ctx, f.Station)
	if err != nil {
		return nil, storageError(op, err)
	}
	var subs []Submission
	var verdicts []siak.Verdict
	for _, e := range f.Activations {
		statement, presentation, err := siak.OpenEscrow(s.keys.sealing.Bytes(), st.id, e.ID, e.Sealed)
		if err != nil {
			verdicts = append(verdicts, siak.Verdict{ID: e.ID, State: siak.Held, Reason: siak.ReasonBadStatement})
			continue
		}
		subs = append(subs, Submission{ID: e.ID, Statement: statement, Presentation: presentation})
	}
	judged, err := s.submit(ctx, st, subs)
	return append(verdicts, judged...), err
}

// anyStation finds a station by its id, one that is known no longer included.
func (s *Sandbox) anyStation(ctx context.Context, id string) (*station, error) {
	st := &station{id: id}
	var public []byte
	err := s.db.reader.QueryRowContext(ctx, `SELECT public_key FROM stations WHERE id = ?`, id).Scan(&public)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, siak.E("find station", siak.KindNotFound, nil)
	}
	if err != nil {
		return nil, err
	}
	st.key, err = x509.ParsePKIXPublicKey(public)
	return st, err
}
