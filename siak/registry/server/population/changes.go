package population

import (
	"cmp"
	"context"
	"slices"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/row"
)

// MaxPage is how many changes a page has at the most.
const MaxPage = 5000

// defaultPage is how many it has where a station does not say.
const defaultPage = 1000

// Changes is one page of the changes of a partition of the area. It fails with
// not-found for any other partition. A damaged record is left out of it, and out
// of the copies, which would else go on with an older one: they are told that the
// person left, until there is a whole record with a later sequence.
func (s *Service) Changes(ctx context.Context, after siak.Cursor, limit int) (page siak.Page, err error) {
	err = s.o.Read(ctx, func(tx Tx) error {
		page, err = s.ChangesIn(tx, after, limit)
		return err
	})
	return page, at("list changes", err)
}

// ChangesIn is [Service.Changes] within a transaction.
func (s *Service) ChangesIn(tx Tx, after siak.Cursor, limit int) (siak.Page, error) {
	limit = pageSize(limit)
	head, total, err := partitionHead(tx, after.Partition)
	if err != nil {
		return siak.Page{}, err
	}
	page := siak.Page{From: after, To: head, Total: total}
	if lost := after.Seq > 0 && after.Epoch != head.Epoch; lost || after.Seq > head.Seq {
		page.StartOver, page.To.Seq = true, 0
		return page, nil
	}
	people, err := tx.ChangedPeople(after.Partition, after.Seq, limit+1)
	if err != nil {
		return siak.Page{}, err
	}
	gone, err := tx.Tombstones(after.Partition, after.Seq, limit+1)
	if err != nil {
		return siak.Page{}, err
	}
	people = placed(people, head.Seq)
	people, gone = cut(&page, people, gone, limit)
	for _, t := range gone {
		if s.o.Rows.Left(t) {
			page.Removed = append(page.Removed, t)
		}
	}
	for _, p := range people {
		if s.o.Rows.Whole(p) {
			page.Upserts = append(page.Upserts, p.Resident)
		} else if !p.NIK.IsZero() {
			page.Removed = append(page.Removed, siak.Tombstone{NIK: p.NIK, Version: p.Version})
		}
	}
	slices.SortStableFunc(page.Removed, func(a, b siak.Tombstone) int { return cmp.Compare(a.Version, b.Version) })
	return page, nil
}

// pageSize is how many changes a page has of which so many are wanted.
func pageSize(wanted int) int {
	if wanted <= 0 {
		return defaultPage
	}
	return min(wanted, MaxPage)
}

// placed marks who has a version that the partition never gave. Nothing leads a
// page to such a record, so it does not count for where the page ends.
func placed(people []row.Person, seq uint64) []row.Person {
	for i, p := range people {
		if p.Version == 0 || p.Version > seq {
			people[i].Version, people[i].Damage = seq, "version"
		}
	}
	return people
}

// partitionHead is where a cache stands that has everything.
func partitionHead(tx Tx, region siak.Region) (head siak.Cursor, total uint64, err error) {
	p, found, err := tx.Partition(region)
	if err != nil {
		return head, 0, err
	}
	if !found || !p.Area || p.Damage != "" {
		return head, 0, siak.E("list changes", siak.KindNotFound, nil)
	}
	epoch, err := tx.Number(numberEpoch)
	return siak.Cursor{Partition: region, Epoch: uint64(epoch), Seq: p.Seq}, p.Total, err
}

// cut ends a page after limit changes of either sort, damaged ones counted. Both
// are in rising sequence, and no two changes of a partition share one.
func cut(p *siak.Page, people []row.Person, gone []siak.Tombstone, limit int) ([]row.Person, []siak.Tombstone) {
	if len(people)+len(gone) <= limit {
		return people, gone
	}
	versions := make([]uint64, 0, len(people)+len(gone))
	for _, u := range people {
		versions = append(versions, u.Version)
	}
	for _, r := range gone {
		versions = append(versions, r.Version)
	}
	slices.Sort(versions)
	last := versions[limit-1]
	if last >= p.To.Seq { // nothing but records that no page leads to lies beyond
		return people, gone
	}
	u, _ := slices.BinarySearchFunc(people, last+1, func(r row.Person, v uint64) int { return cmp.Compare(r.Version, v) })
	t, _ := slices.BinarySearchFunc(gone, last+1, func(r siak.Tombstone, v uint64) int { return cmp.Compare(r.Version, v) })
	p.To.Seq, p.More = last, true
	return people[:u], gone[:t]
}

// lostVerdicts is more verdicts than a station can have got since a backup.
const lostVerdicts = 1_000_000

// NewEpoch makes the register one that cannot continue the old sequences, as
// after a restore: every station has to start over with its copies, and verdicts
// go on above all that a station can have read.
func (s *Service) NewEpoch(ctx context.Context) error {
	epoch := newEpoch()
	err := s.o.Write(ctx, func(tx Tx) error {
		if err := tx.SetNumber(numberEpoch, epoch); err != nil {
			return err
		}
		return tx.SkipVerdicts(lostVerdicts)
	})
	return at("begin epoch", err)
}

// Checksum is the contract's sum over a partition, for a page that brings a
// cache to where the partition stands; nil for any other. It is over what pages
// give out: who is left out of them is left out of the sum by the same judgement,
// so a copy that lacks the same people is no drift.
func (s *Service) Checksum(ctx context.Context, page siak.Page) (sum []byte, err error) {
	if page.More || page.StartOver {
		return nil, nil
	}
	err = s.o.Read(ctx, func(tx Tx) error {
		sum = nil
		head, _, err := partitionHead(tx, page.To.Partition)
		if err != nil || head != page.To {
			return err
		}
		var d siak.Digest
		if err := tx.EachPerson(head.Partition, func(p row.Person) {
			if p.Damage == "" && p.Version <= head.Seq {
				d.Add(p.NIK, p.Version)
			}
		}); err != nil {
			return err
		}
		sum = d[:]
		return nil
	})
	return sum, at("sum a partition", err)
}
