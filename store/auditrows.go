package store

import (
	"encoding/hex"
	"time"

	"ikd/station/siak"
)

// AuditRow is a row of the audit as a supervisor reads it.
type AuditRow struct {
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

// readable is a row in words. One that cannot be read has its number and bytes.
func (r auditRow) readable() AuditRow {
	out := AuditRow{Seq: r.seq, Body: hex.EncodeToString(r.body), Hash: hex.EncodeToString(r.hash)}
	var f eventForm
	if decode("read the audit", r.body, &f) != nil {
		return out
	}
	out.Time = fromDB(f.At)
	out.Registry = out.Time.Add(time.Duration(f.Offset))
	out.Officer, out.Act, out.About = f.Officer, Act(f.Act), f.About
	out.Activation = hex.EncodeToString(f.Activation)
	out.Outcome, out.State, out.Reason = siak.Outcome(f.Outcome), siak.State(f.State), siak.Reason(f.Reason)
	out.Kind, out.Subject, out.Region = siak.Kind(f.Kind), f.Subject, siak.Region(f.Region)
	return out
}

// auditEnd closes an export: with it anybody can check the rows without this
// program.
type auditEnd struct {
	Head      int64  `json:"head"`
	Hash      string `json:"hash"`
	Signature string `json:"signature"` // Ed25519, see registry.proto, AuditHead
	Key       string `json:"key"`       // the station's, hexadecimal
}
