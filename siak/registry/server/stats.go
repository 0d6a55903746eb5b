package server

import (
	"context"

	"ikd/station/siak"
)

// Stats are the registry's numbers.
type Stats struct {
	People      int // of the area, as stations know it
	Elsewhere   int
	Newcomers   int // newly recorded, in no copy of the register yet
	Stations    int
	LookUps     int
	Activations map[siak.State]int
}

// Statistics counts.
type Statistics interface {
	Stats() (Stats, error)
}

// Stats counts.
func (r *Registry) Stats(ctx context.Context) (st Stats, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		st, err = tx.Stats()
		return err
	})
	return st, at("count", err)
}
