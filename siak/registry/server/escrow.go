package server

import (
	"context"
	"errors"

	"ikd/station/siak"
)

// AcceptEscrow takes in what a wiped station left for the registry alone, by
// file. Each is judged as if the station had handed it in, and one that was
// handed in before gets the verdict it has. One that does not open is held.
func (r *Registry) AcceptEscrow(ctx context.Context, f siak.EscrowFile) ([]siak.Verdict, error) {
	const op = "accept an escrow"
	if f.Format != siak.EscrowFormat {
		return nil, siak.E(op, siak.KindRefused, errors.New("another format"))
	}
	c, err := r.StationCaller(ctx, f.Station)
	if err != nil {
		return nil, err
	}
	var subs []Submission
	var verdicts []siak.Verdict
	for _, e := range f.Activations {
		statement, presentation, err := siak.OpenEscrow(r.keys.sealing.Bytes(), c.ID, e.ID, e.Sealed)
		if err != nil {
			verdicts = append(verdicts, siak.Verdict{ID: e.ID, State: siak.Held, Reason: siak.ReasonBadStatement})
			continue
		}
		subs = append(subs, Submission{ID: e.ID, Statement: statement, Presentation: presentation})
	}
	judged, err := r.Submit(ctx, c, subs)
	return append(verdicts, judged...), err
}
