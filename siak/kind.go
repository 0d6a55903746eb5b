package siak

import "slices"

// Kind says what sort of thing went wrong, so that the edge of the program (the
// screen, the command line) can turn it into a sentence that says what to do
// next. The set is closed. Each kind belongs to one [Place], and its texts speak of
// that place only; they are in package words. Audit rows hold kinds: a text that
// stands here once does not change.
type Kind string

// KindUnknown is a failure that nobody gave a kind. It belongs to [PlaceUnknown].
const KindUnknown Kind = "unknown"

// Place is where something went wrong. The kinds of each place are declared in a
// file of its own, kind_store.go for instance.
type Place string

// The places.
const (
	PlaceUnknown   Place = "unknown"
	PlaceCode      Place = "code"
	PlaceRegistry  Place = "registry"
	PlaceEnrolment Place = "enrolment"
	PlaceStore     Place = "store"
	PlaceSignIn    Place = "sign-in"
	PlaceAccounts  Place = "accounts"
	PlaceTransfer  Place = "transfer"
	PlaceCamera    Place = "camera"
	PlaceInput     Place = "input"
	PlaceOutput    Place = "output"
)

// kindsOf are the kinds of each place.
var kindsOf = map[Place][]Kind{
	PlaceUnknown:   {KindUnknown},
	PlaceCode:      codeKinds,
	PlaceRegistry:  registryKinds,
	PlaceEnrolment: enrolmentKinds,
	PlaceStore:     storeKinds,
	PlaceSignIn:    signInKinds,
	PlaceAccounts:  accountsKinds,
	PlaceTransfer:  transferKinds,
	PlaceCamera:    cameraKinds,
	PlaceInput:     inputKinds,
	PlaceOutput:    outputKinds,
}

// Places lists the closed set of places.
func Places() []Place {
	return []Place{
		PlaceUnknown, PlaceCode, PlaceRegistry, PlaceEnrolment, PlaceStore, PlaceSignIn, PlaceAccounts, PlaceTransfer, PlaceCamera, PlaceInput, PlaceOutput,
	}
}

// Kinds lists the closed set of what can go wrong, place by place.
func Kinds() []Kind {
	var all []Kind
	for _, p := range Places() {
		all = append(all, kindsOf[p]...)
	}
	return all
}

// Place is where a failure of this kind happened; [PlaceUnknown] for a kind that
// is not of the set.
func (k Kind) Place() Place {
	for place, kinds := range kindsOf {
		if slices.Contains(kinds, k) {
			return place
		}
	}
	return PlaceUnknown
}
