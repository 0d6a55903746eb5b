package server

import (
	"context"
	"time"

	"ikd/station/siak"
)

// LookUp is a question for a person of any area, and why it was asked.
type LookUp struct {
	Station      string
	Person       int64 // 0: nobody was found
	Registration string
	At           time.Time
}

// LookUps are kept: every one is accounted for.
type LookUps interface {
	AddLookUp(LookUp) error
}

// lookUp finds a person of any area, and notes who asked and why. Who was newly
// recorded is not found: no copy of the register has them yet.
func (r *Registry) lookUp(ctx context.Context, stationID string, nik siak.NIK, registrationID string) (p Person, found bool, err error) {
	err = r.store.Write(ctx, func(tx Tx) error {
		if p, found, err = tx.PersonByNIK(nik); err != nil {
			return err
		}
		if p.Version == 0 {
			p, found = Person{}, false
		}
		return tx.AddLookUp(LookUp{Station: stationID, Person: p.ID, Registration: registrationID, At: r.o.Now()})
	})
	return p, found, at("look up resident", err)
}
