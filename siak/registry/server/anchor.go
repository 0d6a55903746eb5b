package server

import (
	"context"
	"crypto/ed25519"
	"errors"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/trail"
)

// Anchor is a head that a station left.
type Anchor struct {
	Head siak.AuditHead
	Kept bool // false: it was refused
}

// Anchors are the heads of stations' audits.
type Anchors interface {
	// AddAnchor keeps a head; the same refused one once.
	AddAnchor(station string, a Anchor, at time.Time) error
	// LastAnchor is the last head that was taken; the zero head for none.
	LastAnchor(station string) (siak.AuditHead, error)
	// ListAnchors are the heads that a station left, oldest first.
	ListAnchors(station string) ([]Anchor, error)
	// ForgetAnchors makes all heads of a station refused ones; false where none
	// was taken.
	ForgetAnchors(station string) (bool, error)
}

// Anchor takes the head of a station's audit in where the station knows the
// last one and the head does not go back. Every head that was refused is kept
// beside those that were taken: it is what the registry's staff look at.
//
// Rows of the audit may come with a head that is taken, so that the account is not
// lost with the laptop; the answer says how far the registry has them.
func (r *AuditService) Anchor(ctx context.Context, c Caller, head, last siak.AuditHead, rows siak.AuditRows) (a siak.Anchoring, err error) {
	const op = "anchor the audit"
	key, ok := c.Key.(ed25519.PublicKey)
	if head.Seq != 0 && (!ok || !ed25519.Verify(key, head.Statement(), head.Signature)) {
		return siak.Anchoring{}, siak.E(op, siak.KindRefused, errors.New("not signed by the station"))
	}
	err = r.store.Write(ctx, func(tx Tx) error {
		a, err = r.anchor(tx, c, head, last, rows)
		return err
	})
	return a, at(op, err)
}

func (r *AuditService) anchor(tx Tx, c Caller, head, last siak.AuditHead, rows siak.AuditRows) (a siak.Anchoring, err error) {
	station := c.ID
	if err := tx.LockStation(station); err != nil {
		return a, err
	}
	had, err := tx.LastAnchor(station)
	if err != nil {
		return a, err
	}
	a.Last = had
	known := head.Same(had)
	if head.Seq == 0 {
		a.Kept = had.Seq == 0
	} else if a.Kept = known || head.Seq > had.Seq && last.Same(had); !known {
		if err := tx.AddAnchor(station, Anchor{Head: head, Kept: a.Kept}, r.o.Now()); err != nil {
			return a, err
		}
	}
	if a.Kept {
		a.Last = head
	}
	if err := r.note(tx, c, head, rows, &a); err != nil {
		return a, err
	}
	a.Wipe, err = r.orderFor(tx, c)
	return a, err
}

// orderFor is the order to wipe that a station is to get, signed for it; nil for none.
func (r *AuditService) orderFor(tx Tx, c Caller) (*siak.WipeOrder, error) {
	w, ordered, err := tx.Wipe(c.ID)
	if err != nil || !ordered || w.Done {
		return nil, err
	}
	order, err := r.signWipe(c.ID, c.Key, w.Order)
	if err != nil {
		return nil, err
	}
	return &order, nil
}

// note keeps the rows that came with a head, and how the station stands now.
func (r *AuditService) note(tx Tx, c Caller, head siak.AuditHead, rows siak.AuditRows, a *siak.Anchoring) error {
	state, err := trail.Load(tx, c.ID)
	if err != nil {
		return err
	}
	t := trail.Trail{Rows: tx, Station: c.ID, State: &state}
	if a.Kept {
		state.Kept, state.From, state.Refused = r.o.Now(), c.From, false
		err = errors.Join(t.Take(head, rows), t.Settle())
	} else {
		err = refuseHead(tx, t, head)
	}
	if err != nil {
		return err
	}
	row, err := t.Last()
	if err != nil {
		return err
	}
	a.Copied, a.TakesRows, a.Forked = row.Seq, true, state.Forked
	return state.Save(tx, c.ID)
}

// refuseHead notes a head that was refused beside those that were taken.
func refuseHead(tx Tx, t trail.Trail, head siak.AuditHead) error {
	all, err := tx.ListAnchors(t.Station)
	if err != nil {
		return err
	}
	var taken []siak.AuditHead
	for _, a := range all {
		if a.Kept {
			taken = append(taken, a.Head)
		}
	}
	return t.Refuse(head, taken)
}

// Anchors lists the heads that a station left, oldest first.
func (r *AuditService) Anchors(ctx context.Context, stationID string) (all []Anchor, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		all, err = tx.ListAnchors(stationID)
		return err
	})
	return all, at("list anchors", err)
}

// LastAnchor is the last head of a station's audit that was taken; the zero head
// for none.
func (r *AuditService) LastAnchor(ctx context.Context, stationID string) (h siak.AuditHead, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		h, err = tx.LastAnchor(stationID)
		return err
	})
	return h, at("read the anchor", err)
}

// ForgetAnchors lets a station begin anew, after the registry's staff have
// looked into why its audit was another. It fails with not-found.
func (r *AuditService) ForgetAnchors(ctx context.Context, stationID string) error {
	err := r.change(ctx, "forget anchors", func(tx Tx) (bool, error) {
		state, err := trail.Load(tx, stationID)
		if err != nil {
			return false, err
		}
		if err := (trail.State{Chain: state.Chain + 1}).Save(tx, stationID); err != nil {
			return false, err
		}
		return tx.ForgetAnchors(stationID)
	})
	if err == nil {
		r.o.Log.Info("anchors forgotten", "station", stationID)
	}
	return err
}
