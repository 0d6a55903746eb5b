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
