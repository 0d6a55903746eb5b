package siak

import (
	"time"

	"ikd/station/siak/personname"
)

// Policy is what an office may set of the rules.
type Policy struct {
	// Version names the rules in the signed activation.
	Version uint32
	// AdultAge is the age from which a person is subject to KTP whether
	// married or not (UU 24/2013 art. 63(1)): 17.
	AdultAge int
	// MaxDataAge is the age of the cache beyond which "eligible" becomes
	// "eligible with warnings".
	MaxDataAge time.Duration
	// Zone is the legal time of the office: a birthday begins at its midnight.
	Zone *time.Location
}

// The day on which somebody becomes 17 is a day of the civil calendar, and it
// begins at midnight where the activation is done. That place is the office of
// the station: the activation is an act of that office, in whose legal time its
// notices and its records are dated, also when a team works in a village. It is
// not the citizen's residence (an activation may be done at any office, Art. 18),
// and not the place of the registry's computer. The signed statement names no
// place; the station is told its office when it enrols, and the registry keeps it
// with the station's registration. So station and registry ask the functions
// below with the policy of the same office and give the same answer.

// AgeAt is the number of whole years that somebody born on that day has completed
// at the given moment, or -1 before birth.
func (p Policy) AgeAt(birth Date, now time.Time) int {
	return birth.AgeOn(DateOf(now.In(p.Zone)))
}

// SubjectToKTPFrom is the first day on which a person is subject to KTP (wajib
// KTP: 17 years old, or married or formerly married, UU 24/2013 art. 63(1), which
// Art. 18(2) builds on) where that day is still to come at the given moment; the
// zero Date for somebody who is subject to it already. It is the only place that
// knows the rule.
func (p Policy) SubjectToKTPFrom(r Resident, now time.Time) Date {
	if r.Marital.EverMarried() || p.AgeAt(r.Birth, now) >= p.AdultAge {
		return Date{}
	}
	return r.Birth.Anniversary(p.AdultAge)
}

// DefaultPolicy is the policy for an office of the given region.
func DefaultPolicy(office Region) Policy {
	return Policy{Version: 1, AdultAge: 17, MaxDataAge: 7 * 24 * time.Hour, Zone: office.Zone()}
}

// Record is what the station knows of the person whom a claim names.
type Record struct {
	Resident Resident
	Known    bool // false: neither cache nor registry had a record
	// AsOf is when the record was known to be current: the last complete pull,
	// or now for one looked up at the registry.
	AsOf time.Time
}

// Decision is the answer to one reading.
type Decision struct {
	Outcome  Outcome
	Warnings []Warning
	// EligibleOn is the first day on which a person under age may come;
	// zero but for [UnderAge].
	EligibleOn Date
	// ResidentVersion and PolicyVersion name the inputs of the decision.
	ResidentVersion uint64
	PolicyVersion   uint32
}

// Decide judges a verified claim against the register's record. The order of
// the rules is the order in which an officer would want to hear of them: what
// cannot be mended first, then who it is, then what the person can mend.
//
// A person without a record is never refused for that: an activation may be
// done at any office (Art. 18), so the registry has the word.
func Decide(claim Claim, record Record, policy Policy, now time.Time) Decision {
	d := Decision{ResidentVersion: record.Resident.Version, PolicyVersion: policy.Version}
	if !record.Known {
		d.Outcome = decideUnknown(claim)
		return d
	}
	adultOn := policy.SubjectToKTPFrom(record.Resident, now)
	if d.Outcome = obstacle(claim, record.Resident, adultOn); d.Outcome != "" {
		if d.Outcome == UnderAge {
			d.EligibleOn = adultOn
		}
		return d
	}
	d.Warnings = warnings(claim, record, policy, now)
	d.Outcome = Eligible
	if len(d.Warnings) > 0 {
		d.Outcome = EligibleWithWarnings
	}
	return d
}

// decideUnknown judges somebody of whom there is no record here. Age and
// marriage cannot be judged (the registration does not say who is married);
// a face that the registry did not match stays unmatched.
func decideUnknown(claim Claim) Outcome {
	if claim.Face == FaceNotMatched {
		return FaceMismatch
	}
	return NeedsCentral
}

// obstacle is the first rule that the person does not meet, or "". Somebody who is
// not subject to KTP yet will be on the day adultOn.
func obstacle(claim Claim, r Resident, adultOn Date) Outcome {
	switch {
	case r.Life != Living: // NIK not inactive, not a double; living
		return DeceasedOrInactive
	case identityDiffers(claim, r):
		return IdentityDiffers
	case !adultOn.IsZero():
		return UnderAge
	case !r.Recorded: // Art. 18(2): the KTP-el must have been recorded
		return NotRecorded
	case claim.Face == FaceNotMatched: // offices' notices: the selfie must match
		return FaceMismatch
	case r.ActivePhone.IsZero():
		return ""
	case r.ActivePhone == claim.Phone: // one account, one phone
		return ActiveOnThisPhone
	default:
		return ActiveOnAnotherPhone
	}
}

// identityDiffers compares what the registration says with today's record.
// Birth date and sex must be the same; the name may differ in what does not make
// two people of it.
func identityDiffers(claim Claim, r Resident) bool {
	return claim.NIK != r.NIK ||
		claim.Birth != r.Birth ||
		(claim.Sex != SexUnknown && claim.Sex != r.Sex) ||
		personname.Compare(r.Name, claim.Name).People
}

func warnings(claim Claim, record Record, policy Policy, now time.Time) []Warning {
	r := record.Resident
	var ws []Warning
	add := func(is bool, w Warning) {
		if is {
			ws = append(ws, w)
		}
	}
	add(r.NIK.Region().City() != r.District.City(), WarnNIKRegion)
	add(!r.NIK.BornOn(r.Birth), WarnNIKBirth)
	add(r.Sex != SexUnknown && r.NIK.Sex() != r.Sex, WarnNIKSex)
	name := personname.Compare(r.Name, claim.Name)
	add(name.FirstTitled, WarnTitleOnCard)
	add(name.SecondTitled, WarnTitleInApp)
	add(name.Spelling, WarnNameSpelling)
	add(claim.Face == FacePending, WarnFacePending)
	add(now.Sub(record.AsOf) > policy.MaxDataAge, WarnOldData)
	return ws
}
