// Package registry is the station's client of the registry.
//
// The contract is proto/registry.proto, spoken with Connect (Protobuf over
// HTTPS). A station is enrolled once with [Enrol], which gives back an
// [Identity] to keep; [New] makes a [Client] of it, whose every call is made
// over mutual TLS 1.3 with the registry's authority pinned. [Client.Renew] gets
// a certificate with a later end before a third of its time is left, and
// [Client.Adopt] lets the running client show it. A [Client] may be used by many
// goroutines.
//
// # Trust
//
// The registry's staff give out a code that names the registry's authority and
// bears a secret (docs/contract.md has its form). [Enrol] holds the chain of
// whoever answers against it before the secret leaves the laptop: nobody between
// learns anything. Without a code it trusts on first use, and believes a sandbox
// only: there is nothing to protect there. Afterwards nobody but the holder of
// that authority is listened to, whatever the name or number in the address: the
// name in the certificate is the one that the registry gave at enrolment. A
// renewal may bring another authority; the old one is pinned beside it until the
// next renewal, for the registry's own certificate changes when it does.
//
// # Errors
//
// Every error is a [siak.Error] with one of these kinds, and its text never
// quotes what came over the wire:
//
//   - unreachable ones ([siak.Kind.Unreachable]): nothing of the registry answers,
//     each with what is in the way: no network, name, route, timeout, proxy;
//   - unavailable: the registry, or the load balancer before it, answers that it
//     cannot now;
//   - proxy-…, not-a-proxy, portal, no-tls, certificate-…, clock-wrong: somebody has
//     to set something right;
//   - bad-reply: something else answers, or not as agreed;
//   - unauthenticated: the registry does not know this station; station-expired
//     and station-revoked where it says why;
//   - refused: it will not do that, now or ever.
//
// The cause is a [siak.ConnectionError] with the step, the host and the class.
//
// A call that its caller cancelled is offline and wraps [context.Canceled].
//
// # Time
//
// Every reply carries the registry's time. What is kept of it is a [Measurement]:
// both clocks, and the laptop's uptime, sleep included, which nobody sets. While
// the laptop is on, the registry's time is the measurement and the uptime since:
// it stays right when somebody sets the clock, also over a restart of the
// program (on Linux, where a start of the system has a name). After a restart of
// the laptop all there is is the offset of then, and [Certainty] says so.
//
// The registry's certificate is judged by that time and never by the laptop's
// clock alone: where it is of another time than the laptop shows, the registry is
// asked what time it is, over a connection that must bear a certificate by the
// pinned authority and on which nothing else is said. The answer is taken where
// that certificate is good then, and it is not before a time that is over for
// certain: the last that was measured, and the beginning of the station's own
// certificate. Who knows the time by the uptime does not ask.
package registry
