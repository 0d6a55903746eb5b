package desk

import (
	"time"

	"ikd/station/scanner"
	"ikd/station/siak"
)

// Judgement is what the counter found about one reading.
type Judgement struct {
	// ID is the one that an activation gets if this is confirmed. It is drawn
	// with the judgement, so that confirming twice is confirming once.
	ID      siak.ActivationID
	Reading scanner.Reading
	Outcome siak.Outcome
	// Decision is the register's part; zero where the code itself was at fault
	// or was used before.
	Decision siak.Decision
	// Claim is zero where the code was not accepted.
	Claim  siak.Claim
	Record siak.Record
	// Earlier is the activation that explains [siak.Replayed], where it went
	// through this station.
	Earlier *siak.Activation
	// Clock is the time by which it was judged: the registry's, as far as known.
	Clock time.Time
	// Offset is the registry's clock minus the laptop's that was reckoned with.
	Offset time.Duration
	// ClockOff is Offset where the laptop's own clock would have given another
	// outcome, else zero.
	ClockOff     time.Duration
	TrustVersion uint64
	// NeedsSupervisor: the copy is so old that a supervisor has to allow the work to
	// go on.
	NeedsSupervisor bool
}

// Confirmable reports whether [Counter.Confirm] will take it.
func (j *Judgement) Confirmable() bool { return j.Outcome.Confirmable() && !j.NeedsSupervisor }

// accepted reports whether the code itself was good, so that there is a person
// to speak of.
func (j *Judgement) accepted() bool { return !j.Claim.NIK.IsZero() }

// statement is what the station signs. Its times are by the laptop's clock; the
// offset beside them gives the registry's.
func (j *Judgement) statement(officer, session string, now time.Time) siak.Statement {
	return siak.Statement{
		ID:                 j.ID,
		RegistrationID:     j.Claim.RegistrationID,
		PresentationDigest: j.Claim.Digest,
		Outcome:            j.Outcome,
		ResidentVersion:    j.Decision.ResidentVersion,
		PolicyVersion:      j.Decision.PolicyVersion,
		TrustVersion:       j.TrustVersion,
		Officer:            officer,
		Session:            session,
		ReadAt:             j.Clock.Add(-j.Offset),
		ConfirmedAt:        now,
		ClockOffset:        j.Offset,
	}
}

// name is the register's spelling where it knows the person.
func (j *Judgement) name() string {
	if j.Record.Known {
		return j.Record.Resident.Name
	}
	return j.Claim.Name
}
