package transfer

import (
	"context"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// settleAtOnce is how many verdicts are written down in one transaction.
const settleAtOnce = 200

// takeReceipts settles what the registry has decided.
func (s Station) takeReceipts(ctx context.Context, found Found, to Stores, again func(into) error) (Taken, error) {
	taken := Taken{Found: found}
	seq, err := to.Ledger.VerdictSeq(ctx)
	if err != nil {
		return taken, err
	}
	t := &settler{ctx: ctx, to: to, connects: found.AfterSeq <= seq}
	if err := again(into{verdict: t.verdict, head: t.head, officersKnown: t.officersKnown}); err != nil {
		return taken, err
	}
	if err := t.flush(); err != nil {
		return taken, err
	}
	now, err := to.Ledger.VerdictSeq(ctx)
	if err != nil {
		return taken, err
	}
	taken.Changed = t.changed
	taken.New = t.changed > 0 || now > seq
	if !taken.New && found.Last < seq && found.Verdicts > 0 {
		return taken, bad(siak.KindFileOlder, "what is here is newer")
	}
	return taken, nil
}

// settler writes verdicts down in runs.
type settler struct {
	ctx context.Context // of one call of Take
	to  Stores
	// connects: nothing is missing between what the station knows and the file, so
	// that the cursor may move.
	connects bool
	run      []siak.Verdict
	changed  int
}

func (t *settler) verdict(v siak.Verdict) error {
	if t.run = append(t.run, v); len(t.run) < settleAtOnce {
		return nil
	}
	return t.flush()
}

// flush writes a run down: states travel forward only, so that one which is
// late changes nothing.
func (t *settler) flush() error {
	if len(t.run) == 0 {
		return nil
	}
	var upTo uint64
	if t.connects {
		for _, v := range t.run {
			upTo = max(upTo, v.Seq)
		}
	}
	changed, err := t.to.Ledger.SettleAll(t.ctx, t.run, upTo)
	if err != nil {
		return err
	}
	t.run = t.run[:0]
	t.changed += len(changed)
	if len(changed) > 0 && t.to.Changed != nil {
		t.to.Changed(changed)
	}
	return nil
}

// officersKnown notes which officers' keys the registry has.
func (t *settler) officersKnown(m *pb.RegisterOfficersResponse) error {
	keys, ended, err := wire.ToOfficersKnown(m)
	if err != nil || t.to.Officers == nil {
		return nil // of a newer registry perhaps: they are told again
	}
	return t.to.Officers.Known(t.ctx, keys, ended)
}

// head notes what the registry has seen of the audit, if it is this one.
func (t *settler) head(h siak.AuditHead) error {
	had, err := t.to.Audit.Anchored(t.ctx)
	if err != nil || h.Seq <= had.Seq {
		return err
	}
	holds, err := t.to.Audit.Holds(t.ctx, h)
	if err != nil || !holds {
		return err
	}
	return t.to.Audit.SetAnchored(t.ctx, h)
}
