package siak

// Warnings lists the closed set in the order in which warnings are shown.
func Warnings() []Warning {
	return []Warning{
		WarnNIKRegion, WarnNIKBirth, WarnNIKSex, WarnTitleOnCard, WarnTitleInApp, WarnNameSpelling, WarnFacePending, WarnOldData,
	}
}

// States lists the closed set in the direction of travel.
func States() []State { return []State{Queued, Sending, Held, Accepted, Rejected, Active} }

// Reasons lists the reasons that are no outcome's name: the registry's own, and
// those that a station gives. An outcome's name may be a reason as well; those
// are in [Outcomes].
func Reasons() []Reason {
	return []Reason{
		ReasonPresentationUsed, ReasonAlreadyPending, ReasonCodeExpired,
		ReasonCentralCheck, ReasonBadStatement, ReasonInternal,
		ReasonOfficerUnknown, ReasonOfficerRevoked, ReasonOfficerUnsigned, ReasonReadingLate, ReasonAfterRevocation,
		ReasonNotTaken, ReasonUnreadable, ReasonUnknown, ReasonGivenUp,
	}
}
