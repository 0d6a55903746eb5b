// Package registry is the station's client of the central registry.
//
// The contract is proto/registry.proto, spoken with Connect (Protobuf over
// HTTPS). A station is enrolled once with [Enrol], which makes the station's
// key and gives back an [Identity] to keep; [New] makes a [Client] of it, whose
// every call is made over mutual TLS 1.3 with the registry's authority pinned.
// A [Client] may be used by many goroutines.
//
// # Trust
//
// [Enrol] trusts on first use, and for enrolling only: the authority comes
// with the reply and the very connection that carried the reply must verify
// against it. Who stands in the way at that moment wins; it is for the code
// that the registry's staff give, and for the office's own network, to prevent.
// Afterwards nobody but the holder of that authority is listened to, whatever
// the name or number in the address: the name in the certificate is the one
// that the registry gave at enrolment.
//
// # Errors
//
// Every error is a [siak.Error] with one of these kinds, and its text never
// quotes what came over the wire:
//
//   - offline: nothing answers (no route, refused, reset, timed out, cut off);
//   - unavailable: the registry answers that it cannot now;
//   - bad-reply: something else answers: HTML, another certificate, no TLS, a
//     reply that is too big or not as agreed;
//   - unauthenticated: the registry does not know this station (any more);
//   - refused: it will not do that, now or ever.
//
// A call that its caller cancelled is offline and wraps [context.Canceled].
//
// # Time
//
// Every reply carries the registry's time. [Client.ClockOffset] is what the last
// one showed. A laptop whose clock fell back (an empty battery) still connects:
// certificates are judged at the station's own enrolment at the earliest.
package registry
