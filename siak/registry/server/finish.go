package server

import (
	"context"
	"errors"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/population"
)

// Why a citizen's code did not make the IKD active. A code that ran out has
// [siak.ReasonCodeExpired].
const (
	ReasonWrongCode    siak.Reason = "wrong-code"
	ReasonNoActivation siak.Reason = "no-activation"
	// ReasonCodeRenewed: the code was typed wrongly too often, and another one was
	// sent.
	ReasonCodeRenewed siak.Reason = "code-renewed"
	// ReasonTooManyTries: no other one is sent any more.
	ReasonTooManyTries siak.Reason = "too-many-tries"
)

// CodeTries is how often an activation's code was typed wrongly since it was sent,
// and how often another was sent for that.
type CodeTries struct{ Wrong, Renewed int }

// Bounds of an activation code of 8 digits: five tries of each, and three more
// codes in its day. An activation has one day, so that is one chance in five
// million.
const (
	mostCodeTries = 5
	mostRenewals  = 3
)

// Finish lets the citizen type the activation code into the app. The IKD is
// then active on that phone and the station gets its last verdict. Typing the
// right code again changes nothing. A code that was typed wrongly five times is
// worth nothing; another one goes out by mail, three times at the most, and is
// good for as long as the first would have been.
func (r *ActivationService) Finish(ctx context.Context, registrationID, code string) (active bool, reason siak.Reason, err error) {
	if err := r.ExpireCodes(ctx); err != nil {
		return false, "", err
	}
	var done *Event
	err = r.store.Write(ctx, func(tx Tx) error {
		active, reason, done = false, "", nil
		a, found, err := lockLatest(tx, registrationID)
		switch {
		case err != nil:
			return err
		case !found:
			reason = ReasonNoActivation
			return nil
		case a.State == siak.Rejected || a.State == siak.Held:
			reason = a.Reason
			return nil
		}
		if reason, err = r.tryCode(tx, a, code); err != nil || reason != "" {
			return err
		}
		active = true
		if a.State == siak.Active {
			return nil
		}
		done = &Event{ID: a.ID, Station: a.Station, State: siak.Active}
		return r.activate(tx, a, *done)
	})
	if err != nil {
		return false, "", at("finish activation", err)
	}
	if done != nil {
		r.announce(*done)
	}
	return active, reason, nil
}

// tryCode judges what was typed as the code of an activation whose station is
// locked; "" where it is right. What it counts stands whatever it says.
func (r *ActivationService) tryCode(tx Tx, a Activation, code string) (siak.Reason, error) {
	tries, err := tx.CodeTries(a.ID)
	if err != nil || tries.Wrong >= mostCodeTries {
		return ReasonTooManyTries, err
	}
	if r.Keys().RightCode(a.ID, code, a.Code) {
		return "", nil
	}
	reason := ReasonWrongCode
	tries.Wrong++
	if tries.Wrong == mostCodeTries && a.State == siak.Accepted {
		if tries.Renewed == mostRenewals {
			reason = ReasonTooManyTries
		} else {
			tries = CodeTries{Renewed: tries.Renewed + 1}
			reason = ReasonCodeRenewed
			if err := r.renewCode(tx, a); err != nil {
				return reason, err
			}
		}
	}
	return reason, tx.SetCodeTries(a.ID, tries)
}

// renewCode gives an activation another code and sends it.
func (r *ActivationService) renewCode(tx Tx, a Activation) error {
	p, _, err := tx.PersonOf(a.RegistrationID)
	if err != nil {
		return err
	}
	to, err := addressOf(tx, a.RegistrationID, p)
	if err != nil {
		return err
	}
	code := newCode()
	if err := tx.SetCode(a.ID, r.Keys().HashCode(a.ID, code)); err != nil {
		return err
	}
	sealed, err := r.Keys().SealMail(a.RegistrationID, code)
	if err != nil {
		return err
	}
	return tx.AddMail(a.ID, Mail{RegistrationID: a.RegistrationID, To: to, Code: sealed, Sent: r.o.Now()})
}

// lockLatest is the last activation of a registration with its station locked.
func lockLatest(tx Tx, registrationID string) (a Activation, found bool, err error) {
	for locked := ""; ; locked = a.Station {
		a, found, err = tx.Latest(registrationID)
		if err != nil || !found || a.Station == locked {
			return a, found, err
		}
		if err := tx.LockStation(a.Station); err != nil {
			return a, false, err
		}
	}
}

// activate binds the phone to the person, in the register too.
func (r *ActivationService) activate(tx Tx, a Activation, e Event) error {
	reg, _, err := tx.Registration(a.RegistrationID)
	if err != nil {
		return err
	}
	p, _, err := tx.LockPerson(reg.Person)
	if err != nil {
		return err
	}
	before := p.Resident
	p.ActivePhone = reg.Phone
	if err := population.Publish(tx, before, p); err != nil {
		return err
	}
	if err := tx.UseMail(a.ID); err != nil {
		return err
	}
	_, err = r.conclude(tx, e)
	return err
}

// conclude moves an accepted activation to its last state and tells its station;
// false where it has come there already.
func (r *ActivationService) conclude(tx Tx, e Event) (bool, error) {
	moved, err := tx.Conclude(e.ID, e.State, e.Reason)
	if err != nil || !moved {
		return false, err
	}
	return true, tx.AddVerdicts(e.Station, r.o.Now(), siak.Verdict{ID: e.ID, State: e.State, Reason: e.Reason})
}

// AcceptEscrow takes in what a wiped station left for the registry alone, by
// file. Each is judged as if the station had handed it in, and one that was
// handed in before gets the verdict it has. One that does not open is held.
func (r *ActivationService) AcceptEscrow(ctx context.Context, f siak.EscrowFile) ([]siak.Verdict, error) {
	const op = "accept an escrow"
	if f.Format != siak.EscrowFormat {
		return nil, siak.E(op, siak.KindRefused, errors.New("another format"))
	}
	c, err := r.stations.StationCaller(ctx, f.Station)
	if err != nil {
		return nil, err
	}
	var subs []Submission
	var verdicts []siak.Verdict
	for _, e := range f.Activations {
		var statement, presentation []byte
		var officer siak.OfficerSignature
		err := r.Keys().OpenSealed(func(private []byte) (err error) {
			if statement, presentation, err = siak.OpenEscrow(private, c.ID, e.ID, e.Sealed); err == nil {
				officer, err = siak.OpenOfficerEscrow(private, c.ID, e.ID, e.Officer)
			}
			return err
		})
		if err != nil {
			verdicts = append(verdicts, siak.Verdict{ID: e.ID, State: siak.Held, Reason: siak.ReasonBadStatement})
			continue
		}
		subs = append(subs, Submission{ID: e.ID, Statement: statement, Presentation: presentation, Officer: officer})
	}
	judged, err := r.Submit(ctx, c, subs)
	return append(verdicts, judged...), err
}
