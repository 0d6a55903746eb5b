package server

import (
	"context"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/trail"
)

// Trail gives a station's audit as the registry has it: the chain of now, row by row.
func (r *AuditService) Trail(ctx context.Context, station string, f func(trail.Row) error) error {
	err := r.store.Read(ctx, func(tx Tx) error {
		s, err := trail.Load(tx, station)
		if err != nil {
			return err
		}
		return tx.EachAuditRow(station, s.Chain, f)
	})
	return at("read the audit's rows", err)
}

// LookedUp opens whom a row of a station's audit was about. It fails with bad-value.
func (r *AuditService) LookedUp(station string, sealed []byte) (people []siak.NIK, err error) {
	err = r.Keys().OpenSealed(func(private []byte) (err error) {
		people, err = siak.OpenLookedUp(private, station, sealed)
		return err
	})
	return people, err
}
