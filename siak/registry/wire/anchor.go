package wire

import (
	"google.golang.org/protobuf/types/known/timestamppb"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
)

// FromHead writes a head down for the wire; nil for none.
func FromHead(h siak.AuditHead) *pb.AuditHead {
	if h.Seq == 0 {
		return nil
	}
	return &pb.AuditHead{Seq: h.Seq, Hash: h.Hash[:], Signature: h.Signature}
}

// ToHead checks and reads a head; none is the zero head.
func ToHead(m *pb.AuditHead) (siak.AuditHead, error) {
	if m == nil {
		return siak.AuditHead{}, nil
	}
	h := siak.AuditHead{Seq: m.GetSeq(), Signature: m.GetSignature()}
	if len(m.GetHash()) != len(h.Hash) || h.Seq == 0 || h.Seq > maxSeq {
		return siak.AuditHead{}, bad("head")
	}
	copy(h.Hash[:], m.GetHash())
	return h, nil
}

// maxSeq is what a file's row number can be.
const maxSeq = 1<<63 - 1

// FromAnchoring writes the answer to a head down for the wire.
func FromAnchoring(a siak.Anchoring) *pb.AnchorAuditResponse {
	m := &pb.AnchorAuditResponse{Status: pb.AnchorStatus_ANCHOR_STATUS_DIFFERS, Last: FromHead(a.Last)}
	if a.Kept {
		m.Status = pb.AnchorStatus_ANCHOR_STATUS_KEPT
	}
	if m.Forked = a.Forked; a.TakesRows {
		m.Copy = &pb.AuditCopy{Rows: a.Copied}
	}
	if a.Wipe != nil {
		m.Wipe = &pb.WipeOrder{
			Id: a.Wipe.ID[:], Ordered: timestamppb.New(a.Wipe.Ordered),
			Certificate: a.Wipe.Certificate, Signature: a.Wipe.Signature,
		}
	}
	return m
}

// ToAnchoring checks and reads the answer to a head.
func ToAnchoring(m *pb.AnchorAuditResponse) (siak.Anchoring, error) {
	var a siak.Anchoring
	switch m.GetStatus() {
	case pb.AnchorStatus_ANCHOR_STATUS_KEPT:
		a.Kept = true
	case pb.AnchorStatus_ANCHOR_STATUS_DIFFERS:
	default:
		return a, bad("status")
	}
	var err error
	if a.Last, err = ToHead(m.GetLast()); err != nil {
		return a, err
	}
	a.TakesRows, a.Copied, a.Forked = m.GetCopy() != nil, m.GetCopy().GetRows(), m.GetForked()
	if w := m.GetWipe(); w != nil {
		order := siak.WipeOrder{Ordered: w.GetOrdered().AsTime(), Certificate: w.GetCertificate(), Signature: w.GetSignature()}
		if copy(order.ID[:], w.GetId()) != len(w.GetId()) || len(w.GetId()) != len(order.ID) {
			return a, bad("order")
		}
		a.Wipe = &order
	}
	return a, nil
}

// FromAuditRows writes rows of an audit down for the wire; nil for none.
func FromAuditRows(rows siak.AuditRows) *pb.AuditRows {
	if len(rows.Bodies) == 0 {
		return nil
	}
	return &pb.AuditRows{After: rows.After, Bodies: rows.Bodies}
}
