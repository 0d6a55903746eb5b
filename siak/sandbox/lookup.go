package sandbox

import (
	"context"
	"database/sql"

	"ikd/station/siak"
)

// lookUp finds a person of any area, and notes who asked and why. Who was newly
// recorded is not found: no copy of the register has them yet.
func (s *Sandbox) lookUp(ctx context.Context, stationID string, nik siak.NIK, registrationID string) (r siak.Resident, found bool, err error) {
	err = s.db.write(ctx, func(tx *sql.Tx) error {
		p, known, err := personWhere(ctx, tx, `nik = ? AND version > 0`, nik.Digits())
		if err != nil {
			return err
		}
		r, found = p.resident, known
		_, err = tx.ExecContext(ctx, `INSERT INTO lookups (station, person, registration, at) VALUES (?, ?, ?, ?)`,
			stationID, sql.NullInt64{Int64: p.id, Valid: known}, registrationID, s.o.Now().UnixNano())
		return err
	})
	return r, found, storageError("look up resident", err)
}
