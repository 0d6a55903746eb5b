package transfer

import (
	"context"
	"io"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// Look goes through a whole outbox file and says what is in it, without taking
// anything.
func (r Registry) Look(ctx context.Context, f File, c RegistryService) (Found, error) {
	return r.read(ctx, f, c, into{})
}

func (r Registry) read(ctx context.Context, f File, c RegistryService, do into) (Found, error) {
	in, err := Open(f, r.FileKeys...)
	if err != nil {
		return Found{}, err
	}
	defer in.Close()
	w := &walk{do: do, found: Found{Header: in.Header}}
	switch {
	case !do.sameAs(in.Header):
		return w.found, errExchanged
	case in.Header.ServerName != r.ServerName:
		return w.found, bad(siak.KindFileOtherRegistry, "the header names another registry")
	case in.Header.Kind != pb.FileKind_FILE_KIND_OUTBOX:
		return w.found, bad(siak.KindFileOtherKind, "no outbox of a station")
	}
	signs, _, err := c.StationKeys(ctx, in.Header.Station)
	if err != nil {
		return w.found, err
	}
	err = in.Each(ctx, SignedBy(signs), w.part)
	return w.found, err
}

// Accept takes an outbox file in, after the whole of it was found good, and
// writes the receipts for its station: a verdict for each activation, then what
// else was decided since the last verdict that the station knows. Taking the same
// file again gives the same verdicts. Where the receipts cannot be written the activations may
// have been taken: accept the file again.
func (r Registry) Accept(ctx context.Context, f File, c RegistryService, receipts io.Writer) (Found, error) {
	found, err := r.Look(ctx, f, c)
	if err != nil {
		return found, err
	}
	_, out, err := r.create(ctx, receipts, found.Station, c, Header{
		Kind: pb.FileKind_FILE_KIND_RECEIPTS, Answers: found.ID, AfterSeq: found.AfterSeq,
	})
	if err != nil {
		return found, err
	}
	s := &submitter{ctx: ctx, registry: c, station: found.Station, out: out}
	if _, err := r.read(ctx, f, c, into{officers: s.officers, item: s.item, same: &found.Header}); err != nil {
		return found, err
	}
	if err := s.flush(); err != nil {
		return found, err
	}
	if err := s.anchor(found.Heads); err != nil {
		return found, err
	}
	found.Verdicts, found.Last, err = writeVerdicts(ctx, out, c, found.Station, found.AfterSeq)
	if err != nil {
		return found, err
	}
	return found, out.Close()
}

// WriteReceipts writes all that was decided of a station's activations after a
// sequence, without an outbox file to answer.
func (r Registry) WriteReceipts(ctx context.Context, w io.Writer, station string, c RegistryService, after uint64) (Found, error) {
	found, out, err := r.create(ctx, w, station, c, Header{Kind: pb.FileKind_FILE_KIND_RECEIPTS, AfterSeq: after})
	if err != nil {
		return found, err
	}
	if found.Verdicts, found.Last, err = writeVerdicts(ctx, out, c, station, after); err != nil {
		return found, err
	}
	return found, out.Close()
}

func writeVerdicts(ctx context.Context, out *Writer, c RegistryService, station string, after uint64) (n int, last uint64, err error) {
	for more := true; more; {
		var vs []siak.Verdict
		if vs, more, err = c.Verdicts(ctx, station, after); err != nil {
			return n, after, err
		}
		more = more && len(vs) > 0
		for _, v := range vs {
			if err := out.Verdict(wire.FromVerdict(v)); err != nil {
				return n, after, err
			}
			n, after = n+1, v.Seq
		}
	}
	return n, after, nil
}

// submitter hands activations in by the batch and writes their verdicts.
type submitter struct {
	ctx      context.Context // of one call of Accept
	registry RegistryService
	station  string
	out      *Writer
	batch    []*pb.ActivationItem
}

// officers tells of officers' keys, before what they signed.
func (s *submitter) officers(m *pb.RegisterOfficersRequest) error {
	known, err := s.registry.RegisterOfficers(s.ctx, s.station, m)
	if siak.KindOf(err) == siak.KindRefused {
		return nil // what cannot be read is not known either
	}
	s.out.OfficersKnown(known)
	return err
}

func (s *submitter) item(m *pb.ActivationItem) error {
	if s.batch = append(s.batch, m); len(s.batch) < wire.MaxBatch {
		return nil
	}
	return s.flush()
}

func (s *submitter) flush() error {
	if len(s.batch) == 0 {
		return nil
	}
	verdicts, err := s.registry.Submit(s.ctx, s.station, s.batch)
	if err != nil {
		return err
	}
	s.batch = s.batch[:0]
	for _, v := range verdicts {
		v.Seq = 0 // a direct answer
		if err := s.out.Verdict(wire.FromVerdict(v)); err != nil {
			return err
		}
	}
	return nil
}

// anchor leaves the audit's head and writes what is anchored afterwards.
func (s *submitter) anchor(heads []siak.AuditHead) error {
	if len(heads) == 0 {
		return nil
	}
	var last siak.AuditHead
	head := heads[len(heads)-1]
	if len(heads) > 1 {
		last = heads[0]
	}
	now, err := s.registry.Anchor(s.ctx, s.station, head, last)
	if err != nil {
		return err
	}
	return s.out.Audit(wire.FromHead(now))
}
