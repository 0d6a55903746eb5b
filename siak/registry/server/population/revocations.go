package population

import (
	"context"
	"time"

	"ikd/station/siak"
)

// Bounds of what is told of revocations at once.
const (
	// mostRevoked is how many the list of one reply has, for stations that do not
	// follow it in pages: the newest. With ids of 64 bytes that are 7 MiB of the 16
	// that they take.
	mostRevoked = 100_000
	// revocationPage is how many one page has that does not say how many are wanted,
	// MostRevocations how many it may have: 19 bytes each.
	revocationPage  = 10_000
	MostRevocations = 50_000
	// keepRevocation is for how long after its registration's end a revocation is
	// told, for clocks that are wrong; prunedRows is how many are deleted at once.
	keepRevocation = 2
	prunedRows     = 5_000
	pruneEvery     = time.Hour
)

// oldest is the last day of a registration whose revocation still matters.
func (s *Service) oldest() siak.Day {
	return max(siak.DayOf(s.o.Now()), keepRevocation) - keepRevocation
}

// listRevoked adds the newest revocations to a list.
func (s *Service) listRevoked(tx Tx, list map[string]bool) error {
	latest, err := tx.LatestRevocations(s.oldest(), mostRevoked)
	for _, v := range latest {
		list[v.Registration] = true
	}
	return err
}

// Revocations is one page of the revocations after a cursor, which is zero for
// the first; limit 0 leaves its size to the registry.
func (s *Service) Revocations(ctx context.Context, after siak.RevocationCursor, limit int) (page siak.RevocationPage, err error) {
	if limit <= 0 {
		limit = revocationPage
	}
	limit = min(limit, MostRevocations)
	err = s.o.Read(ctx, func(tx Tx) error {
		page, err = s.revocations(tx, after, limit)
		return err
	})
	return page, at("list revocations", err)
}

func (s *Service) revocations(tx Tx, after siak.RevocationCursor, limit int) (siak.RevocationPage, error) {
	page := siak.RevocationPage{From: after}
	epoch, err := tx.Number(numberEpoch)
	if err != nil {
		return page, err
	}
	version, err := tx.Number(numberTrust)
	if err != nil {
		return page, err
	}
	head := siak.RevocationCursor{Epoch: uint64(epoch), Version: uint64(version)}
	if after.Epoch != head.Epoch || after.Version > head.Version {
		page.StartOver, page.More = true, true
		page.To = siak.RevocationCursor{Epoch: head.Epoch}
		return page, nil
	}
	found, err := tx.Revocations(after.Version, s.oldest(), limit+1)
	if err != nil {
		return page, err
	}
	page.To = head
	if len(found) > limit {
		found, page.More = found[:limit], true
		page.To.Version = found[limit-1].Version
	}
	for _, v := range found {
		page.Revoked = append(page.Revoked, siak.Revocation{Registration: siak.HashRegistration(v.Registration), Until: v.Until})
	}
	return page, nil
}

// pruneRevocations forgets the revocations of registrations that have ended, now
// and then.
func (s *Service) pruneRevocations(ctx context.Context) error {
	now, last := s.o.Now(), s.pruned.Load()
	if last != 0 && now.Sub(time.Unix(0, last)).Abs() < pruneEvery || !s.pruned.CompareAndSwap(last, now.UnixNano()) {
		return nil
	}
	for more := true; more; {
		err := s.o.Write(ctx, func(tx Tx) (err error) {
			more, err = tx.PruneRevocations(s.oldest(), prunedRows)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}
