package cli

import (
	"ikd/station/siak"
	"ikd/station/siak/syncer"
)

// linked says, once each time, what only somebody's hand can change about the way
// to the registry: an ended certificate, a revoked station. What passes by
// itself is no news: the work goes on.
func (j *job) linked(l syncer.Link) {
	if l.State != syncer.Trouble {
		return
	}
	switch l.Kind {
	case siak.KindStationExpired, siak.KindStationRevoked, siak.KindUnauthenticated:
		j.storageFault(l.Kind)
	}
}
