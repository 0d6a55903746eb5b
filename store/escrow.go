package store

import (
	"context"
	"database/sql"

	"ikd/station/siak"
)

// sealingForm is to whom escrows are sealed, and for which station. It stands in
// clear: it is no secret, and a wipe needs it when there are no keys any more.
type sealingForm struct {
	Registry []byte `cbor:"1,keyasint"` // X25519
	Station  string `cbor:"2,keyasint"`
}

// keepSealing notes to whom escrows are sealed from now on.
func keepSealing(ctx context.Context, tx *sql.Tx, id Identity) error {
	if len(id.SealingKey) == 0 {
		return nil
	}
	text, err := encode(sealingForm{Registry: id.SealingKey, Station: id.StationID})
	if err != nil {
		return err
	}
	return putMeta(ctx, tx, metaSealing, text)
}

// readSealing is to whom escrows are sealed; false for to nobody yet.
func readSealing(ctx context.Context, q querier) (form sealingForm, known bool, err error) {
	text, err := getMeta(ctx, q, metaSealing)
	if err != nil || text == nil {
		return form, false, err
	}
	err = decode("read the registry's key", text, &form)
	return form, err == nil, err
}

// escrowFor seals an activation to the registry, so that no wipe of this
// laptop's keys destroys it; nil where the registry's key is not known.
func escrowFor(ctx context.Context, q querier, a siak.Activation) ([]byte, error) {
	to, known, err := readSealing(ctx, q)
	if err != nil || !known {
		return nil, err
	}
	return siak.SealEscrow(to.Registry, to.Station, a)
}
