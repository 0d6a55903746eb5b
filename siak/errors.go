package siak

import (
	"errors"
	"fmt"
)

// Kind says what sort of thing went wrong, so that the edge of the program
// (the screen, the command line) can turn it into a sentence that says what to
// do next. The set is closed; each kind has its sentence in both languages.
type Kind string

// What a code can be but valid. Each is an outcome of its own, see [Outcome].
const (
	KindNotIKD          Kind = "not-an-ikd-code"
	KindMalformed       Kind = "malformed"
	KindUntrustedIssuer Kind = "untrusted-issuer"
	KindBadSignature    Kind = "bad-signature"
	KindExpired         Kind = "expired"
	KindNotYetValid     Kind = "not-yet-valid"
	KindStaticCode      Kind = "static-code"
	KindRevoked         Kind = "registration-revoked"
	KindReplayed        Kind = "replayed"
)

// What else can fail.
const (
	KindUnknown Kind = "unknown"
	KindBadNIK  Kind = "bad-nik"

	// The registry and the way to it.
	KindOffline         Kind = "offline"         // nothing answers: try again later
	KindUnavailable     Kind = "unavailable"     // it answers that it cannot: try again later
	KindBadReply        Kind = "bad-reply"       // something else answers, a captive portal say
	KindUnauthenticated Kind = "unauthenticated" // it does not know this station
	KindRefused         Kind = "refused"         // it will not do that, now or ever
	KindNotEnrolled     Kind = "not-enrolled"    // the station has no registry yet
	KindStationExpired  Kind = "station-expired" // its certificate has ended: enrol again with a code
	KindStationRevoked  Kind = "station-revoked" // the registry's staff took its right to call back

	// Enrolment.
	KindCodeMistyped  Kind = "enrol-code-mistyped" // the code's own check finds it
	KindCodeWrong     Kind = "enrol-code-wrong"    // the registry has no such code, or none any more
	KindCodeExpired   Kind = "enrol-code-expired"  // the right code, too late
	KindCodeUsed      Kind = "enrol-code-used"     // the right code, used by another laptop
	KindOtherRegistry Kind = "other-registry"      // what answers is not the registry that the code names

	// The store.
	KindDiskFull        Kind = "disk-full"
	KindReadOnly        Kind = "read-only"
	KindDamaged         Kind = "damaged"
	KindWrongVersion    Kind = "wrong-version" // written by a newer program
	KindWrongPassphrase Kind = "wrong-passphrase"
	KindWeakPassphrase  Kind = "weak-passphrase"
	KindNotSetUp        Kind = "not-set-up"
	KindNotFound        Kind = "not-found"
	KindBusy            Kind = "busy"
	KindAlreadySetUp    Kind = "already-set-up" // the folder has a station already
	KindNotOnHold       Kind = "not-on-hold"    // the activation waits for nobody, or not for this
	KindAreaTooBig      Kind = "area-too-big"   // more districts than the cache can have
	KindWouldLose       Kind = "would-lose"     // a restore would lose what nobody else has
	KindUnsentWork      Kind = "unsent-work"    // activations wait that a wipe would destroy
	KindNotWiped        Kind = "not-wiped"      // there is nothing of a wipe to finish

	// Officers and their keys.
	KindLocked        Kind = "locked"         // the store forgot its keys until the officer is back
	KindLockedOut     Kind = "locked-out"     // too many tries: wait, or a supervisor's hand
	KindNoKeyring     Kind = "no-keyring"     // the system keeps no second half: a passphrase, not a PIN
	KindNotAllowed    Kind = "not-allowed"    // a supervisor may
	KindAccountName   Kind = "account-name"   // 1 to 64 letters that can be printed
	KindAccountExists Kind = "account-exists" // there is such an account
	KindWhichAccount  Kind = "which-account"  // there are several and none was named
	KindOwnAccount    Kind = "own-account"    // nobody disables the own one
	KindKeyRotation   Kind = "key-rotation"   // the change of the data key before is not done
	KindOlderFile     Kind = "older-file"     // the audit is not the one that the registry saw
	KindWiped         Kind = "wiped"          // the keys are gone; what is left waits to be exported

	// Files by hand, and the stick that carries them.
	KindFileStrange       Kind = "file-strange"        // no file of this sort at all
	KindFileCut           Kind = "file-cut"            // its end is missing
	KindFileAltered       Kind = "file-altered"        // not as it was made
	KindFileNotForUs      Kind = "file-not-for-us"     // another receiver's
	KindFileOtherRegistry Kind = "file-other-registry" // made by another registry, or for one
	KindFileOtherKind     Kind = "file-other-kind"     // of use at the other end
	KindFileOlder         Kind = "file-older"          // what is here is newer
	KindFileGap           Kind = "file-gap"            // it goes on from what is not here
	KindFileTooBig        Kind = "file-too-big"        // more than a stick's file system takes in one file
	KindFileExists        Kind = "file-exists"         // nothing is written over
	KindNoFileKey         Kind = "no-file-key"         // no keys for files yet: one contact is needed
	KindStickFull         Kind = "stick-full"
	KindStickReadOnly     Kind = "stick-read-only"
	KindStickLost         Kind = "stick-lost" // pulled out, or broken

	// The camera and pictures.
	KindCameraBusy   Kind = "camera-busy"
	KindCameraLost   Kind = "camera-lost"
	KindNoCamera     Kind = "no-camera"
	KindCameraDenied Kind = "camera-denied"
	KindBadImage     Kind = "bad-image"
	KindNoCode       Kind = "no-code"
)

// Error is a failure with what was tried and what kind of failure it was.
// Its text never holds personal data: who makes one sees to that.
type Error struct {
	Op   string // what was tried: "open ledger"
	Kind Kind
	Err  error // the cause, may be nil
}

// E makes an [Error]. A nil cause is allowed: the kind then says it all.
func E(op string, kind Kind, cause error) error {
	return &Error{Op: op, Kind: kind, Err: cause}
}

func (e *Error) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("%s: %s", e.Op, e.Kind)
	}
	return fmt.Sprintf("%s: %s: %v", e.Op, e.Kind, e.Err)
}

// Unwrap gives the cause to [errors.Is] and [errors.As].
func (e *Error) Unwrap() error { return e.Err }

// KindOf is the kind of the outermost [Error] in err's tree: "" for nil,
// [KindUnknown] where there is none.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return KindUnknown
}
