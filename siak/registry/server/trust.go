package server

import (
	"context"
	"time"

	"ikd/station/siak"
)

// Presentations that a station is told of: those of the last day, and no more
// than fit a small reply.
const (
	usedFor = 24 * time.Hour
	maxUsed = 10_000
)

// Presentation is a code that came through a station.
type Presentation struct {
	ID siak.PresentationID
	// Activation is what it came with; nil for one that was made up with the
	// people of a sandbox: it counts as used for ever.
	Activation *siak.ActivationID
	Station    string
	Used       time.Time
}

// Presentations that were used.
type Presentations interface {
	// UsePresentations writes down that codes were used, and gives those that had
	// not been before.
	UsePresentations(...Presentation) (fresh map[siak.PresentationID]bool, err error)
	// UsedPresentations are those of other stations since then, newest first.
	UsedPresentations(station string, since time.Time, limit int) ([]siak.PresentationID, error)
}

// Trust is what a station is to believe about codes. The presentations are
// those of the other stations, since then and of the last day: its own are in
// its ledger. Of the revocations it has the latest [mostRevoked].
func (r *PopulationService) Trust(ctx context.Context, stationID string, since time.Time) (siak.Trust, error) {
	return r.trustFor(ctx, trustQuestion{station: stationID, since: since})
}

// trustQuestion is what a station asks for: used presentations since a time, and
// revocations in pages or in the list.
type trustQuestion struct {
	station string
	since   time.Time
	paged   bool
}

func (r *PopulationService) trustFor(ctx context.Context, q trustQuestion) (t siak.Trust, err error) {
	if day := r.o.Now().Add(-usedFor); q.since.Before(day) {
		q.since = day
	}
	if err := r.pruneRevocations(ctx); err != nil {
		return t, at("prune revocations", err)
	}
	err = r.store.Read(ctx, func(tx Tx) error {
		t, err = r.trust(tx, q.station, q.since, q.paged)
		return err
	})
	return t, at("read trust", err)
}

func (r *PopulationService) trust(tx Tx, stationID string, since time.Time, paged bool) (siak.Trust, error) {
	t := siak.Trust{Issuers: r.Keys().Trusted(), Revoked: map[string]bool{}, Used: map[siak.PresentationID]bool{}}
	version, err := tx.Number(numberTrust)
	if err != nil {
		return t, err
	}
	t.Version = uint64(version)
	if paged {
		epoch, err := tx.Number(numberEpoch)
		if err != nil {
			return t, err
		}
		t.Revocations = siak.RevocationCursor{Epoch: uint64(epoch), Version: t.Version}
	} else if err := r.listRevoked(tx, t.Revoked); err != nil {
		return t, err
	}
	used, err := tx.UsedPresentations(stationID, since, maxUsed)
	for _, id := range used {
		t.Used[id] = true
	}
	return t, err
}
