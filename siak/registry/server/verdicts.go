package server

import (
	"context"
	"time"

	"ikd/station/siak"
)

// Verdicts are what a station is told of its activations.
type Verdicts interface {
	// AddVerdicts gives a station verdicts, in order, with sequences above those of
	// all verdicts that the station can have read.
	AddVerdicts(station string, at time.Time, vs ...siak.Verdict) error
	// SkipVerdicts leaves out so many sequences of every station.
	SkipVerdicts(n int) error
	// ListVerdicts are a station's after a sequence, in order.
	ListVerdicts(station string, after uint64, limit int) ([]siak.Verdict, error)
}

// verdictPage is how many verdicts one answer holds.
const verdictPage = 500

// Verdicts are a station's after a sequence, in order, and whether there are
// more. The sequence may have gaps.
func (r *ActivationService) Verdicts(ctx context.Context, stationID string, after uint64) (vs []siak.Verdict, more bool, err error) {
	if err := r.ExpireCodes(ctx); err != nil {
		return nil, false, err
	}
	err = r.store.Read(ctx, func(tx Tx) error {
		vs, err = tx.ListVerdicts(stationID, after, verdictPage+1)
		return err
	})
	more = len(vs) > verdictPage
	return vs[:min(len(vs), verdictPage)], more, at("list verdicts", err)
}

// announce tells the operator, without a word about the person.
func (r *core) announce(e Event) {
	r.o.Log.Info("activation", "id", e.ID.String(), "station", e.Station, "state", string(e.State), "reason", string(e.Reason))
	r.o.Events(e)
}
