package accounts

import (
	"context"

	"ikd/station/store/internal/sqlitedb"
)

// Rotation is how far the change of the data key is. The ledger knows one
// epoch, or two while rows of the one before are left.
type Rotation struct {
	Epoch   int64 // that new rows are sealed in
	Before  int64 // that rows are still sealed in, 0: none
	Settled int64 // activations up to this seq are of the new epoch
}

func ReadRotation(ctx context.Context, q sqlitedb.Querier) (r Rotation, err error) {
	err = q.QueryRowContext(ctx, `SELECT epoch, before, settled FROM rotation`).Scan(&r.Epoch, &r.Before, &r.Settled)
	return r, err
}
