package server

import (
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/scope"
	"ikd/station/siak/transfer"

	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// ByHand is the registry's end of files by hand.
func (f *FileService) ByHand(ctx context.Context) (transfer.Registry, transfer.RegistryService, error) {
	seal, err := f.registry.Sealer(ctx)
	if err != nil {
		return transfer.Registry{}, nil, err
	}
	return transfer.Registry{
		ServerName: f.registry.Keys().ServerName(), FileKeys: f.registry.Keys().FileKeys(), Seal: seal, Now: f.registry.o.Now,
	}, fileRegistry{f.registry}, nil
}

// AreaCursors are where a whole copy of the stations' area begins.
func (f *FileService) AreaCursors(ctx context.Context) (from []siak.Cursor, people uint64, err error) {
	return f.cursorsWhere(ctx, func(siak.Region) bool { return true })
}

// areaCursors are where a whole copy of what is granted to a station begins.
func (f *FileService) areaCursors(ctx context.Context, station string) (from []siak.Cursor, people uint64, err error) {
	granted, err := f.registry.Grants(ctx, station)
	if err != nil {
		return nil, 0, err
	}
	return f.cursorsWhere(ctx, granted.Covers)
}

func (f *FileService) cursorsWhere(ctx context.Context, wanted func(siak.Region) bool) (from []siak.Cursor, people uint64, err error) {
	all, err := f.registry.Partitions(ctx)
	for _, p := range all {
		if p.Area && wanted(p.Region) {
			from = append(from, siak.Cursor{Partition: p.Region})
			people += p.Total
		}
	}
	return from, people, err
}

// fileRegistry answers files as the service answers calls.
type fileRegistry struct{ r *Registry }

var _ transfer.RegistryService = fileRegistry{}

// Trust implements [transfer.RegistryService].
func (c fileRegistry) Trust(ctx context.Context, station string) (*pb.GetTrustResponse, error) {
	t, err := c.r.Trust(ctx, station, time.Time{})
	if err != nil {
		return nil, err
	}
	return wire.FromTrust(t)
}

// Page implements [transfer.RegistryService].
func (c fileRegistry) Page(ctx context.Context, station string, after siak.Cursor, limit int) (siak.Page, error) {
	return c.r.copied(ctx, scope.Copied{Station: station, ByFile: true}, after, limit)
}

// StationKeys implements [transfer.RegistryService].
func (c fileRegistry) StationKeys(ctx context.Context, id string) (signs ed25519.PublicKey, files []byte, err error) {
	const op = "find station"
	err = c.r.store.Read(ctx, func(tx Tx) error {
		st, found, err := tx.StationByID(id)
		switch {
		case err != nil:
			return err
		case !found:
			return siak.E(op, siak.KindNotFound, nil)
		case st.Revoked:
			return siak.E(op, siak.KindUnauthenticated, nil)
		}
		key, err := x509.ParsePKIXPublicKey(st.PublicKey)
		if err != nil {
			return err
		}
		signs, _ = key.(ed25519.PublicKey)
		files, err = tx.Setting(settingRecipient(id))
		return err
	})
	return signs, files, at(op, err)
}

// RegisterOfficers implements [transfer.RegistryService].
func (c fileRegistry) RegisterOfficers(ctx context.Context, station string, m *pb.RegisterOfficersRequest) (*pb.RegisterOfficersResponse, error) {
	caller, err := c.r.StationCaller(ctx, station)
	if err != nil {
		return nil, err
	}
	return c.r.registerOfficers(ctx, caller, m)
}

// Submit implements [transfer.RegistryService].
func (c fileRegistry) Submit(ctx context.Context, station string, items []*pb.ActivationItem) ([]siak.Verdict, error) {
	caller, err := c.r.StationCaller(ctx, station)
	if err != nil {
		return nil, err
	}
	subs, err := toSubmissions(items)
	if err != nil {
		return nil, err
	}
	return c.r.Submit(ctx, caller, subs)
}

// Verdicts implements [transfer.RegistryService].
func (c fileRegistry) Verdicts(ctx context.Context, station string, after uint64) ([]siak.Verdict, bool, error) {
	return c.r.Verdicts(ctx, station, after)
}

// Anchor implements [transfer.RegistryService]. A file cannot be asked back which rows its
// audit has, so a head that does not follow the last one is no news of an older
// ledger here, as it would be on the line: its receipts may have been lost. It is
// left to the next contact.
func (c fileRegistry) Anchor(ctx context.Context, station string, head, last siak.AuditHead) (siak.AuditHead, error) {
	caller, err := c.r.StationCaller(ctx, station)
	if err != nil {
		return siak.AuditHead{}, err
	}
	had, err := c.r.LastAnchor(ctx, station)
	if err != nil || !last.Same(had) || head.Seq <= had.Seq {
		return had, err
	}
	a, err := c.r.Anchor(ctx, caller, head, last, siak.AuditRows{})
	if siak.KindOf(err) == siak.KindRefused { // not signed by the station
		return had, nil
	}
	return a.Last, err
}
