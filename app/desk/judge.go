package desk

import (
	"context"
	"time"

	"ikd/station/scanner"
	"ikd/station/siak"
)

// lookUpLimit bounds how long a citizen waits for the registry's answer: after it
// the activation goes on as "needs central verification", which is no loss.
const lookUpLimit = 2500 * time.Millisecond

// Judge finds the one outcome of a reading: first what the code is, then
// whether it was used, then who it is and what the rules say. Whatever is wrong
// with code or person is an outcome, not an error; errors are of the store.
//
// Every judgement and every look-up at the registry is in the audit before Judge
// returns; where it cannot be written there is no judgement.
func (c *Counter) Judge(ctx context.Context, r scanner.Reading) (Judgement, error) {
	return c.judge(ctx, r, c.deps.Now(), func(Judgement) {})
}

// judge judges a reading that arrived at the given time of the laptop's clock.
// asking is called before the registry is asked.
func (c *Counter) judge(ctx context.Context, r scanner.Reading, arrived time.Time, asking func(Judgement)) (Judgement, error) {
	j := c.begin(r, arrived)
	if err := c.decide(ctx, &j, asking); err != nil {
		return Judgement{}, err
	}
	if err := c.note(ctx, Note{Act: ActDecide, ID: j.ID, Outcome: j.Outcome}); err != nil {
		return Judgement{}, err
	}
	return j, nil
}

// begin fixes the clock. The laptop's own may be wrong by hours: the offset that
// was measured at the last contact puts it right. The time that a recording
// carries is believed in training alone, for who makes a recording makes its
// time; and a live camera's frame is as late as the machine is busy, so that the
// time of arrival is as good and comes from nobody else.
func (c *Counter) begin(r scanner.Reading, arrived time.Time) Judgement {
	offset, _ := c.deps.Offset() // none: the laptop's clock is all there is
	clock := arrived.Add(offset)
	if c.deps.Training && r.Name != "" && !r.At.IsZero() {
		clock = r.At
	}
	return Judgement{ID: siak.NewActivationID(), Reading: r, Clock: clock, Offset: offset}
}

func (c *Counter) decide(ctx context.Context, j *Judgement, asking func(Judgement)) error {
	if done, err := c.verify(j); done || err != nil {
		return err
	}
	if err := c.recall(ctx, j); err != nil {
		return err
	}
	replayed, err := c.replayed(ctx, j)
	if err != nil {
		return err
	}
	if replayed {
		j.Outcome = siak.Replayed
		return nil
	}
	if j.Earlier == nil && !j.Record.Known {
		if err := c.ask(ctx, j, asking); err != nil {
			return err
		}
	}
	j.Decision = siak.Decide(j.Claim, j.Record, c.deps.Policy, j.Clock)
	j.Outcome = j.Decision.Outcome
	// An activation that is finished is best told by the register ("active on
	// this phone"). Where the cache does not know of it yet, the ledger does.
	if j.Earlier != nil && j.Confirmable() {
		j.Outcome = siak.Replayed
	}
	return c.weighAge(ctx, j)
}

// replayed looks for an earlier activation, and reports whether the code was used
// or led to one that is not finished.
func (c *Counter) replayed(ctx context.Context, j *Judgement) (bool, error) {
	earlier, used, err := c.earlier(ctx, j.Claim)
	if err != nil {
		return false, err
	}
	j.Earlier = earlier
	return used || earlier != nil && earlier.State != siak.Active, nil
}

// verify asks what the code is; done means that it was not accepted.
func (c *Counter) verify(j *Judgement) (done bool, _ error) {
	trust := c.trust.Load()
	j.TrustVersion = trust.version
	claim, err := trust.verifier.Verify(j.Reading.Text, j.Clock)
	if err == nil {
		j.Claim = claim
		return false, nil
	}
	outcome, ofCode := siak.OutcomeOf(err)
	if !ofCode {
		return false, err
	}
	j.Outcome = outcome
	if j.Offset != 0 && (outcome == siak.Expired || outcome == siak.NotYetValid) {
		_, byLaptop := trust.verifier.Verify(j.Reading.Text, j.Clock.Add(-j.Offset))
		if other, _ := siak.OutcomeOf(byLaptop); other != outcome {
			j.ClockOff = j.Offset
		}
	}
	return true, nil
}

// recall looks the person up in the cache.
func (c *Counter) recall(ctx context.Context, j *Judgement) error {
	resident, known, err := c.deps.Residents.Resident(ctx, j.Claim.NIK)
	if err != nil || !known {
		return err
	}
	fresh, err := c.deps.Residents.Freshness(ctx)
	if err != nil {
		return err
	}
	j.Record = siak.Record{Resident: resident, Known: true}
	if !fresh.SyncedAt.IsZero() { // by the laptop's clock; the decision is by the registry's
		j.Record.AsOf = fresh.SyncedAt.Add(j.Offset)
	}
	return nil
}

// earlier is the activation that this code or this registration has led to, and
// whether it was this code.
func (c *Counter) earlier(ctx context.Context, claim siak.Claim) (_ *siak.Activation, used bool, _ error) {
	a, used, err := c.deps.Ledger.Used(ctx, claim.PresentationID)
	if err != nil || used {
		return &a, used, err
	}
	a, found, err := c.deps.Ledger.OpenActivation(ctx, claim.RegistrationID)
	if err != nil || !found {
		return nil, false, err
	}
	return &a, false, nil
}

// ask looks somebody up at the registry. That it does not answer is no failure;
// that the officer gave up is.
func (c *Counter) ask(ctx context.Context, j *Judgement, asking func(Judgement)) error {
	if c.deps.Registry == nil || !c.deps.Online() {
		return nil
	}
	told := *j
	told.Outcome = siak.NeedsCentral // what it is until the registry says otherwise
	asking(told)
	limited, cancel := context.WithTimeout(ctx, lookUpLimit)
	defer cancel()
	resident, found, failure := c.deps.Registry.LookUp(limited, siak.LookUp{
		NIK: j.Claim.NIK, RegistrationID: j.Claim.RegistrationID, Presentation: j.Claim.Presentation, Officer: c.deps.Officer,
	})
	if err := c.note(ctx, lookUpNote(j.ID, j.Claim.NIK, found, failure)); err != nil {
		return err
	}
	if failure == nil && found {
		j.Record = siak.Record{Resident: resident, Known: true, AsOf: j.Clock}
	}
	return ctx.Err()
}

func lookUpNote(id siak.ActivationID, nik siak.NIK, found bool, err error) Note {
	n := Note{Act: ActLookUp, ID: id, Kind: siak.KindOf(err), People: [siak.MostLookedUp]siak.NIK{nik}}
	switch {
	case err != nil:
	case found:
		n.Subject = lookUpFound
	default:
		n.Subject = lookUpUnknown
	}
	return n
}

// note accounts for an act that took place, whether or not anybody still waits
// for its result.
func (c *Counter) note(ctx context.Context, n Note) error {
	return c.deps.Audit(context.WithoutCancel(ctx), n)
}
