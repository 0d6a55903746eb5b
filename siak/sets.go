package siak

// Warnings lists the closed set in the order in which warnings are shown.
func Warnings() []Warning {
	return []Warning{
		WarnNIKRegion, WarnNIKBirth, WarnNIKSex, WarnNameSpelling, WarnFacePending, WarnOldData,
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
		ReasonNotTaken, ReasonUnreadable, ReasonUnknown, ReasonGivenUp,
	}
}

// Kinds lists the closed set of what can go wrong.
func Kinds() []Kind {
	return []Kind{
		KindNotIKD, KindMalformed, KindUntrustedIssuer, KindBadSignature, KindExpired,
		KindNotYetValid, KindStaticCode, KindRevoked, KindReplayed,
		KindUnknown, KindBadNIK,
		KindOffline, KindUnavailable, KindBadReply, KindUnauthenticated, KindRefused, KindNotEnrolled,
		KindStationExpired, KindStationRevoked,
		KindCodeMistyped, KindCodeWrong, KindCodeExpired, KindCodeUsed, KindOtherRegistry,
		KindDiskFull, KindReadOnly, KindDamaged, KindWrongVersion, KindWrongPassphrase,
		KindWeakPassphrase, KindNotSetUp, KindNotFound, KindBusy,
		KindAlreadySetUp, KindNotOnHold, KindAreaTooBig, KindWouldLose, KindUnsentWork, KindNotWiped,
		KindLocked, KindLockedOut, KindNoKeyring, KindNotAllowed, KindOlderFile, KindWiped,
		KindAccountName, KindAccountExists, KindWhichAccount, KindOwnAccount, KindKeyRotation,
		KindFileStrange, KindFileCut, KindFileAltered, KindFileNotForUs, KindFileOtherRegistry, KindFileOtherKind,
		KindFileOlder, KindFileGap, KindFileTooBig, KindFileExists, KindNoFileKey, KindStickFull, KindStickReadOnly, KindStickLost,
		KindCameraBusy, KindCameraLost, KindNoCamera, KindCameraDenied, KindBadImage, KindNoCode,
	}
}
