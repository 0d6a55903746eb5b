package siak

// The kinds of the enrolment of a station with a code.
const (
	KindCodeMistyped  Kind = "enrol-code-mistyped" // the code's own check finds it
	KindCodeWrong     Kind = "enrol-code-wrong"    // the registry has no such code, or none any more
	KindCodeExpired   Kind = "enrol-code-expired"  // the right code, too late
	KindCodeUsed      Kind = "enrol-code-used"     // the right code, used by another laptop
	KindOtherRegistry Kind = "other-registry"      // what answers is not the registry that the code names
)

var enrolmentKinds = []Kind{
	KindCodeMistyped, KindCodeWrong, KindCodeExpired, KindCodeUsed, KindOtherRegistry,
}
