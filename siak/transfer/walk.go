package transfer

import (
	"slices"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// Found is what is in a file.
type Found struct {
	Header
	People     int    // area: residents and tombstones
	Partitions []Span // area
	Trust      uint64 // area: the trust list's version
	Verdicts   int    // receipts
	Last       uint64 // receipts: the highest sequence
	Waiting    int    // outbox: activations
	Heads      []siak.AuditHead
}

// Span is how far a file leads a copy of one partition.
type Span struct{ From, To siak.Cursor }

// into is what is done with a file's parts; each may be nil.
type into struct {
	// same is the header that the file had when it was read before; nil for the
	// first reading.
	same    *Header
	item    func(*pb.ActivationItem) error
	trust   func(siak.Trust) error
	page    func(siak.Page) error
	verdict func(siak.Verdict) error
	head    func(siak.AuditHead) error
	// What stands beside a part, taken before it.
	officers      func(*pb.RegisterOfficersRequest) error
	officersKnown func(*pb.RegisterOfficersResponse) error
}

// sameAs reports whether a file is the one that was read before.
func (do into) sameAs(h Header) bool {
	return do.same == nil || do.same.ID == h.ID && do.same.Made.Equal(h.Made)
}

var errExchanged = bad(siak.KindFileAltered, "another file than a moment ago")

// walk is one way through a file, whoever reads it.
type walk struct {
	do      into
	found   Found
	trusted bool
	sealed  func(wire.Sealed) error
	area    []siak.Region // that the station keeps
}

// part takes one part as the file's kind allows.
func (w *walk) part(p *pb.FilePart) error {
	if !w.takes(p) {
		return bad(siak.KindFileAltered, "a part that does not belong there")
	}
	if err := w.beside(p); err != nil {
		return err
	}
	switch m := p.GetPart().(type) {
	case *pb.FilePart_Trust:
		return w.takeTrust(m.Trust)
	case *pb.FilePart_Page:
		return w.takePage(m.Page)
	case *pb.FilePart_Verdict:
		return w.takeVerdict(m.Verdict)
	case *pb.FilePart_Activation:
		return w.takeItem(m.Activation)
	default:
		return w.takeHead(p.GetAudit())
	}
}

// beside takes what stands beside a part, where the file's kind has it.
func (w *walk) beside(p *pb.FilePart) error {
	if m := p.GetOfficers(); m != nil && w.found.Kind == pb.FileKind_FILE_KIND_OUTBOX && w.do.officers != nil {
		return w.do.officers(m)
	}
	if m := p.GetOfficersKnown(); m != nil && w.found.Kind == pb.FileKind_FILE_KIND_RECEIPTS && w.do.officersKnown != nil {
		return w.do.officersKnown(m)
	}
	return nil
}

// takes reports whether the file's kind allows a part here.
func (w *walk) takes(p *pb.FilePart) bool {
	kind := w.found.Kind
	switch p.GetPart().(type) {
	case *pb.FilePart_Trust:
		return kind == pb.FileKind_FILE_KIND_AREA && !w.trusted
	case *pb.FilePart_Page:
		return kind == pb.FileKind_FILE_KIND_AREA && w.trusted
	case *pb.FilePart_Verdict:
		return kind == pb.FileKind_FILE_KIND_RECEIPTS
	case *pb.FilePart_Activation:
		return kind == pb.FileKind_FILE_KIND_OUTBOX
	case *pb.FilePart_Audit:
		return kind != pb.FileKind_FILE_KIND_AREA
	}
	return false
}

// mostItem is what one activation may take, in bytes: a batch of them is held.
const mostItem = 32 << 10

// takeItem counts an activation; the registry judges it as over the network.
func (w *walk) takeItem(m *pb.ActivationItem) error {
	switch {
	case len(m.GetId()) != len(siak.ActivationID{}):
		return bad(siak.KindFileAltered, "an activation's id")
	case len(m.GetStatement())+len(m.GetPresentation()) > mostItem:
		return bad(siak.KindFileAltered, "an activation's size")
	}
	w.found.Waiting++
	if w.do.item != nil {
		return w.do.item(m)
	}
	return nil
}

func (w *walk) takeTrust(m *pb.GetTrustResponse) error {
	if err := w.sealed(m); err != nil {
		return err
	}
	if err := w.fresh(m.GetServerTime()); err != nil {
		return err
	}
	t, err := wire.ToTrust(m)
	if err != nil {
		return siak.E(op, siak.KindFileAltered, err)
	}
	w.trusted, w.found.Trust = true, t.Version
	if w.do.trust != nil {
		return w.do.trust(t)
	}
	return nil
}

// fresh holds that what is sealed was sealed for this file, or later. Else a USB drive
// that is exchanged between the two readings could lead a copy back with pages of
// an older file.
func (w *walk) fresh(sealed *timestamppb.Timestamp) error {
	if sealed.CheckValid() != nil || sealed.AsTime().Before(w.found.Made.Add(-clockStep)) {
		return bad(siak.KindFileAltered, "a page of another file")
	}
	return nil
}

// clockStep is by how much a registry's clock may be set back while it writes.
const clockStep = time.Minute

func (w *walk) takePage(m *pb.ListChangesResponse) error {
	if err := w.sealed(m); err != nil {
		return err
	}
	if err := w.fresh(m.GetServerTime()); err != nil {
		return err
	}
	page, err := wire.ToPage(wire.ToCursor(m.GetFrom()), m)
	if err != nil {
		return siak.E(op, siak.KindFileAltered, err)
	}
	if page.StartOver || m.GetFrom() == nil {
		return bad(siak.KindFileAltered, "a page that leads nowhere")
	}
	if !slices.Contains(w.area, page.To.Partition) {
		return nil // the registry's area may be larger than what the team keeps
	}
	if err := w.follow(page); err != nil {
		return err
	}
	w.found.People += len(page.Upserts) + len(page.Removed)
	if w.do.page != nil {
		return w.do.page(page)
	}
	return nil
}

// follow holds that the pages of a partition follow each other.
func (w *walk) follow(page siak.Page) error {
	spans := w.found.Partitions
	i := slices.IndexFunc(spans, func(s Span) bool { return s.To.Partition == page.To.Partition })
	if i < 0 {
		w.found.Partitions = append(spans, Span{page.From, page.To})
		return nil
	}
	if spans[i].To != page.From {
		return bad(siak.KindFileAltered, "a page is missing")
	}
	spans[i].To = page.To
	return nil
}

func (w *walk) takeVerdict(m *pb.Verdict) error {
	v, err := wire.ToVerdict(m)
	if err != nil {
		return siak.E(op, siak.KindFileAltered, err)
	}
	w.found.Verdicts++
	w.found.Last = max(w.found.Last, v.Seq)
	if w.do.verdict != nil {
		return w.do.verdict(v)
	}
	return nil
}

func (w *walk) takeHead(m *pb.AuditHead) error {
	h, err := wire.ToHead(m)
	if err != nil || len(w.found.Heads) == mostHeads {
		return bad(siak.KindFileAltered, "a head of the audit")
	}
	w.found.Heads = append(w.found.Heads, h)
	if w.do.head != nil {
		return w.do.head(h)
	}
	return nil
}

// mostHeads of an audit are in one file: where it ends, and the one before.
const mostHeads = 2
