package population

import (
	"context"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/row"
)

// Partitions of the register.
type Partitions interface {
	// AddPartition adds one; one that is there is left as it is.
	AddPartition(row.Partition) error
	Partition(siak.Region) (row.Partition, bool, error)
	// ListPartitions are all, by region.
	ListPartitions() ([]row.Partition, error)
	// NextSeqs takes the next n sequences of a partition, which grows by more
	// people, and gives the last; false where there is no such partition. Nobody
	// else gets one of that partition until the transaction ends, so sequences are
	// committed in order.
	NextSeqs(region siak.Region, n, more int) (last uint64, found bool, err error)
	// AddTombstone says that somebody left at seq; DropTombstone that they are
	// back. Tombstones are those after a sequence, in order. One that cannot be read
	// has no NIK.
	AddTombstone(siak.Region, siak.Tombstone) error
	DropTombstone(siak.Region, siak.NIK) error
	Tombstones(region siak.Region, after uint64, limit int) ([]siak.Tombstone, error)
}

// Partitions lists the register's partitions that can be given out, by region.
func (s *Service) Partitions(ctx context.Context) (all []row.Partition, err error) {
	err = s.o.Read(ctx, func(tx Tx) error {
		all, err = tx.ListPartitions()
		return err
	})
	return s.o.Rows.GivenOut(all), at("list partitions", err)
}

// PartitionStates are the partitions that are granted to a station, as copies of
// them can be.
func (s *Service) PartitionStates(ctx context.Context, station string) (states []siak.PartitionState, err error) {
	err = s.o.Read(ctx, func(tx Tx) error {
		states = nil
		all, err := tx.ListPartitions()
		if err != nil {
			return err
		}
		granted, err := tx.ListGrants(station)
		if err != nil {
			return err
		}
		epoch, err := tx.Number(numberEpoch)
		for _, p := range s.o.Rows.GivenOut(all) {
			if p.Area && granted.Covers(p.Region) {
				states = append(states, siak.PartitionState{
					Name: p.Name, Head: siak.Cursor{Partition: p.Region, Epoch: uint64(epoch), Seq: p.Seq}, Total: int(p.Total),
				})
			}
		}
		return err
	})
	return states, at("list partitions", err)
}
