package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"time"

	"ikd/station/store/internal/accounts"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/recovery"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/sqlitedb"
)

// A data key is good for so many sealed texts: AES-GCM with random nonces for 2^32
// (NIST SP 800-38D section 8.3), after which two nonces may be the same. What is
// sealed is counted, ledger and cache together though each has a key of its own,
// and half-way to the bound a new data key is taken. The count is written down at
// each [Store.Rotate] and at the end; each start counts as startSeals, for what a
// run that was cut off sealed and did not write down.
const (
	mostSeals  = 1 << 31
	startSeals = 1 << 20
)

// noteSeals writes down how much was sealed, and begins a new data key where it is
// too much. more is what was sealed and not counted. What cannot be written down
// is counted the next time.
func (s rotator) noteSeals(ctx context.Context, more uint64) error {
	const op = "count what is sealed"
	if s.ledger().ReadOnly {
		return nil
	}
	var ledgerSeals, cacheSeals, sealed uint64
	err := s.life.During(func() error {
		ledgerSeals = s.keys.LedgerSeal.TakeCount() + s.keys.TakeForgotten()
		return nil
	})
	if err != nil {
		return err
	}
	_ = s.cacheLife.During(func() error { // while it is locked nothing is sealed in it
		cacheSeals = s.keys.CacheSeal.TakeCount()
		return nil
	})
	var data []byte
	var epoch int64
	err = s.ledger().WriteLater(ctx, op, func(tx *sql.Tx) error {
		r, err := accounts.ReadRotation(ctx, tx)
		if err != nil {
			return err
		}
		if sealed, err = readSeals(ctx, tx, r.Epoch); err != nil {
			return err
		}
		sealed += ledgerSeals + cacheSeals + more
		if err := sqlitedb.PutMeta(ctx, tx, ledger.MetaSeals, sealsOf(r.Epoch, sealed)); err != nil {
			return err
		}
		if data = nil; sealed < s.o.sealsPerKey || r.Before != 0 || s.keys.Locked() {
			return nil
		}
		data = seal.NewDataKey()
		epoch, err = s.begin(ctx, tx, data)
		return err
	})
	if err != nil {
		clear(data)
		return errors.Join(err, s.life.During(func() error {
			s.keys.LedgerSeal.AddCount(ledgerSeals + cacheSeals)
			return nil
		}))
	}
	if data == nil {
		return nil
	}
	recovery.WriteCopy(ctx, s.ledger())
	return s.useKeys(data, epoch)
}

// noteLast writes the count down before the store is closed.
func (s rotator) noteLast() {
	if s.keys == nil || s.ledgerFile == nil {
		return
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Second)
	defer stop()
	_ = s.noteSeals(ctx, 0) // each start counts for what was not written down
}

// readSeals is what was counted for an epoch's data key.
func readSeals(ctx context.Context, tx *sql.Tx, epoch int64) (uint64, error) {
	value, err := sqlitedb.GetMeta(ctx, tx, ledger.MetaSeals)
	if err != nil || len(value) != 16 || binary.BigEndian.Uint64(value) != uint64(epoch) {
		return 0, err
	}
	return binary.BigEndian.Uint64(value[8:]), nil
}

func sealsOf(epoch int64, sealed uint64) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(epoch)), sealed)
}
