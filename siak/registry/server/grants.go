package server

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/scope"
)

// Grants are what is granted to a station; none for a station that there is not.
func (r *StationService) Grants(ctx context.Context, stationID string) (gs scope.Grants, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		gs, err = tx.ListGrants(stationID)
		return err
	})
	return gs, at("list grants", err)
}

// Grant gives a station one; it counts from the next call on. It fails with
// not-found for a station that there is not.
func (r *StationService) Grant(ctx context.Context, stationID string, g scope.Grant) error {
	err := r.change(ctx, "grant", func(tx Tx) (bool, error) {
		_, found, err := tx.StationByID(stationID)
		if err != nil || !found {
			return found, err
		}
		return true, tx.AddGrant(stationID, g, r.o.Now())
	})
	if err == nil {
		r.o.Log.Info("granted", "station", stationID, "grant", string(g))
	}
	return err
}

// Ungrant takes one from a station. It fails with not-found where the station has
// not exactly that.
func (r *StationService) Ungrant(ctx context.Context, stationID string, g scope.Grant) error {
	err := r.change(ctx, "take a grant", func(tx Tx) (bool, error) { return tx.DropGrant(stationID, g) })
	if err == nil {
		r.o.Log.Info("grant taken", "station", stationID, "grant", string(g))
	}
	return err
}

// usualGrants are those of a station of an office; "" is the registry's own.
func (r *EnrolmentService) usualGrants(office siak.Region) scope.Grants {
	if len(r.o.Grants) > 0 && office == "" {
		return r.o.Grants
	}
	return scope.Grants{scope.Grant(cmp.Or(office, r.o.OfficeRegion))}
}

// setGrants gives a station these and no others.
func setGrants(tx Tx, stationID string, want scope.Grants, now time.Time) error {
	had, err := tx.ListGrants(stationID)
	if err != nil {
		return err
	}
	for _, g := range had {
		if slices.Contains(want, g) {
			continue
		}
		if _, err := tx.DropGrant(stationID, g); err != nil {
			return err
		}
	}
	for _, g := range want {
		if err := tx.AddGrant(stationID, g, now); err != nil {
			return err
		}
	}
	return nil
}
