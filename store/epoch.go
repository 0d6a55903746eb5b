package store

import "context"

// rotation is how far the change of the data key is. The ledger knows one
// epoch, or two while rows of the one before are left.
type rotation struct {
	epoch   int64 // that new rows are sealed in
	before  int64 // that rows are still sealed in, 0: none
	settled int64 // activations up to this seq are of the new epoch
}

func readRotation(ctx context.Context, q querier) (r rotation, err error) {
	err = q.QueryRowContext(ctx, `SELECT epoch, before, settled FROM rotation`).Scan(&r.epoch, &r.before, &r.settled)
	return r, err
}

// epochSealer seals in the new epoch and opens in both.
type epochSealer struct {
	sealer
	before *sealer // nil: no rows of the epoch before are left
}

func (s epochSealer) open(p place, sealed []byte) ([]byte, error) {
	text, err := s.sealer.open(p, sealed)
	if err != nil && s.before != nil {
		return s.before.open(p, sealed)
	}
	return text, err
}
