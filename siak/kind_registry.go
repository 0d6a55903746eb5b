package siak

import "slices"

// The kinds of the registry: what answers, and how.
const (
	KindUnavailable     Kind = "unavailable"     // it answers that it cannot, itself or by the load balancer before it: try again later
	KindBadReply        Kind = "bad-reply"       // something else answers, or not as agreed
	KindUnauthenticated Kind = "unauthenticated" // it does not know this station
	KindRefused         Kind = "refused"         // it will not do that, now or ever
	KindNotPermitted    Kind = "not-permitted"   // not for this citizen, or not for this station: nothing shows that the citizen is there, or a right is missing
	KindNotEnrolled     Kind = "not-enrolled"    // the station has no registry yet
	KindStationExpired  Kind = "station-expired" // its certificate has ended: enrol again with a code
	KindStationRevoked  Kind = "station-revoked" // the registry's staff took its right to call back
	KindStationForked   Kind = "station-forked"  // it saw two audits of this station: of a copied folder, or a backup
	KindBadAddress      Kind = "bad-address"     // not of the form host:port
	KindBadIdentity     Kind = "bad-identity"    // the station's key or certificate for the registry cannot be used
)

// The kinds of the way to the registry on which nothing of it answers.
const (
	KindOffline           Kind = "offline"            // the connection was cut off, or nobody knows better
	KindNoNetwork         Kind = "no-network"         // the laptop is in no network: cable out, Wi-Fi off
	KindNoRoute           Kind = "no-route"           // the laptop is in a network from which no way leads there
	KindNameUnknown       Kind = "name-unknown"       // the name server knows no such host
	KindNameServer        Kind = "name-server"        // the name server does not answer, or cannot
	KindConnectTimeout    Kind = "connect-timeout"    // nothing came back when connecting
	KindConnectionRefused Kind = "connection-refused" // the machine is there, and nobody listens at the port
	KindAnswerTimeout     Kind = "answer-timeout"     // connected, and no answer in time
	KindProxyUnreachable  Kind = "proxy-unreachable"  // the proxy does not answer
	KindProxyNameUnknown  Kind = "proxy-name-unknown" // the name server does not know the proxy
	KindProxyGateway      Kind = "proxy-gateway"      // the proxy does not get through to the registry
)

// The kinds of the way to the registry that somebody has to set right.
const (
	KindProxySetting  Kind = "proxy-setting"  // the proxy's setting cannot be read
	KindProxyPassword Kind = "proxy-password" // the proxy wants a name and a password, or others
	KindProxyScheme   Kind = "proxy-scheme"   // the proxy wants a sign-in of a sort that there is not here, of Windows say
	KindProxyRefuses  Kind = "proxy-refuses"  // the proxy does not let this connection through
	KindProxyNotKept  Kind = "proxy-not-kept" // there is no keyring for the proxy's password
	KindNotAProxy     Kind = "not-a-proxy"    // what answers at the proxy's address is none
	KindPortal        Kind = "portal"         // a sign-in page of the network answers
	KindNoTLS         Kind = "no-tls"         // what answers speaks no TLS
)

// The kinds of a certificate that is not the registry's.
const (
	KindCertificateUnknown Kind = "certificate-unknown" // of another issuer: a portal, a proxy that opens TLS
	KindCertificateName    Kind = "certificate-name"    // of the registry's issuer, for another host
	KindCertificateTime    Kind = "certificate-time"    // of the registry's issuer, ended or not begun
	KindClockWrong         Kind = "clock-wrong"         // the laptop's clock and the registry's do not agree
)

// unreachableKinds are those where nothing of the registry answers.
var unreachableKinds = []Kind{
	KindOffline, KindNoNetwork, KindNoRoute, KindNameUnknown, KindNameServer, KindConnectTimeout, KindConnectionRefused,
	KindAnswerTimeout, KindProxyUnreachable, KindProxyNameUnknown, KindProxyGateway,
}

var registryKinds = append(slices.Clone(unreachableKinds),
	KindUnavailable, KindBadReply, KindUnauthenticated, KindRefused, KindNotPermitted,
	KindNotEnrolled, KindStationExpired, KindStationRevoked, KindStationForked, KindBadAddress, KindBadIdentity,
	KindProxySetting, KindProxyPassword, KindProxyScheme, KindProxyRefuses, KindProxyNotKept, KindNotAProxy, KindPortal, KindNoTLS,
	KindCertificateUnknown, KindCertificateName, KindCertificateTime, KindClockWrong)

// Unreachable reports whether nothing of the registry answered: [KindOffline] and
// what is known more exactly. The work goes on, and is tried again by itself.
func (k Kind) Unreachable() bool { return slices.Contains(unreachableKinds, k) }

// lastingKinds are unreachable ones that a wrong setting leads to as well. They
// are tried again by themselves too, and not as often.
var lastingKinds = []Kind{KindNameUnknown, KindProxyNameUnknown, KindProxyGateway}

// Passing reports whether a kind is of those that most often pass within seconds, so
// that it is worth looking for the registry every few seconds.
func (k Kind) Passing() bool { return k.Unreachable() && !slices.Contains(lastingKinds, k) }
