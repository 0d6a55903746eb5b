package wire

import (
	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
)

// FromRevocationCursor and ToRevocationCursor are of a cursor; the zero cursor is
// none.
func FromRevocationCursor(c siak.RevocationCursor) *pb.RevocationCursor {
	if c == (siak.RevocationCursor{}) {
		return nil
	}
	return &pb.RevocationCursor{Epoch: c.Epoch, Version: c.Version}
}

// ToRevocationCursor reads a cursor; none is the zero cursor.
func ToRevocationCursor(m *pb.RevocationCursor) siak.RevocationCursor {
	return siak.RevocationCursor{Epoch: m.GetEpoch(), Version: m.GetVersion()}
}

// FromRevocations writes a page of revocations down.
func FromRevocations(p siak.RevocationPage) *pb.ListRevocationsResponse {
	m := &pb.ListRevocationsResponse{
		StartOver: p.StartOver, From: FromRevocationCursor(p.From), To: FromRevocationCursor(p.To), More: p.More,
	}
	for _, r := range p.Revoked {
		m.Registrations = append(m.Registrations, r.Registration[:]...)
		m.Until = append(m.Until, uint32(r.Until))
	}
	return m
}

// ToRevocations checks and reads the page of revocations after a cursor. It must
// lead on: a station asks for pages until there are no more.
func ToRevocations(after siak.RevocationCursor, m *pb.ListRevocationsResponse) (siak.RevocationPage, error) {
	const size = len(siak.RevocationHash{})
	p := siak.RevocationPage{
		StartOver: m.GetStartOver(), From: after, To: ToRevocationCursor(m.GetTo()), More: m.GetMore(),
	}
	hashes := m.GetRegistrations()
	switch {
	case ToRevocationCursor(m.GetFrom()) != after:
		return p, bad("from")
	case p.To.Epoch == 0, p.StartOver && p.To.Epoch == after.Epoch && p.To.Version >= after.Version:
		return p, bad("to")
	case !p.StartOver && (p.To.Epoch != after.Epoch || p.To.Version < after.Version || p.More && p.To.Version == after.Version):
		return p, bad("to")
	case len(hashes) != size*len(m.GetUntil()):
		return p, bad("registrations")
	}
	p.Revoked = make([]siak.Revocation, len(m.GetUntil()))
	for i, until := range m.GetUntil() {
		p.Revoked[i] = siak.Revocation{Registration: siak.RevocationHash(hashes[i*size:]), Until: siak.Day(until)}
	}
	return p, nil
}
