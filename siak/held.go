package siak

import "slices"

// Reasons that a station itself gives.
const (
	// ReasonNotTaken holds what the registry refused as such while it answered
	// others of the same call: it has given no verdict on it, and may be asked
	// again.
	ReasonNotTaken Reason = "not-taken"
	// ReasonUnreadable holds what no longer opens on this laptop: it cannot be
	// sent, and the registry may have it already.
	ReasonUnreadable Reason = "unreadable"
	// ReasonUnknown stands for a reason of the registry that is not a word.
	ReasonUnknown Reason = "unknown"
	// ReasonGivenUp closes what was held, by the officer, so that the person can
	// be activated anew.
	ReasonGivenUp Reason = "given-up"
)

// HeldReasons lists the reasons for which an activation may be held.
func HeldReasons() []Reason {
	return []Reason{
		ReasonCentralCheck, ReasonBadStatement, ReasonInternal,
		ReasonOfficerUnknown, ReasonOfficerRevoked, ReasonOfficerUnsigned, ReasonReadingLate, ReasonAfterRevocation,
		ReasonNotTaken, ReasonUnreadable, ReasonUnknown,
	}
}

// Retryable reports whether a held activation may be handed in again as it is.
// The registry's own verdict on an ID stands for ever: asking again after one
// would get the same answer. Only what was signed by a key that the registry did
// not know is judged anew once it does.
func (r Reason) Retryable() bool { return r == ReasonNotTaken || r == ReasonOfficerUnknown }

// Renewable reports whether a held activation will never get through as it is,
// so that it may be closed and made anew with another code.
func (r Reason) Renewable() bool {
	return slices.Contains([]Reason{
		ReasonBadStatement, ReasonNotTaken, ReasonUnreadable, ReasonOfficerRevoked, ReasonOfficerUnsigned, ReasonReadingLate,
	}, r)
}
