package transfer

import (
	"context"
	"crypto"
	"crypto/x509"
	"errors"
	"io"
	"iter"
	"time"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// Station is the station's end.
type Station struct {
	ID         string
	ServerName string            // the registry's
	Authority  *x509.Certificate // pinned at the enrolment
	Before     *x509.Certificate // the authority before the last renewal; nil: the same
	Key        crypto.Signer     // signs statements, and outbox files
	FileKey    []byte            // private: opens what is for this station
	Registry   []byte            // the registry's public key for files
	Area       []siak.Region     // the partitions that the station keeps
	Now        func() time.Time
}

// Outbox is what a station has for its registry.
type Outbox struct {
	// Waiting are the activations that the registry has not acknowledged. Of
	// each, ID, Signed and Presentation are written.
	Waiting iter.Seq2[siak.Activation, error]
	// Head is where the audit ends, Anchored the head that the registry last
	// took; the zero head for none.
	Head, Anchored siak.AuditHead
	AfterSeq       uint64 // the last verdict that the station knows
	Copy           []siak.Cursor
	// Officers are the keys that the registry may not have yet, and the ends of keys.
	Officers    []siak.OfficerKey
	OfficerEnds []siak.OfficerKeyEnd
}

// WriteOutbox writes an outbox file and gives how many activations are in it.
// It fails with [siak.KindNoFileKey] where the registry's key is not known, and
// as w or the outbox does.
func (s Station) WriteOutbox(ctx context.Context, w io.Writer, o Outbox) (n int, err error) {
	f, err := Create(w, s.Registry, Header{
		Kind: pb.FileKind_FILE_KIND_OUTBOX, Station: s.ID, ServerName: s.ServerName, Made: s.Now(),
		AfterSeq: o.AfterSeq, Copy: o.Copy,
	}, ByStation(s.Key))
	if err != nil {
		return 0, err
	}
	f.Officers(wire.FromOfficers(o.Officers, o.OfficerEnds))
	for a, err := range o.Waiting {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = f.Activation(&pb.ActivationItem{
				Id: a.ID[:], Statement: a.Signed, Presentation: a.Presentation, OfficerSignature: wire.FromOfficerSignature(a.OfficerSignature),
			})
		}
		if err != nil {
			return n, err
		}
		n++
	}
	for _, h := range []siak.AuditHead{o.Anchored, o.Head} {
		if err := f.Audit(wire.FromHead(h)); err != nil {
			return n, err
		}
	}
	return n, f.Close()
}

// Look goes through a whole file for this station and says what is in it,
// without taking anything. It fails with the kinds of files.
func (s Station) Look(ctx context.Context, f File) (Found, error) {
	return s.read(ctx, f, into{})
}

// read goes through a file once.
func (s Station) read(ctx context.Context, f File, do into) (Found, error) {
	r, err := Open(f, s.FileKey)
	if err != nil {
		return Found{}, err
	}
	defer r.Close()
	w := &walk{do: do, found: Found{Header: r.Header}, sealed: s.sealed, area: s.Area}
	switch kind := r.Header.Kind; {
	case !do.sameAs(r.Header):
		return w.found, errExchanged
	case r.Header.ServerName != s.ServerName:
		return w.found, bad(siak.KindFileOtherRegistry, "the header names another registry")
	case kind != pb.FileKind_FILE_KIND_AREA && kind != pb.FileKind_FILE_KIND_RECEIPTS:
		return w.found, bad(siak.KindFileOtherKind, "not for a station")
	case r.Header.Station != s.ID:
		return w.found, bad(siak.KindFileNotForUs, "the header names another station")
	}
	err = r.Each(ctx, func(end *pb.FileEnd) error { return s.sealed(end) }, w.part)
	return w.found, err
}

// sealed judges a seal of the registry's. A file may be older than the authority.
func (s Station) sealed(m wire.Sealed) error {
	err := wire.Verify(m, s.Authority, s.Now())
	if errors.Is(err, wire.ErrForeignSeal) && s.Before != nil {
		err = wire.Verify(m, s.Before, s.Now())
	}
	if err != nil {
		return foreignSeal(err)
	}
	return nil
}
