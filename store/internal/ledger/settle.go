package ledger

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/seal"

	"ikd/station/siak"
	"ikd/station/store/internal/audit"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/sqlitedb"
)

// Settle takes in the registry's word on one activation, with an audit row,
// and reports whether it changed anything: late, doubled and reordered verdicts
// ([siak.State.CanBecome]) and verdicts on activations that this ledger does
// not have do not. It fails with [siak.KindBadReply] on a state that is not the
// registry's to give.
func (l *Ledger) Settle(ctx context.Context, v siak.Verdict) (changed bool, err error) {
	err = l.file.Write(ctx, "settle an activation", func(tx *sql.Tx) error {
		changed, err = l.settle(ctx, tx, v)
		return err
	})
	return changed && err == nil, err
}

// SettleAll takes in a run of verdicts and how far it goes (see
// [Ledger.VerdictSeq]) in one transaction, and gives the activations that it
// changed, each once and as it is now.
func (l *Ledger) SettleAll(ctx context.Context, verdicts []siak.Verdict, seq uint64) (changed []siak.Activation, err error) {
	err = l.file.Write(ctx, "settle activations", func(tx *sql.Tx) error {
		changed = nil
		var ids []siak.ActivationID
		for _, v := range verdicts {
			is, err := l.settle(ctx, tx, v)
			if err != nil {
				return err
			}
			if is && !slices.Contains(ids, v.ID) {
				ids = append(ids, v.ID)
			}
		}
		if err := l.advance(ctx, tx, seq); err != nil {
			return err
		}
		changed, err = byID(ctx, tx, l.keys, ids)
		return err
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

func (l *Ledger) settle(ctx context.Context, tx *sql.Tx, v siak.Verdict) (bool, error) {
	switch v.State {
	case siak.Accepted, siak.Active, siak.Rejected, siak.Held:
	default:
		return false, siak.E("settle an activation", fault.KindBadReply, errors.New("no such verdict"))
	}
	var state siak.State
	err := tx.QueryRowContext(ctx, `SELECT state FROM activations WHERE id = ?`, v.ID[:]).Scan(&state)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil || !state.CanBecome(v.State) {
		return false, err
	}
	if !audit.IsWord(string(v.Reason)) { // it will stand in clear, so not just anything
		v.Reason = ReasonUnknown
	}
	if _, err := tx.ExecContext(ctx, `UPDATE activations SET state = ?1, reason = ?2, next_try = 0, updated_at = ?3,
		escrow = CASE WHEN ?4 THEN escrow END, escrow_officer = CASE WHEN ?4 THEN escrow_officer END WHERE id = ?5`,
		v.State, v.Reason, codec.UnixNano(l.now()), v.State == siak.Held, v.ID[:]); err != nil {
		return false, err
	}
	return true, audit.Add(ctx, tx, l.audit, audit.Event{Act: audit.ActSettle, Activation: v.ID, State: v.State, Reason: v.Reason})
}

// byID reads activations within a transaction.
func byID(ctx context.Context, tx *sql.Tx, k *seal.Keys, ids []siak.ActivationID) ([]siak.Activation, error) {
	var all []siak.Activation
	for _, id := range ids {
		a, _, err := scanOne(k, tx.QueryRowContext(ctx, `SELECT `+Columns+`, sealed FROM activations WHERE id = ?`, id[:]))
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

// VerdictSeq is how far the registry's verdicts have been taken in; 0 at first.
func (l *Ledger) VerdictSeq(ctx context.Context) (seq uint64, err error) {
	err = l.file.Read("read the verdicts' cursor", func(db *sql.DB) error {
		seq, err = verdictSeq(ctx, db, l.keys)
		return err
	})
	return seq, err
}

// advance moves the cursor forward, never back.
func (l *Ledger) advance(ctx context.Context, tx *sql.Tx, seq uint64) error {
	had, err := verdictSeq(ctx, tx, l.keys)
	if err != nil || seq <= had {
		return err
	}
	return PutSetting(ctx, tx, l.keys, settingVerdictSeq, codec.AppendUint(nil, seq, 8))
}

func verdictSeq(ctx context.Context, q sqlitedb.Querier, k *seal.Keys) (uint64, error) {
	value, known, err := GetSetting(ctx, q, k, settingVerdictSeq)
	if err != nil || !known {
		return 0, err
	}
	in := &codec.Reader{Rest: value}
	return in.Uint(8), nil
}
