package server

import (
	"context"
	"crypto/x509"
	"time"

	"ikd/station/siak"
)

// Station is an enrolled station as the registry's staff see it.
type Station struct {
	ID, Name  string
	Region    siak.Region // of its office; "" for the registry's own
	PublicKey []byte      // SubjectPublicKeyInfo (DER)
	Enrolled  time.Time
	Revoked   bool
	Anchored  uint64 // last row of its audit that was taken; 0 for none
	Refused   int    // heads of its audit that were refused
	// Protection is what the station says of how its keys are protected; "" where it
	// did not. OwnTLSKey: a key of its own, in the laptop's TPM, proves it in TLS.
	Protection siak.KeyProtection
	OwnTLSKey  bool
}

// Stations are those that are enrolled, or were.
type Stations interface {
	// AddStation adds a station; one with that key is left as it is. It gives the
	// id of the station that has the key.
	AddStation(Station) (id string, err error)
	// StationByKey and StationByID find one, without what is known of its audit.
	StationByKey(public []byte) (Station, bool, error)
	StationByID(id string) (Station, bool, error)
	// LockStation lets nobody else lock the station until the transaction ends. It
	// guards what belongs to it: activations, verdicts, anchors.
	LockStation(id string) error
	// ListStations are all, oldest first.
	ListStations() ([]Station, error)
	// RevokeStation takes its right to call back; false where there is none.
	RevokeStation(id string) (bool, error)
}

// Stations lists the stations, oldest first.
func (r *StationService) Stations(ctx context.Context) (all []Station, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		all, err = tx.ListStations()
		return err
	})
	return all, at("list stations", err)
}

// RevokeStation takes a station's right to call back. It fails with not-found.
func (r *StationService) RevokeStation(ctx context.Context, stationID string) error {
	const op = "revoke station"
	err := r.change(ctx, op, func(tx Tx) (bool, error) {
		found, err := tx.RevokeStation(stationID)
		if err == nil && found {
			err = tx.NoteRevocation(stationID, r.o.Now())
		}
		return found, err
	})
	if err == nil {
		r.o.Log.Info("station revoked", "station", stationID)
	}
	return err
}

// change runs f in a transaction; it fails with not-found where f found nothing.
func (r *core) change(ctx context.Context, op string, f func(Tx) (bool, error)) error {
	err := r.store.Write(ctx, func(tx Tx) error {
		found, err := f(tx)
		if err == nil && !found {
			return siak.E(op, siak.KindNotFound, nil)
		}
		return err
	})
	return at(op, err)
}

// StationCaller is a station by its id, one that is revoked included: what it
// signed is still its. It fails with not-found.
func (r *StationService) StationCaller(ctx context.Context, id string) (c Caller, err error) {
	const op = "find station"
	err = r.store.Read(ctx, func(tx Tx) error {
		st, found, err := tx.StationByID(id)
		if err != nil {
			return err
		}
		if !found {
			return siak.E(op, siak.KindNotFound, nil)
		}
		c.ID, c.Office, c.Enrolled = st.ID, st.Region, st.Enrolled
		c.Key, err = x509.ParsePKIXPublicKey(st.PublicKey)
		return err
	})
	return c, at(op, err)
}
