package transfer

import (
	"context"
	"crypto/ed25519"
	"io"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// Registry is the registry's end.
type Registry struct {
	ServerName string
	FileKeys   [][]byte    // private: each opens what is for the registry
	Seal       wire.Sealer // the register's
	Now        func() time.Time
}

// RegistryService is the registry behind it: what it answers over the network.
type RegistryService interface {
	// Trust is what a station is to believe, without a seal.
	Trust(ctx context.Context, station string) (*pb.GetTrustResponse, error)
	// Page is one page of a partition for a station, without a seal. It fails with
	// [siak.KindNotFound] for a partition that is not granted to the station.
	Page(ctx context.Context, station string, after siak.Cursor, limit int) (siak.Page, error)
	// StationKeys are the key that an enrolled station signs with, and its public
	// key for files; nil where it never told one. It fails with
	// [siak.KindNotFound], or [siak.KindUnauthenticated] for one that was revoked.
	StationKeys(ctx context.Context, station string) (signs ed25519.PublicKey, files []byte, err error)
	// RegisterOfficers takes in the keys of a station's officers as the call of that
	// name does; it fails with [siak.KindRefused] on what cannot be read.
	RegisterOfficers(ctx context.Context, station string, m *pb.RegisterOfficersRequest) (*pb.RegisterOfficersResponse, error)
	// Submit judges activations of a station as SubmitActivations does.
	Submit(ctx context.Context, station string, items []*pb.ActivationItem) ([]siak.Verdict, error)
	// Verdicts are a station's after a sequence, as ListVerdicts gives them.
	Verdicts(ctx context.Context, station string, after uint64) (vs []siak.Verdict, more bool, err error)
	// Anchor takes a head of a station's audit in where the station knows the last
	// one, and gives the one that is anchored afterwards.
	Anchor(ctx context.Context, station string, head, last siak.AuditHead) (siak.AuditHead, error)
}

// rowsPerPage is how many people one sealed page of a file has.
const rowsPerPage = 5000

// WriteArea writes an area file for a station: what it is to believe, and each
// partition from its cursor to where the partition stands, a whole one from
// sequence 0.
func (r Registry) WriteArea(ctx context.Context, w io.Writer, station string, c RegistryService, from []siak.Cursor) (Found, error) {
	found, f, err := r.create(ctx, w, station, c, Header{Kind: pb.FileKind_FILE_KIND_AREA})
	if err != nil {
		return found, err
	}
	trust, err := c.Trust(ctx, station)
	if err != nil {
		return found, err
	}
	trust.ServerTime, found.Trust = timestamppb.New(r.Now()), trust.GetVersion()
	if err := wire.Sign(trust, r.Seal); err != nil {
		return found, err
	}
	if err := f.Trust(trust); err != nil {
		return found, err
	}
	for _, cursor := range from {
		if err := r.writePartition(ctx, f, forStation{c, station}, cursor, &found); err != nil {
			return found, err
		}
	}
	return found, f.Close()
}

// forStation is the registry's service for one station.
type forStation struct {
	RegistryService
	station string
}

// writePartition writes the sealed pages of one partition.
func (r Registry) writePartition(ctx context.Context, f *Writer, c forStation, at siak.Cursor, found *Found) error {
	span := Span{From: at, To: at}
	for more := true; more; {
		page, err := c.Page(ctx, c.station, at, rowsPerPage)
		if err != nil {
			return err
		}
		if page.StartOver { // nothing of it is written yet: only a first page can be
			at = page.To
			span.From = at
			continue
		}
		m := wire.FromPage(page)
		m.From, m.ServerTime = wire.FromCursor(at), timestamppb.New(r.Now())
		if err := wire.Sign(m, r.Seal); err != nil {
			return err
		}
		if err := f.Page(m); err != nil {
			return err
		}
		at, more = page.To, page.More
		span.To = at
		found.People += len(page.Upserts) + len(page.Removed)
	}
	found.Partitions = append(found.Partitions, span)
	return nil
}

// create begins a file for a station.
func (r Registry) create(ctx context.Context, w io.Writer, station string, c RegistryService, h Header) (Found, *Writer, error) {
	h.Station, h.ServerName, h.Made = station, r.ServerName, r.Now()
	found := Found{Header: h}
	_, files, err := c.StationKeys(ctx, station)
	if err != nil {
		return found, nil, err
	}
	f, err := Create(w, files, h, BySeal(r.Seal))
	return found, f, err
}
