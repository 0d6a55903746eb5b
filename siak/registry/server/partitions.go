package server

import (
	"context"

	"ikd/station/siak"
)

// Partition is a kecamatan of the register.
type Partition struct {
	Region siak.Region // 6 digits
	Name   string
	Area   bool   // stations may keep a copy of it
	Seq    uint64 // of its last change
	Total  uint64 // people in it, as copies know them
}

// Partitions of the register.
type Partitions interface {
	// AddPartition adds one; one that is there is left as it is.
	AddPartition(Partition) error
	Partition(siak.Region) (Partition, bool, error)
	// ListPartitions are all, by region.
	ListPartitions() ([]Partition, error)
	// NextSeqs takes the next n sequences of a partition, which grows by more
	// people, and gives the last; false where there is no such partition. Nobody
	// else gets one of that partition until the transaction ends, so sequences are
	// committed in order.
	NextSeqs(region siak.Region, n, more int) (last uint64, found bool, err error)
	// AddTombstone says that somebody left at seq; DropTombstone that they are
	// back. Tombstones are those after a sequence, in order.
	AddTombstone(siak.Region, siak.Tombstone) error
	DropTombstone(siak.Region, siak.NIK) error
	Tombstones(region siak.Region, after uint64, limit int) ([]siak.Tombstone, error)
}

// Partitions lists the register's partitions, by region.
func (r *Registry) Partitions(ctx context.Context) (all []Partition, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		all, err = tx.ListPartitions()
		return err
	})
	return all, at("list partitions", err)
}
