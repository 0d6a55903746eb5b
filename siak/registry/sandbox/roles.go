package sandbox

import "ikd/station/siak"

// role says what a look at a person's phone leads to. The numbers are kept in
// the file.
type role int

const (
	roleEligible    role = iota + 1
	roleWarned           // eligible, with something to look at twice
	roleMinor            // under age
	roleUnrecorded       // KTP-el not recorded
	roleGone             // deceased, inactive, a double
	roleActiveOther      // active on a phone that is not shown
	roleActiveThis       // active on the phone that is shown
	roleUnmatched        // the selfie did not match
	roleImpostor         // registered with another's name or birth date
	roleRevoked          // the registration was taken back
	roleUsed             // the code went through another station
	roleNew              // newly recorded: in no copy of the register yet
	roleWrongCode        // eligible, but the phone shows a code that is wrong
)

// roleOf is the role of the person whose phone leads to an outcome; 0 where no
// person is needed.
var roleOf = map[siak.Outcome]role{
	siak.Eligible:             roleEligible,
	siak.EligibleWithWarnings: roleWarned,
	siak.NeedsCentral:         roleNew,
	siak.UnderAge:             roleMinor,
	siak.NotRecorded:          roleUnrecorded,
	siak.DeceasedOrInactive:   roleGone,
	siak.ActiveOnThisPhone:    roleActiveThis,
	siak.ActiveOnAnotherPhone: roleActiveOther,
	siak.FaceMismatch:         roleUnmatched,
	siak.IdentityDiffers:      roleImpostor,
	siak.NotIKD:               0,
	siak.Malformed:            roleWrongCode,
	siak.UntrustedIssuer:      roleWrongCode,
	siak.BadSignature:         roleWrongCode,
	siak.Expired:              roleWrongCode,
	siak.NotYetValid:          roleWrongCode,
	siak.StaticCode:           roleWrongCode,
	siak.Replayed:             roleUsed,
	siak.Revoked:              roleRevoked,
}

// cycle hands out the roles, the rare ones first, so that even a village of
// [MinPeople] has them all.
var cycle = func() []role {
	var c []role
	for _, share := range []struct {
		role role
		of   int
	}{
		{roleActiveThis, 1},
		{roleRevoked, 1},
		{roleUsed, 1},
		{roleWrongCode, 1},
		{roleImpostor, 1},
		{roleUnmatched, 1},
		{roleActiveOther, 2},
		{roleGone, 2},
		{roleUnrecorded, 2},
		{roleMinor, 4},
		{roleWarned, 5},
		{roleEligible, 29},
	} {
		for range share.of {
			c = append(c, share.role)
		}
	}
	return c
}()

// maxPool is how many people have a role that only training needs: their
// registrations are made with the register.
const maxPool = 64

// prepared reports whether a role's registrations are made with the register:
// a station that synchronised when it was new must know of them.
func (r role) prepared() bool { return r == roleActiveThis || r == roleRevoked || r == roleUsed }

// local reports whether the role exists inside the stations' area only.
func (r role) local() bool { return r.prepared() || r == roleNew || r == roleWrongCode }
