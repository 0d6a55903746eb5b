package server

import (
	"context"

	"ikd/station/siak"
)

// checksum is the contract's sum over a partition, for a page that brings a
// cache to where the partition stands; nil for any other.
func (r *Registry) checksum(ctx context.Context, page siak.Page) (sum []byte, err error) {
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
