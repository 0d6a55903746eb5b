package ledger

import (
	"context"
	"database/sql"

	"ikd/station/siak"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/sqlitedb"
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
	text, err := codec.Encode(sealingForm{Registry: id.SealingKey, Station: id.StationID})
	if err != nil {
		return err
	}
	return sqlitedb.PutMeta(ctx, tx, metaSealing, text)
}

// ReadSealing is to whom escrows are sealed; false for to nobody yet.
func ReadSealing(ctx context.Context, q sqlitedb.Querier) (form sealingForm, known bool, err error) {
	text, err := sqlitedb.GetMeta(ctx, q, metaSealing)
	if err != nil || text == nil {
		return form, false, err
	}
	err = codec.Decode("read the registry's key", text, &form)
	return form, err == nil, err
}

// EscrowFor seals an activation to the registry, so that no wipe of this
// laptop's keys destroys it, and the officer's signature beside it; nil where the registry's key is not known.
func EscrowFor(ctx context.Context, q sqlitedb.Querier, a siak.Activation) (sealed, officer []byte, err error) {
	to, known, err := ReadSealing(ctx, q)
	if err != nil || !known {
		return nil, nil, err
	}
	if sealed, err = siak.SealEscrow(to.Registry, to.Station, a); err != nil {
		return nil, nil, err
	}
	officer, err = siak.SealOfficerEscrow(to.Registry, to.Station, a)
	return sealed, officer, err
}
