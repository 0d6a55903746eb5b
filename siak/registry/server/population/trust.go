package population

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

// Question is what a station asks for: used presentations since a time, and
// revocations in pages or in the list.
type Question struct {
	Station string
	Since   time.Time
	Paged   bool
}

// Trust is what a station is to believe about codes. The presentations are
// those of the other stations, since then and of the last day: its own are in
// its ledger. Of the revocations it has the latest [mostRevoked].
func (s *Service) Trust(ctx context.Context, stationID string, since time.Time) (siak.Trust, error) {
	return s.TrustFor(ctx, Question{Station: stationID, Since: since})
}

// TrustFor is what [Service.Trust] is, as it is asked for.
func (s *Service) TrustFor(ctx context.Context, q Question) (t siak.Trust, err error) {
	if day := s.o.Now().Add(-usedFor); q.Since.Before(day) {
		q.Since = day
	}
	if err := s.pruneRevocations(ctx); err != nil {
		return t, at("prune revocations", err)
	}
	err = s.o.Read(ctx, func(tx Tx) error {
		t, err = s.trust(tx, q)
		return err
	})
	return t, at("read trust", err)
}

func (s *Service) trust(tx Tx, q Question) (siak.Trust, error) {
	t := siak.Trust{Issuers: s.o.Trusted(), Revoked: map[string]bool{}, Used: map[siak.PresentationID]bool{}}
	version, err := tx.Number(numberTrust)
	if err != nil {
		return t, err
	}
	t.Version = uint64(version)
	if q.Paged {
		epoch, err := tx.Number(numberEpoch)
		if err != nil {
			return t, err
		}
		t.Revocations = siak.RevocationCursor{Epoch: uint64(epoch), Version: t.Version}
	} else if err := s.listRevoked(tx, t.Revoked); err != nil {
		return t, err
	}
	used, err := tx.UsedPresentations(q.Station, q.Since, maxUsed)
	for _, id := range used {
		t.Used[id] = true
	}
	return t, err
}
