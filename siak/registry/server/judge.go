package server

import (
	"cmp"
	"crypto/sha256"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
)

// Submission is one confirmed activation as a station hands it in.
type Submission struct {
	ID           siak.ActivationID
	Statement    []byte // COSE_Sign1 by the station's key
	Presentation []byte // COSE_Sign1 by the phone's key
	// Officer's signature over Statement; zero for none.
	Officer siak.OfficerSignature
}

// Limits on when a code may have been read. Stations may have been offline for
// weeks; their clocks may not be ahead.
const (
	maxAhead   = 2 * time.Minute
	maxOffline = 30 * 24 * time.Hour
)

// judgement is what the registry makes of a submission, and why.
type judgement struct {
	id     siak.ActivationID
	state  siak.State // "" as long as nothing speaks against it
	reason siak.Reason
	// What was found on the way, as far as it went.
	submission Submission
	statement  siak.Statement
	claim      siak.Claim
	person     Person
	code       string // that the citizen is to type; of accepted ones
}

func (j *judgement) held(r siak.Reason)     { j.state, j.reason = siak.Held, r }
func (j *judgement) rejected(r siak.Reason) { j.state, j.reason = siak.Rejected, r }

// examine judges what needs no storage: who says it, and whether the code was
// good when it was read. It is done before the transaction, which must be short.
func (r *ActivationService) examine(c Caller, sub Submission, now time.Time) judgement {
	j := judgement{id: sub.ID, submission: sub}
	var err error
	j.statement, err = credential.VerifyStatement(sub.Statement, c.Key)
	if err != nil || !consistent(j.statement, sub) || ahead(j.statement, now) {
		j.held(siak.ReasonBadStatement)
		return j
	}
	claim, err := r.verify(j.statement, sub.Presentation, now)
	if err != nil {
		j.refusedCode(err)
		return j
	}
	if j.claim = claim; claim.RegistrationID != j.statement.RegistrationID {
		j.held(siak.ReasonBadStatement)
	}
	return j
}

// consistent reports whether the statement speaks of what came with it, and of
// something that may be confirmed at all.
func consistent(st siak.Statement, sub Submission) bool {
	return st.ID == sub.ID && st.PresentationDigest == sha256.Sum256(sub.Presentation) && st.Outcome.Confirmable()
}

// ahead reports whether a code was read in a time to come, by both clocks.
func ahead(st siak.Statement, now time.Time) bool {
	latest := now.Add(maxAhead)
	return st.ReadAt.After(latest) && registryTime(st).After(latest)
}

// registryTime is when the code was read, by the registry's clock as far as
// the station knew it.
func registryTime(st siak.Statement) time.Time { return st.ReadAt.Add(st.ClockOffset) }

// verify judges the presentation at the time of reading. Phone and laptop
// agreed at the counter by the laptop's clock or by the one that it had from
// here; the registry accepts either.
func (r *ActivationService) verify(st siak.Statement, presentation []byte, now time.Time) (siak.Claim, error) {
	const op = "verify presentation"
	if oldest := now.Add(-maxOffline); st.ReadAt.Before(oldest) && registryTime(st).Before(oldest) {
		return siak.Claim{}, siak.E(op, siak.KindExpired, nil)
	}
	v := credential.Verifier{Trust: siak.Trust{Issuers: r.Keys().Trusted()}}
	claim, err := v.VerifyPresentation(presentation, st.ReadAt)
	if kind := siak.KindOf(err); kind == siak.KindExpired || kind == siak.KindNotYetValid {
		return v.VerifyPresentation(presentation, registryTime(st))
	}
	return claim, err
}

// verifyNow judges a presentation that a phone makes now, by the registry's clock.
// In training codes are recorded and shown again: there the time that it bears is
// believed.
func (r *core) verifyNow(presentation []byte) (siak.Claim, error) {
	v := credential.Verifier{Trust: siak.Trust{Issuers: r.Keys().Trusted()}}
	now := r.o.Now()
	claim, err := v.VerifyPresentation(presentation, now)
	if siak.KindOf(err) == siak.KindExpired && r.o.Training {
		if f := v.Inspect(credential.PresentationText(presentation), now, false).Fields; f != nil {
			return v.VerifyPresentation(presentation, f.PresentedAt)
		}
	}
	return claim, err
}

