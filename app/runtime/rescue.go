package runtime

import (
	"context"
	"path/filepath"

	"ikd/station/store"
)

// RescuedFile is where what can be saved of a damaged ledger is put.
const RescuedFile = "ledger.rescued.db"

// saveDamaged saves at once what can be saved of a ledger that does not open, and
// tells the officer. The first rescue stays: the damage may grow.
func saveDamaged(ctx context.Context, dir string, tell func(file string, saved store.Copy)) {
	to := filepath.Join(dir, RescuedFile)
	if saved, err := store.Rescue(ctx, dir, to); err == nil && tell != nil {
		tell(to, saved)
	}
}
