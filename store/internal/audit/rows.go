package audit

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"time"

	"ikd/station/store/internal/sqlitedb"

	"ikd/station/siak"
	"ikd/station/store/internal/codec"
)

// Row is a row of the audit as a supervisor reads it.
type Row struct {
	Seq        int64        `json:"seq"`
	Time       time.Time    `json:"time"`     // by the station's clock
	Registry   time.Time    `json:"registry"` // by the registry's, as last measured
	Officer    string       `json:"officer"`
	Act        Act          `json:"act"`
	About      string       `json:"about,omitempty"`
	Activation string       `json:"activation,omitempty"`
	Outcome    siak.Outcome `json:"outcome,omitempty"`
	State      siak.State   `json:"state,omitempty"`
	Reason     siak.Reason  `json:"reason,omitempty"`
	Kind       siak.Kind    `json:"kind,omitempty"`
	Subject    string       `json:"subject,omitempty"`
	Region     siak.Region  `json:"region,omitempty"`
	Body       string       `json:"body"` // the canonical CBOR, hexadecimal
	Hash       string       `json:"hash"` // of the chain up to here, hexadecimal
}

// Readable is a row in words. One that cannot be read has its number and bytes.
func (r StoredRow) Readable() Row {
	out := Row{Seq: r.Seq, Body: hex.EncodeToString(r.Body), Hash: hex.EncodeToString(r.Hash)}
	var f EventForm
	if codec.Decode("read the audit", r.Body, &f) != nil {
		return out
	}
	out.Time = codec.FromUnixNano(f.At)
	out.Registry = out.Time.Add(time.Duration(f.Offset))
	out.Officer, out.Act, out.About = f.Officer, Act(f.Act), f.About
	out.Activation = hex.EncodeToString(f.Activation)
	out.Outcome, out.State, out.Reason = siak.Outcome(f.Outcome), siak.State(f.State), siak.Reason(f.Reason)
	out.Kind, out.Subject, out.Region = siak.Kind(f.Kind), f.Subject, siak.Region(f.Region)
	return out
}

// ExportEnd closes an export: with it anybody can check the rows without this
// program.
type ExportEnd struct {
	Head      int64  `json:"head"`
	Hash      string `json:"hash"`
	Signature string `json:"signature"` // Ed25519, see registry.proto, AuditHead
	Key       string `json:"key"`       // the station's, hexadecimal
}

// WriteRows writes the audit without a store.
func WriteRows(ctx context.Context, db sqlitedb.BothQuerier, out *json.Encoder) error {
	rows, err := db.QueryContext(ctx, `SELECT seq, body, hash FROM audit ORDER BY seq`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r StoredRow
		if err := rows.Scan(&r.Seq, &r.Body, &r.Hash); err != nil {
			return err
		}
		if err := out.Encode(r.Readable()); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	head, err := ReadHead(ctx, db)
	if err != nil {
		return err
	}
	key, err := sqlitedb.GetMeta(ctx, db, StationKey)
	if err != nil {
		return err
	}
	return out.Encode(ExportEnd{Head: head.Seq, Hash: hex.EncodeToString(head.Hash), Signature: hex.EncodeToString(head.Signature), Key: hex.EncodeToString(key)})
}
