package siak

// The kinds of the code on a citizen's phone. What a code can be but valid is an
// outcome of the same name, see [Outcome]; the last kind is of a code whose outcome
// says no.
const (
	KindNotIKD          Kind = "not-an-ikd-code"      // of another sort
	KindMalformed       Kind = "malformed"            // not of the form that it announces
	KindUntrustedIssuer Kind = "untrusted-issuer"     // the issuer is not on the trust list
	KindBadSignature    Kind = "bad-signature"        // altered, or not signed by whom it names
	KindExpired         Kind = "expired"              // too old
	KindNotYetValid     Kind = "not-yet-valid"        // too early
	KindStaticCode      Kind = "static-code"          // a registration without a presentation: a printed or copied one
	KindRevoked         Kind = "registration-revoked" // the registration was revoked
	KindReplayed        Kind = "replayed"             // used before
	KindNotConfirmable  Kind = "not-confirmable"      // its outcome allows no confirmation
)

var codeKinds = []Kind{
	KindNotIKD, KindMalformed, KindUntrustedIssuer, KindBadSignature, KindExpired,
	KindNotYetValid, KindStaticCode, KindRevoked, KindReplayed, KindNotConfirmable,
}
