// Package trail keeps the audits of stations as the registry has them: how far each
// has come, row by row, and whether two of one station were seen.
package trail

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"time"

	"ikd/station/siak"
)

// State is how a station stands with its audit.
type State struct {
	// Kept is when the registry took a head last, or had it before, and From the
	// address, without its port, of who left it.
	Kept time.Time `json:"kept"`
	From string    `json:"from"`
	// Refused: the head that came last was refused, and none was taken since.
	Refused bool `json:"refused,omitempty"`
	// Forked: two different rows of the same number were seen. It stays until the
	// registry's staff have looked into it, see server.AuditService.ForgetAnchors.
	Forked bool `json:"forked,omitempty"`
	// Chain counts how often the audit began anew for the registry.
	Chain int64 `json:"chain,omitempty"`
	// Verified is the last row of the chain up to which the rows came to a head that
	// was taken.
	Verified uint64 `json:"verified,omitempty"`
	// Disputed are heads that were refused and are neither of the chain nor against it
	// as far as its rows go; the latest few.
	Disputed []siak.AuditHead `json:"disputed,omitempty"`
}

func setting(station string) string { return "anchor/" + station }

// Load reads how a station stands; the zero State where it never left a head.
func Load(tx Settings, station string) (s State, err error) {
	text, err := tx.Setting(setting(station))
	if err == nil && text != nil {
		err = json.Unmarshal(text, &s)
	}
	return s, err
}

// Save keeps it.
func (s State) Save(tx Settings, station string) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return tx.SetSetting(setting(station), text)
}

// Row is a row of a station's audit as the station sent it.
type Row struct {
	Seq  uint64
	Body []byte // canonical CBOR
	Hash []byte // of the chain up to and with it
}

// Rows are the rows of stations' audits. A chain is what began anew, see
// [State.Chain].
type Rows interface {
	// AddAuditRows adds rows behind those that are there.
	AddAuditRows(station string, chain int64, rows []Row) error
	// AuditRow is one; false where it is not there. Seq 0 is the last.
	AuditRow(station string, chain int64, seq uint64) (Row, bool, error)
	// CutAuditRows removes those behind a number.
	CutAuditRows(station string, chain int64, after uint64) error
	// EachAuditRow gives them all, in their order.
	EachAuditRow(station string, chain int64, f func(Row) error) error
}

// Limits of the rows that come with one head.
const (
	maxAuditRows = 512
	maxAuditRow  = 1 << 10 // bytes of a body
)

// Settings are single values of the registry's storage.
type Settings interface {
	Setting(key string) ([]byte, error)
	SetSetting(key string, value []byte) error
}

// Trail is what the registry has of a station's audit, in a transaction that has
// locked the station.
type Trail struct {
	Rows    Rows
	Station string
	State   *State
}

// Last is the last row that is there; before the first, number 0 with the hash that
// row 1 goes on from.
func (t Trail) Last() (Row, error) {
	row, found, err := t.Rows.AuditRow(t.Station, t.State.Chain, 0)
	if !found {
		row.Hash = make([]byte, sha256.Size)
	}
	return row, err
}

// Take adds the rows that came with a head that was taken. They must go on from what
// is there, else they are refused. Where they come to the head's number and not to its
// hash, what came since a head that they did come to is removed.
func (t Trail) Take(head siak.AuditHead, rows siak.AuditRows) error {
	last, err := t.Last()
	if err != nil {
		return err
	}
	fresh, err := chained(last, head, rows)
	if err != nil || len(fresh) == 0 {
		return err
	}
	if last = fresh[len(fresh)-1]; last.Seq == head.Seq {
		if !bytes.Equal(last.Hash, head.Hash[:]) {
			return t.Rows.CutAuditRows(t.Station, t.State.Chain, t.State.Verified)
		}
		t.State.Verified = head.Seq
	}
	return t.Rows.AddAuditRows(t.Station, t.State.Chain, fresh)
}

// chained are the rows that are new behind the last one, with their hashes.
func chained(last Row, head siak.AuditHead, rows siak.AuditRows) (fresh []Row, err error) {
	const op = "take the audit's rows"
	if len(rows.Bodies) > maxAuditRows || rows.After > last.Seq {
		return nil, siak.E(op, siak.KindRefused, errors.New("too many rows at once, or some are missing before them"))
	}
	for i, body := range rows.Bodies {
		seq := rows.After + uint64(i) + 1
		if len(body) > maxAuditRow || seq > head.Seq {
			return nil, siak.E(op, siak.KindRefused, errors.New("a row is too long, or behind the head"))
		}
		if seq <= last.Seq {
			continue // it is there, from a call whose answer was lost
		}
		sum := sha256.Sum256(append(bytes.Clone(last.Hash), body...))
		last = Row{Seq: seq, Body: body, Hash: sum[:]}
		fresh = append(fresh, last)
	}
	return fresh, nil
}

// mostDisputed bounds how many heads wait to be told apart.
const mostDisputed = 16

// Refuse notes a head that was refused: as a fork, where it is another row than one
// that the registry has, or took as a head.
func (t Trail) Refuse(head siak.AuditHead, taken []siak.AuditHead) error {
	t.State.Refused = true
	for _, h := range taken {
		t.State.Forked = t.State.Forked || h.Seq == head.Seq && h.Hash != head.Hash
	}
	t.State.Disputed = append(t.State.Disputed, siak.AuditHead{Seq: head.Seq, Hash: head.Hash})
	t.State.Disputed = t.State.Disputed[max(0, len(t.State.Disputed)-mostDisputed):]
	return t.Settle()
}

// Settle tells disputed heads apart as far as the rows go: of the chain, or a fork.
func (t Trail) Settle() error {
	var left []siak.AuditHead
	for _, head := range t.State.Disputed {
		row, found, err := t.Rows.AuditRow(t.Station, t.State.Chain, head.Seq)
		switch {
		case err != nil:
			return err
		case !found:
			left = append(left, head)
		case !bytes.Equal(row.Hash, head.Hash[:]):
			t.State.Forked = true
		}
	}
	t.State.Disputed = left
	return nil
}
