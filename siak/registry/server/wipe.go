package server

import (
	"context"
	crand "crypto/rand"

	"ikd/station/siak"
)

// Wipe is what became of an order.
type Wipe struct {
	Order    siak.WipeOrder
	Done     bool
	Exported int // activations that come by file
}

// Wipes of stations, one for each at the most.
type Wipes interface {
	// OrderWipe keeps an order; a second one of the same station changes nothing.
	OrderWipe(station string, o siak.WipeOrder) error
	// Wipe is a station's; false where there is none.
	Wipe(station string) (Wipe, bool, error)
	// FinishWipe notes that a station was wiped, on the order that it has or else
	// on this one.
	FinishWipe(station string, o siak.WipeOrder, exported int) error
}

// OrderWipe orders a station to wipe itself at its next contact. A second
// order changes nothing.
func (r *StationService) OrderWipe(ctx context.Context, stationID string) error {
	o := siak.WipeOrder{Ordered: r.o.Now()}
	_, _ = crand.Read(o.ID[:])
	err := r.store.Write(ctx, func(tx Tx) error { return tx.OrderWipe(stationID, o) })
	if err == nil {
		r.o.Log.Info("wipe ordered", "station", stationID)
	}
	return at("order a wipe", err)
}

// wiped notes that a station was wiped; no order stands for one of the station's
// own. It is known no longer.
func (r *StationService) wiped(ctx context.Context, station string, order []byte, exported int) error {
	o := siak.WipeOrder{Ordered: r.o.Now()}
	if copy(o.ID[:], order) == 0 {
		_, _ = crand.Read(o.ID[:])
	}
	err := r.store.Write(ctx, func(tx Tx) error {
		if err := tx.FinishWipe(station, o, exported); err != nil {
			return err
		}
		if err := tx.NoteRevocation(station, r.o.Now()); err != nil {
			return err
		}
		_, err := tx.RevokeStation(station)
		return err
	})
	return at("note a wipe", err)
}

// Wiped tells of a station's wipe; false where there is no order.
func (r *StationService) Wiped(ctx context.Context, stationID string) (w Wipe, known bool, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		w, known, err = tx.Wipe(stationID)
		return err
	})
	return w, known, at("read a wipe", err)
}
