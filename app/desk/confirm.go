package desk

import (
	"context"
	"errors"

	"ikd/station/siak"
)

// Confirm makes an activation of a judgement: signed, and in the ledger in one
// transaction when Confirm returns. It fails with [siak.KindNotConfirmable] where the
// outcome may not be confirmed, with [siak.KindReplayed] where code or
// registration have been used since, and with the store's kinds; nothing is
// half done then, and the same judgement may be confirmed again.
func (c *Counter) Confirm(ctx context.Context, j Judgement) (siak.Activation, error) {
	const op = "confirm an activation"
	if !j.Confirmable() {
		return siak.Activation{}, siak.E(op, siak.KindNotConfirmable, errors.New("the outcome "+string(j.Outcome)+" may not be confirmed"))
	}
	a, err := c.activation(j)
	if err != nil {
		return siak.Activation{}, err
	}
	if err := c.deps.Ledger.Confirm(ctx, a); err != nil {
		// A commit may have been made although its answer was lost.
		done, used, lookErr := c.deps.Ledger.Used(ctx, j.Claim.PresentationID)
		if lookErr != nil || !used || done.ID != j.ID {
			return siak.Activation{}, err
		}
		a = done
	}
	c.deps.Wake()
	return a, nil
}

// activation is what will be written, signed.
func (c *Counter) activation(j Judgement) (siak.Activation, error) {
	now := c.deps.Now()
	st := j.statement(c.deps.Officer, c.deps.Session, now)
	signed, err := c.deps.Sign(st)
	if err != nil {
		return siak.Activation{}, err
	}
	var officer siak.OfficerSignature
	if c.deps.SignOfficer != nil {
		if officer, err = c.deps.SignOfficer(signed, now.Add(j.Offset)); err != nil {
			return siak.Activation{}, err
		}
	}
	return siak.Activation{
		Statement:      st,
		NIK:            j.Claim.NIK,
		Name:           j.name(),
		PresentationID: j.Claim.PresentationID,
		Presentation:   j.Claim.Presentation,
		Signed:         signed,

		OfficerSignature: officer,

		State:     siak.Queued,
		NextTry:   now,
		UpdatedAt: now,
	}, nil
}

// PutAway accounts for a judgement that the officer did not confirm.
func (c *Counter) PutAway(ctx context.Context, j Judgement) error {
	return c.note(ctx, Note{Act: ActPutAway, ID: j.ID, Outcome: j.Outcome})
}
