// Package scope is what a station may see and do at the registry, and what the
// registry remembers of it: the grants that the registry's staff give a station
// ([Grants]), how much a station and an officer may ask in a day ([Limits]), the
// record of every access ([Access], [Copied]), and what in it is unusual
// ([AlarmKind]).
//
// It judges and keeps nothing itself: a storage implements its interfaces, and the
// registry (siak/registry/server) asks it within its transactions.
package scope
