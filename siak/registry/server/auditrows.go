package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"

	"ikd/station/siak"
)

// AuditRow is a row of a station's audit as the station sent it.
type AuditRow struct {
	Seq  uint64
	Body []byte // canonical CBOR
	Hash []byte // of the chain up to and with it
}

// AuditRows are the rows of stations' audits. A chain is what began anew, see
// [AnchorState.Chain].
type AuditRows interface {
	// AddAuditRows adds rows behind those that are there.
	AddAuditRows(station string, chain int64, rows []AuditRow) error
	// AuditRow is one; false where it is not there. Seq 0 is the last.
	AuditRow(station string, chain int64, seq uint64) (AuditRow, bool, error)
	// CutAuditRows removes those behind a number.
	CutAuditRows(station string, chain int64, after uint64) error
	// EachAuditRow gives them all, in their order.
	EachAuditRow(station string, chain int64, f func(AuditRow) error) error
}

// Limits of the rows that come with one head.
const (
	maxAuditRows = 512
	maxAuditRow  = 1 << 10 // bytes of a body
)

// trail is what the registry has of a station's audit, in a transaction that has
// locked the station.
type trail struct {
	tx      Tx
	station string
	state   *AnchorState
}

func (t trail) last() (AuditRow, error) {
	row, found, err := t.tx.AuditRow(t.station, t.state.Chain, 0)
	if !found {
		row.Hash = make([]byte, sha256.Size)
	}
	return row, err
}

// take adds the rows that came with a head that was taken. They must go on from what
// is there, else they are refused. Where they come to the head's number and not to its
// hash, what came since a head that they did come to is removed.
func (t trail) take(head siak.AuditHead, rows siak.AuditRows) error {
	last, err := t.last()
	if err != nil {
		return err
	}
	fresh, err := chained(last, head, rows)
	if err != nil || len(fresh) == 0 {
		return err
	}
	if last = fresh[len(fresh)-1]; last.Seq == head.Seq {
		if !bytes.Equal(last.Hash, head.Hash[:]) {
			return t.tx.CutAuditRows(t.station, t.state.Chain, t.state.Verified)
		}
		t.state.Verified = head.Seq
	}
	return t.tx.AddAuditRows(t.station, t.state.Chain, fresh)
}

// chained are the rows that are new behind the last one, with their hashes.
func chained(last AuditRow, head siak.AuditHead, rows siak.AuditRows) (fresh []AuditRow, err error) {
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
		last = AuditRow{Seq: seq, Body: body, Hash: sum[:]}
		fresh = append(fresh, last)
	}
	return fresh, nil
}

// mostDisputed bounds how many heads wait to be told apart.
const mostDisputed = 16

// refused notes a head that was refused: as a fork, where it is another row than one
// that the registry has or took as a head.
func (t trail) refused(head siak.AuditHead) error {
	t.state.Refused = true
	taken, err := t.tx.ListAnchors(t.station)
	if err != nil {
		return err
	}
	for _, a := range taken {
		t.state.Forked = t.state.Forked || a.Kept && a.Head.Seq == head.Seq && a.Head.Hash != head.Hash
	}
	t.state.Disputed = append(t.state.Disputed, siak.AuditHead{Seq: head.Seq, Hash: head.Hash})
	t.state.Disputed = t.state.Disputed[max(0, len(t.state.Disputed)-mostDisputed):]
	return t.settle()
}

// settle tells disputed heads apart as far as the rows go: of the chain, or a fork.
func (t trail) settle() error {
	var left []siak.AuditHead
	for _, head := range t.state.Disputed {
		row, found, err := t.tx.AuditRow(t.station, t.state.Chain, head.Seq)
		switch {
		case err != nil:
			return err
		case !found:
			left = append(left, head)
		case !bytes.Equal(row.Hash, head.Hash[:]):
			t.state.Forked = true
		}
	}
	t.state.Disputed = left
	return nil
}

// Trail gives a station's audit as the registry has it: the chain of now, row by row.
func (r *AuditService) Trail(ctx context.Context, station string, f func(AuditRow) error) error {
	err := r.store.Read(ctx, func(tx Tx) error {
		s, err := loadAnchorState(tx, station)
		if err != nil {
			return err
		}
		return tx.EachAuditRow(station, s.Chain, f)
	})
	return at("read the audit's rows", err)
}

// LookedUp opens whom a row of a station's audit was about. It fails with bad-value.
func (r *AuditService) LookedUp(station string, sealed []byte) ([]siak.NIK, error) {
	return siak.OpenLookedUp(r.keys.sealing.Bytes(), station, sealed)
}
