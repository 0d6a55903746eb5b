package wire

import (
	"slices"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
)

// FromCursor writes a cursor down for the wire.
func FromCursor(c siak.Cursor) *pb.Cursor {
	return &pb.Cursor{Partition: string(c.Partition), Epoch: c.Epoch, Seq: c.Seq}
}

// ToCursor reads a cursor from the wire.
func ToCursor(m *pb.Cursor) siak.Cursor {
	return siak.Cursor{Partition: siak.Region(m.GetPartition()), Epoch: m.GetEpoch(), Seq: m.GetSeq()}
}

// FromPage writes a page down for the wire.
func FromPage(p siak.Page) *pb.ListChangesResponse {
	m := &pb.ListChangesResponse{StartOver: p.StartOver, From: FromCursor(p.From), To: FromCursor(p.To), More: p.More, Total: p.Total}
	m.Upserts = slices.Grow(m.Upserts, len(p.Upserts))
	for _, r := range p.Upserts {
		m.Upserts = append(m.Upserts, FromResident(r))
	}
	for _, t := range p.Removed {
		m.Removed = append(m.Removed, &pb.Tombstone{Nik: t.NIK.Digits(), Version: t.Version})
	}
	return m
}

// ToPage checks and reads the page that answers a question for the changes
// after from. A record that cannot be read is left out of it, and its person taken
// out of the copy, so that one of them does not stop everybody else's: an older
// registry gives out what it has. A page that is not of its partition or span is
// refused as a whole.
func ToPage(from siak.Cursor, m *pb.ListChangesResponse) (siak.Page, error) {
	p := siak.Page{
		From: from, To: ToCursor(m.GetTo()),
		More: m.GetMore(), StartOver: m.GetStartOver(), Total: m.GetTotal(),
	}
	if err := checkSpan(p, m); err != nil || p.StartOver {
		return p, err
	}
	p.Upserts = slices.Grow(p.Upserts, len(m.GetUpserts()))
	for _, u := range m.GetUpserts() {
		if siak.Region(u.GetDistrict()) != from.Partition || !spans(p, u.GetVersion()) {
			return siak.Page{}, bad("upserts")
		}
		if r, err := ToResident(u); err == nil {
			p.Upserts = append(p.Upserts, r)
		} else {
			leaveOut(&p, u.GetNik(), u.GetVersion())
		}
	}
	return p, addTombstones(&p, m)
}

// leaveOut takes who has a record that cannot be read out of the copy.
func leaveOut(p *siak.Page, nik string, version uint64) {
	gone := siak.Tombstone{Version: version}
	gone.NIK, _ = siak.RegisteredNIK(nik)
	if p.LeftOut = append(p.LeftOut, gone); !gone.NIK.IsZero() {
		p.Removed = append(p.Removed, gone)
	}
}

func addTombstones(p *siak.Page, m *pb.ListChangesResponse) error {
	for _, t := range m.GetRemoved() {
		if !spans(*p, t.GetVersion()) {
			return bad("removed")
		}
		if nik, err := siak.RegisteredNIK(t.GetNik()); err == nil {
			p.Removed = append(p.Removed, siak.Tombstone{NIK: nik, Version: t.GetVersion()})
		} else {
			leaveOut(p, "", t.GetVersion())
		}
	}
	return nil
}

// checkSpan refuses a page that goes backwards, to another partition, or on
// the spot while promising more: a puller would never come to its end.
func checkSpan(p siak.Page, m *pb.ListChangesResponse) error {
	switch {
	case p.To.Partition != p.From.Partition:
		return bad("to.partition")
	case p.StartOver && p.To.Seq != 0, p.StartOver && len(m.GetUpserts())+len(m.GetRemoved()) > 0:
		return bad("start_over")
	case p.StartOver:
		return nil
	case p.To.Epoch != p.From.Epoch && p.From.Seq != 0:
		return bad("to.epoch")
	case p.To.Seq < p.From.Seq, p.More && p.To.Seq == p.From.Seq:
		return bad("to.seq")
	}
	return nil
}

// spans reports whether a change of that version belongs into the page.
func spans(p siak.Page, version uint64) bool {
	return version > p.From.Seq && version <= p.To.Seq
}
