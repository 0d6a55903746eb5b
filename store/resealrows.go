package store

import (
	"context"
	"database/sql"

	"ikd/station/siak"
)

// resealRows is how many activations are sealed anew in a transaction: few
// milliseconds, so that nobody at the counter waits.
const resealRows = 50

// resealSome seals the next activations anew, with their marks.
func (s *Store) resealSome(ctx context.Context) (n int, more bool, err error) {
	err = s.ledger().write(ctx, "reseal activations", func(tx *sql.Tx) error {
		n, more = 0, false
		if s.keys.locked() {
			return errLocked
		}
		r, err := readRotation(ctx, tx)
		if err != nil {
			return err
		}
		batch, err := resealBatch(ctx, tx, r.settled)
		if err != nil {
			return err
		}
		for _, row := range batch {
			if err := s.resealRow(ctx, tx, row); err != nil {
				return err
			}
			r.settled = row.seq
		}
		n, more = len(batch), len(batch) == resealRows
		_, err = tx.ExecContext(ctx, `UPDATE rotation SET settled = ?`, r.settled)
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
func (s *Store) resealRow(ctx context.Context, tx *sql.Tx, row sealedRow) error {
	var a siak.Activation
	if len(row.id) != len(a.ID) {
		return nil
	}
	a.ID = siak.ActivationID(row.id)
	text, err := s.keys.ledgerSeal.open(activationPlace(a.ID), row.sealed)
	if err != nil {
		return nil
	}
	defer clear(text)
	if err := decodeActivation(text, &a); err != nil {
		return nil
	}
	_, err = tx.ExecContext(ctx, `UPDATE activations SET sealed = ?, registration = ? WHERE seq = ?`,
		s.keys.ledgerSeal.seal(activationPlace(a.ID), text, activationBucket),
		s.keys.ledgerIndex.mark(markRegistration, a.RegistrationID), row.seq)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE used SET presentation = ? WHERE activation = ?`,
		s.keys.ledgerIndex.mark(markPresentation, string(a.PresentationID[:])), row.id)
	return err
}

// resealSettings seals settings and cards anew: a handful, in one transaction.
func (s *Store) resealSettings(ctx context.Context) error {
	return s.ledger().write(ctx, "reseal settings", func(tx *sql.Tx) error {
		if s.keys.locked() {
			return errLocked
		}
		names, err := settingNames(ctx, tx)
		if err != nil {
			return err
		}
		for _, name := range names {
			value, known, err := getSetting(ctx, tx, s.keys, name)
			if err != nil || !known {
				return err
			}
			err = putSetting(ctx, tx, s.keys, name, value)
			clear(value)
			if err != nil {
				return err
			}
		}
		return s.resealCards(ctx, tx)
	})
}

func settingNames(ctx context.Context, tx *sql.Tx) ([]Setting, error) {
	rows, err := tx.QueryContext(ctx, `SELECT name FROM settings`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Setting
	for rows.Next() {
		var name Setting
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		all = append(all, name)
	}
	return all, rows.Err()
}

// resealCards seals the cards that hold anew; one that does not stays unproven.
func (s *Store) resealCards(ctx context.Context, tx *sql.Tx) error {
	all, err := accounts(ctx, tx, s.o.Now())
	if err != nil {
		return err
	}
	for _, a := range all {
		if !a.proven(s.keys) {
			continue
		}
		card, err := a.seal(s.keys)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE officers SET card = ? WHERE name = ?`, card, a.Name); err != nil {
			return err
		}
	}
	return nil
}
