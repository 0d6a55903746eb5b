package sandbox

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
)

// Submission is one confirmed activation as a station hands it in.
type Submission struct {
	ID           siak.ActivationID
	Statement    []byte // COSE_Sign1 by the station's key
	Presentation []byte // COSE_Sign1 by the phone's key
}

// Limits on when a code may have been read. Stations may have been offline for
// weeks; their clocks may not be ahead.
const (
	maxAhead   = 2 * time.Minute
	maxOffline = 30 * 24 * time.Hour
)

// judgement is what the registry makes of a submission, and why.
type judgement struct {
	state  siak.State
	reason siak.Reason
	// What was found on the way, as far as it went.
	statement siak.Statement
	claim     siak.Claim
	verified  bool // the presentation is good and first came with this one
	person    person
}

func (j judgement) held(r siak.Reason) judgement {
	j.state, j.reason = siak.Held, r
	return j
}

func (j judgement) rejected(r siak.Reason) judgement {
	j.state, j.reason = siak.Rejected, r
	return j
}

// judge decides a submission from the registry's own data. First who says it,
// then whether the code was good, then whether it was used, then the person.
func (s *Sandbox) judge(ctx context.Context, tx *sql.Tx, st *station, sub Submission) (j judgement, err error) {
	now := s.o.Now()
	if j.statement, err = credential.VerifyStatement(sub.Statement, st.key); err != nil {
		return j.held(siak.ReasonBadStatement), nil
	}
	if !consistent(j.statement, sub) || ahead(j.statement, now) {
		return j.held(siak.ReasonBadStatement), nil
	}
	if j.claim, err = s.verify(j.statement, sub.Presentation, now); err != nil {
		return j.refusedCode(err), nil
	}
	if j.claim.RegistrationID != j.statement.RegistrationID {
		return j.held(siak.ReasonBadStatement), nil
	}
	return s.judgeUse(ctx, tx, j, now)
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
func (s *Sandbox) verify(st siak.Statement, presentation []byte, now time.Time) (siak.Claim, error) {
	const op = "verify presentation"
	if oldest := now.Add(-maxOffline); st.ReadAt.Before(oldest) && registryTime(st).Before(oldest) {
		return siak.Claim{}, siak.E(op, siak.KindExpired, nil)
	}
	v := credential.Verifier{Trust: siak.Trust{Issuers: s.keys.trusted}}
	claim, err := v.VerifyPresentation(presentation, st.ReadAt)
	if kind := siak.KindOf(err); kind == siak.KindExpired || kind == siak.KindNotYetValid {
		return v.VerifyPresentation(presentation, registryTime(st))
	}
	return claim, err
}

// refusedCode turns what is wrong with a code into the reason.
func (j judgement) refusedCode(err error) judgement {
	if o, ok := siak.OutcomeOf(err); ok {
		return j.rejected(siak.Reason(o))
	}
	return j.held(siak.ReasonInternal)
}

// judgeUse asks whether the registration stands and the code is fresh.
func (s *Sandbox) judgeUse(ctx context.Context, tx *sql.Tx, j judgement, now time.Time) (judgement, error) {
	r, err := registrationByID(ctx, tx, j.claim.RegistrationID)
	if err != nil {
		return j, err
	}
	if r == nil || r.revoked || r.thumbprint != j.claim.Phone {
		return j.rejected(siak.Reason(siak.Revoked)), nil
	}
	used, err := exists(ctx, tx, `SELECT 1 FROM presentations WHERE cti = ?`, j.claim.PresentationID[:])
	if err != nil {
		return j, err
	}
	if used {
		return j.rejected(siak.ReasonPresentationUsed), nil
	}
	j.verified = true
	return s.judgePerson(ctx, tx, j, now)
}

// judgePerson decides again, on today's record. Who was newly recorded is known
// here, whatever the copies of the register say.
func (s *Sandbox) judgePerson(ctx context.Context, tx *sql.Tx, j judgement, now time.Time) (judgement, error) {
	p, found, err := personWhere(ctx, tx, `nik = ?`, j.claim.NIK.Digits())
	if err != nil {
		return j, err
	}
	if !found {
		return j.held(siak.ReasonCentralCheck), nil
	}
	j.person = p
	record := siak.Record{Resident: p.resident, Known: true, AsOf: now}
	d := siak.Decide(j.claim, record, siak.DefaultPolicy(officeRegion), now)
	if !d.Outcome.Confirmable() {
		return j.rejected(siak.Reason(d.Outcome)), nil
	}
	pending, err := exists(ctx, tx, `SELECT 1 FROM activations WHERE person = ? AND state = 'accepted'`, p.id)
	if err != nil {
		return j, err
	}
	if pending {
		return j.rejected(siak.ReasonAlreadyPending), nil
	}
	j.state = siak.Accepted
	return j, nil
}

// exists reports whether a query has a row.
func exists(ctx context.Context, q querier, query string, args ...any) (bool, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return false, err
	}
	defer func() { _ = rows.Close() }()
	return rows.Next(), rows.Err()
}
