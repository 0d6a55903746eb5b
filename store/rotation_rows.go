package store

import (
	"context"
	"database/sql"
	"errors"

	"ikd/station/siak"
	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/seal"
)

// resealRows is how many activations are sealed anew in a transaction: few
// milliseconds, so that nobody at the counter waits.
const resealRows = 50

// resealActivations seals the next activations anew, with their marks.
func (s rotator) resealActivations(ctx context.Context) (n int, more bool, err error) {
	err = s.ledger().Write(ctx, "reseal activations", func(tx *sql.Tx) error {
		n, more = 0, false
		if s.keys.Locked() {
			return fault.ErrLocked
		}
		r, err := accounts.ReadRotation(ctx, tx)
		if err != nil {
			return err
		}
		batch, err := resealBatch(ctx, tx, r.Settled)
		if err != nil {
			return err
		}
		for _, row := range batch {
			if err := s.resealRow(ctx, tx, row); err != nil {
				return err
			}
			r.Settled = row.seq
		}
		n, more = len(batch), len(batch) == resealRows
		_, err = tx.ExecContext(ctx, `UPDATE rotation SET settled = ?`, r.Settled)
		return err
	})
	return n, more, err
}

type sealedRow struct {
	seq        int64
	id, sealed []byte
}

func resealBatch(ctx context.Context, tx *sql.Tx, after int64) ([]sealedRow, error) {
	rows, err := tx.QueryContext(ctx, `SELECT seq, id, sealed FROM activations WHERE seq > ? ORDER BY seq LIMIT ?`, after, resealRows)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var batch []sealedRow
	for rows.Next() {
		var r sealedRow
		if err := rows.Scan(&r.seq, &r.id, &r.sealed); err != nil {
			return nil, err
		}
		batch = append(batch, r)
	}
	return batch, rows.Err()
}

// resealRow seals one activation anew. One that does not open stays as it is:
// nobody could read it before either.
func (s rotator) resealRow(ctx context.Context, tx *sql.Tx, row sealedRow) error {
	var a siak.Activation
	if len(row.id) != len(a.ID) {
		return nil
	}
	a.ID = siak.ActivationID(row.id)
	text, err := s.keys.LedgerSeal.Open(ledger.ActivationPlace(a.ID), row.sealed)
	if err != nil {
		return nil
	}
	defer clear(text)
	if err := ledger.DecodeActivation(text, &a); err != nil {
		return nil
	}
	_, err = tx.ExecContext(ctx, `UPDATE activations SET sealed = ?, registration = ? WHERE seq = ?`,
		s.keys.LedgerSeal.Seal(ledger.ActivationPlace(a.ID), text, seal.ActivationBucket),
		s.keys.LedgerIndex.Mark(ledger.MarkRegistration, a.RegistrationID), row.seq)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE used SET presentation = ? WHERE activation = ?`,
		s.keys.LedgerIndex.Mark(ledger.MarkPresentation, string(a.PresentationID[:])), row.id)
	return err
}

// resealSettings seals settings and cards anew: a handful, in one transaction.
func (s rotator) resealSettings(ctx context.Context) error {
	return s.ledger().Write(ctx, "reseal settings", func(tx *sql.Tx) error {
		if s.keys.Locked() {
			return fault.ErrLocked
		}
		names, err := settingNames(ctx, tx)
		if err != nil {
			return err
		}
		for _, name := range names {
			value, known, err := ledger.GetSetting(ctx, tx, s.keys, name)
			if err != nil || !known {
				return err
			}
			err = ledger.PutSetting(ctx, tx, s.keys, name, value)
			clear(value)
			if err != nil {
				return err
			}
		}
		return errors.Join(s.resealCards(ctx, tx), s.resealRecoveryCards(ctx, tx))
	})
}

func settingNames(ctx context.Context, tx *sql.Tx) ([]ledger.Setting, error) {
	rows, err := tx.QueryContext(ctx, `SELECT name FROM settings`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []ledger.Setting
	for rows.Next() {
		var name ledger.Setting
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		all = append(all, name)
	}
	return all, rows.Err()
}

// resealCards seals the cards that hold anew; one that does not stays unproven.
func (s rotator) resealCards(ctx context.Context, tx *sql.Tx) error {
	all, err := accounts.All(ctx, tx, s.o.Now())
	if err != nil {
		return err
	}
	for _, a := range all {
		if !a.Authentic(s.keys) {
			continue
		}
		card, err := a.SealCard(s.keys)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE officers SET card = ? WHERE name = ?`, card, a.Name); err != nil {
			return err
		}
	}
	return nil
}