// refusedCode turns what is wrong with a code into the reason.
func (j *judgement) refusedCode(err error) {
	if o, ok := siak.OutcomeOf(err); ok {
		j.rejected(siak.Reason(o))
		return
	}
	j.held(siak.ReasonInternal)
}

// judge goes on with what was examined: who signed and when, whether the
// registration stands and the code is fresh, then the person. No two of them have the same code or person.
func (r *ActivationService) judge(tx Tx, c Caller, js []*judgement, now time.Time) error {
	for _, step := range []func(Tx, Caller, []*judgement, time.Time) error{
		r.judgeSigned, judgeRegistrations, judgeUse, r.judgePeople, judgePending,
	} {
		if js = undecided(js); len(js) == 0 {
			return nil
		}
		if err := step(tx, c, js, now); err != nil {
			return err
		}
	}
	for _, j := range undecided(js) {
		j.state = siak.Accepted
	}
	return nil
}

// undecided are those that nothing speaks against yet.
func undecided(js []*judgement) []*judgement {
	var open []*judgement
	for _, j := range js {
		if j.state == "" {
			open = append(open, j)
		}
	}
	return open
}

// of collects what f says of each.
func of[T any](js []*judgement, f func(*judgement) T) []T {
	all := make([]T, len(js))
	for i, j := range js {
		all[i] = f(j)
	}
	return all
}

func judgeRegistrations(tx Tx, _ Caller, js []*judgement, _ time.Time) error {
	found, err := tx.Registrations(of(js, func(j *judgement) string { return j.claim.RegistrationID })...)
	if err != nil {
		return err
	}
	for _, j := range js {
		if reg, ok := found[j.claim.RegistrationID]; !ok || reg.Revoked || reg.Phone != j.claim.Phone {
			j.rejected(siak.Reason(siak.Revoked))
		}
	}
	return nil
}

func judgeUse(tx Tx, c Caller, js []*judgement, now time.Time) error {
	fresh, err := tx.UsePresentations(of(js, func(j *judgement) Presentation {
		return Presentation{ID: j.claim.PresentationID, Activation: &j.id, Station: c.ID, Used: now}
	})...)
	if err != nil {
		return err
	}
	for _, j := range js {
		if !fresh[j.claim.PresentationID] {
			j.rejected(siak.ReasonPresentationUsed)
		}
	}
	return nil
}

// judgePeople decides again, on today's records. Who was newly recorded is known
// here, whatever the copies of the register say. Ages are judged in the legal time
// of the station's office, as the station did, see [siak.Policy.AgeAt].
func (r *ActivationService) judgePeople(tx Tx, c Caller, js []*judgement, now time.Time) error {
	people, err := tx.LockPeople(of(js, func(j *judgement) siak.NIK { return j.claim.NIK })...)
	if err != nil {
		return err
	}
	policy := siak.DefaultPolicy(cmp.Or(c.Office, r.o.OfficeRegion))
	for _, j := range js {
		p, found := people[j.claim.NIK]
		if !found {
			j.held(siak.ReasonCentralCheck)
			continue
		}
		j.person = p
		if !r.whole(p) {
			j.held(siak.ReasonInternal)
			continue
		}
		record := siak.Record{Resident: p.Resident, Known: true, AsOf: now}
		d := siak.Decide(j.claim, record, policy, now)
		if !d.Outcome.Confirmable() {
			j.rejected(siak.Reason(d.Outcome))
		}
	}
	return nil
}

func judgePending(tx Tx, _ Caller, js []*judgement, _ time.Time) error {
	pending, err := tx.Pending(of(js, func(j *judgement) int64 { return j.person.ID })...)
	if err != nil {
		return err
	}
	for _, j := range js {
		if pending[j.person.ID] {
			j.rejected(siak.ReasonAlreadyPending)
		}
	}
	return nil
}
