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
// its ledger.
func (r *PopulationService) Trust(ctx context.Context, stationID string, since time.Time) (t siak.Trust, err error) {
	if day := r.o.Now().Add(-usedFor); since.Before(day) {
		since = day
	}
	err = r.store.Read(ctx, func(tx Tx) error {
		t, err = r.trust(tx, stationID, since)
		return err
	})
	return t, at("read trust", err)
}

func (r *PopulationService) trust(tx Tx, stationID string, since time.Time) (siak.Trust, error) {
	t := siak.Trust{Issuers: r.Keys().Trusted(), Revoked: map[string]bool{}, Used: map[siak.PresentationID]bool{}}
	version, err := tx.Number(numberTrust)
	if err != nil {
		return t, err
	}
	t.Version = uint64(version)
	revoked, err := tx.RevokedRegistrations()
	if err != nil {
		return t, err
	}
	for _, id := range revoked {
		t.Revoked[id] = true
	}
	used, err := tx.UsedPresentations(stationID, since, maxUsed)
	for _, id := range used {
		t.Used[id] = true
	}
	return t, err
}
