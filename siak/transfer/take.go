package transfer

import (
	"context"
	"time"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
)

// Cache is the station's copy of the register; *store.Cache is one.
type Cache interface {
	Trust(ctx context.Context) (t siak.Trust, known bool, err error)
	SetTrust(ctx context.Context, t siak.Trust) error
	Cursors(ctx context.Context) ([]siak.Cursor, error)
	Fill(ctx context.Context, pull func(apply func(context.Context, siak.Page) error) error) error
	Freshness(ctx context.Context) (siak.Freshness, error)
	SetSynced(ctx context.Context, at time.Time) error
}

// Ledger takes receipts; *store.Ledger is one.
type Ledger interface {
	VerdictSeq(ctx context.Context) (uint64, error)
	SettleAll(ctx context.Context, verdicts []siak.Verdict, seq uint64) (changed []siak.Activation, err error)
}

// Audit knows what the registry has seen of it; *store.Audit is one.
type Audit interface {
	Anchored(ctx context.Context) (siak.AuditHead, error)
	Holds(ctx context.Context, h siak.AuditHead) (bool, error)
	SetAnchored(ctx context.Context, h siak.AuditHead) error
}

// OfficerKeys are told which of the station's officers' keys the registry has;
// *store.OfficerKeys is one.
type OfficerKeys interface {
	Known(ctx context.Context, keys, ended []siak.OfficerPublicKey) error
}

// Stores are where a file goes.
type Stores struct {
	Cache  Cache
	Ledger Ledger
	Audit  Audit
	// Officers may be nil.
	Officers OfficerKeys
	// Changed gets activations as receipts leave them, Trust a trust list that
	// was taken; may be nil.
	Changed func([]siak.Activation)
	Trusted func(siak.Trust)
}

// Taken is what became of a file.
type Taken struct {
	Found
	// New: it changed something. A file that was taken before does not.
	New     bool
	Changed int // receipts: activations that moved on
}

// Take takes a file in, after the whole of it was found good. A file that
// changes nothing because it was taken before is no error; one that is behind
// what is here fails with [siak.KindFileOlder], one that goes on from what is
// not here with [siak.KindFileGap], both with nothing taken.
func (s Station) Take(ctx context.Context, f File, to Stores) (Taken, error) {
	found, err := s.Look(ctx, f)
	if err != nil {
		return Taken{Found: found}, err
	}
	again := func(do into) error {
		do.same = &found.Header
		_, err := s.read(ctx, f, do)
		return err
	}
	if found.Kind == pb.FileKind_FILE_KIND_AREA {
		return s.takeArea(ctx, found, to, again)
	}
	return s.takeReceipts(ctx, found, to, again)
}
