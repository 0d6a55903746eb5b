package server

import (
	"cmp"
	"context"
	"slices"

	"ikd/station/siak"
)

// Rows of a page: what a station gets that does not say, and the most.
const (
	defaultPage = 1000
	maxPage     = 5000
)

// Changes is one page of the changes of a partition of the area. It fails with
// not-found for any other partition.
func (r *PopulationService) Changes(ctx context.Context, after siak.Cursor, limit int) (page siak.Page, err error) {
	if limit <= 0 {
		limit = defaultPage
	}
	err = r.store.Read(ctx, func(tx Tx) error {
		page, err = changes(tx, after, min(limit, maxPage))
		return err
	})
	return page, at("list changes", err)
}

func changes(tx Tx, after siak.Cursor, limit int) (siak.Page, error) {
	head, total, err := partitionHead(tx, after.Partition)
	if err != nil {
		return siak.Page{}, err
	}
	page := siak.Page{From: after, To: head, Total: total}
	if lost := after.Seq > 0 && after.Epoch != head.Epoch; lost || after.Seq > head.Seq {
		page.StartOver, page.To.Seq = true, 0
		return page, nil
	}
	if page.Upserts, err = tx.ChangedPeople(after.Partition, after.Seq, limit+1); err != nil {
		return siak.Page{}, err
	}
	if page.Removed, err = tx.Tombstones(after.Partition, after.Seq, limit+1); err != nil {
		return siak.Page{}, err
	}
	cut(&page, limit)
	return page, nil
}

// partitionHead is where a cache stands that has everything.
func partitionHead(tx Tx, region siak.Region) (head siak.Cursor, total uint64, err error) {
	p, found, err := tx.Partition(region)
	if err != nil {
		return head, 0, err
	}
	if !found || !p.Area {
		return head, 0, siak.E("list changes", siak.KindNotFound, nil)
	}
	epoch, err := tx.Number(numberEpoch)
	return siak.Cursor{Partition: region, Epoch: uint64(epoch), Seq: p.Seq}, p.Total, err
}

// cut ends a page after limit changes of either sort. Both are in rising
// sequence, and no two changes of a partition share one.
func cut(p *siak.Page, limit int) {
	if len(p.Upserts)+len(p.Removed) <= limit {
		return
	}
	versions := make([]uint64, 0, len(p.Upserts)+len(p.Removed))
	for _, u := range p.Upserts {
		versions = append(versions, u.Version)
	}
	for _, r := range p.Removed {
		versions = append(versions, r.Version)
	}
	slices.Sort(versions)
	last := versions[limit-1]
	u, _ := slices.BinarySearchFunc(p.Upserts, last+1, func(r siak.Resident, v uint64) int { return cmp.Compare(r.Version, v) })
	t, _ := slices.BinarySearchFunc(p.Removed, last+1, func(r siak.Tombstone, v uint64) int { return cmp.Compare(r.Version, v) })
	p.Upserts, p.Removed = p.Upserts[:u], p.Removed[:t]
	p.To.Seq, p.More = last, true
}

// lostVerdicts is more verdicts than a station can have got since a backup.
const lostVerdicts = 1_000_000

// NewEpoch makes the register one that cannot continue the old sequences, as
// after a restore: every station has to start over with its copies, and verdicts
// go on above all that a station can have read.
func (r *PopulationService) NewEpoch(ctx context.Context) error {
	epoch := newEpoch()
	err := r.store.Write(ctx, func(tx Tx) error {
		if err := tx.SetNumber(numberEpoch, epoch); err != nil {
			return err
		}
		return tx.SkipVerdicts(lostVerdicts)
	})
	return at("begin epoch", err)
}

// checksum is the contract's sum over a partition, for a page that brings a
// cache to where the partition stands; nil for any other.
func (r *PopulationService) checksum(ctx context.Context, page siak.Page) (sum []byte, err error) {
	if page.More || page.StartOver {
		return nil, nil
	}
	err = r.store.Read(ctx, func(tx Tx) error {
		sum = nil
		head, _, err := partitionHead(tx, page.To.Partition)
		if err != nil || head != page.To {
			return err
		}
		var d siak.Digest
		if err := tx.EachVersion(head.Partition, d.Add); err != nil {
			return err
		}
		sum = d[:]
		return nil
	})
	return sum, at("sum a partition", err)
}
