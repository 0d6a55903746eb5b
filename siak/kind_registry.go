package siak

// The kinds of the registry and the way to it.
const (
	KindOffline         Kind = "offline"         // nothing answers: try again later
	KindUnavailable     Kind = "unavailable"     // it answers that it cannot: try again later
	KindBadReply        Kind = "bad-reply"       // something else answers, a captive portal say
	KindUnauthenticated Kind = "unauthenticated" // it does not know this station
	KindRefused         Kind = "refused"         // it will not do that, now or ever
	KindNotEnrolled     Kind = "not-enrolled"    // the station has no registry yet
	KindStationExpired  Kind = "station-expired" // its certificate has ended: enrol again with a code
	KindStationRevoked  Kind = "station-revoked" // the registry's staff took its right to call back
	KindBadAddress      Kind = "bad-address"     // not of the form host:port
	KindBadIdentity     Kind = "bad-identity"    // the station's key or certificate for the registry cannot be used
)

var registryKinds = []Kind{
	KindOffline, KindUnavailable, KindBadReply, KindUnauthenticated, KindRefused,
	KindNotEnrolled, KindStationExpired, KindStationRevoked, KindBadAddress, KindBadIdentity,
}
