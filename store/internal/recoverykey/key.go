package recoverykey

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"strconv"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/sqlitedb"
)

// Key is a row of the table recovery_keys.
type Key struct {
	ID      int64
	Public  []byte
	wrapped []byte
	card    []byte
	Made    time.Time
	Noted   time.Time // zero: the code was not written down yet
	Used    time.Time // zero: never
}

// New makes a key under a code, for the row after last.
func New(last int64, c Code, k *seal.Keys, now time.Time) Key {
	private, public := seal.NewKeyPair()
	defer clear(private)
	made := Key{ID: last + 1, Public: public, Made: now}
	made.wrapped = c.sealer().Seal(made.place("recovery_keys"), private, seal.SmallBucket)
	made.SealCard(k)
	return made
}

func (k Key) place(table string) seal.Place {
	return seal.Place{Table: table, Key: []byte(k.Holder()), Version: 1}
}

// Holder is in whose name the data keys are handed to the key. No account's name has a
// control character.
func (k Key) Holder() string { return "\x01recovery " + strconv.FormatInt(k.ID, 10) }

// SealCard writes the public key under the data key, so that nobody puts an own one
// into the file for the next change of the data key.
func (k *Key) SealCard(keys *seal.Keys) {
	k.card = keys.LedgerSeal.Seal(k.place("recovery_cards"), k.Public, seal.SmallBucket)
}

// Authentic reports whether the public key is what the card says.
func (k Key) Authentic(keys *seal.Keys) bool {
	public, err := keys.LedgerSeal.Open(k.place("recovery_cards"), k.card)
	return err == nil && subtle.ConstantTimeCompare(public, k.Public) == 1
}

// All are the keys, the oldest first: at most one that is noted, and one that is not.
func All(ctx context.Context, q sqlitedb.RowsQuerier) ([]Key, error) {
	rows, err := q.QueryContext(ctx, `SELECT id, public, wrapped, card, made, noted, used FROM recovery_keys ORDER BY id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Key
	for rows.Next() {
		var k Key
		var made, noted, used int64
		if err := rows.Scan(&k.ID, &k.Public, &k.wrapped, &k.card, &made, &noted, &used); err != nil {
			return nil, err
		}
		k.Made, k.Noted, k.Used = codec.FromUnixNano(made), codec.FromUnixNano(noted), codec.FromUnixNano(used)
		all = append(all, k)
	}
	return all, rows.Err()
}

// Noted reports whether there is a code that somebody has noted.
func Noted(ctx context.Context, q sqlitedb.Querier) (is bool, err error) {
	err = q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM recovery_keys WHERE noted <> 0)`).Scan(&is)
	return is, err
}

// Save puts the key's row in the place of the one before.
func (k Key) Save(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO recovery_keys (id, public, wrapped, card, made, noted, used) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET card = excluded.card, noted = excluded.noted, used = excluded.used`,
		k.ID, k.Public, k.wrapped, k.card, codec.UnixNano(k.Made), codec.UnixNano(k.Noted), codec.UnixNano(k.Used))
	return err
}

// Delete takes the key out, with the data keys that were handed to it.
func (k Key) Delete(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM data_keys WHERE officer = ?`, k.Holder()); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM recovery_keys WHERE id = ?`, k.ID)
	return err
}

// GiveDataKey hands the data key of an epoch to the key.
func (k Key) GiveDataKey(ctx context.Context, tx *sql.Tx, epoch int64, data []byte) error {
	sealed, err := seal.SealDataKey(k.Public, k.Holder(), epoch, data)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO data_keys (officer, epoch, sealed) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET sealed = excluded.sealed`, k.Holder(), epoch, sealed)
	return err
}

// Open finds the key that the code opens, and its private key. It fails with
// [siak.KindNoRecovery] where there is no key, and with [siak.KindRecoveryWrong] where
// the code opens none.
func (c Code) Open(all []Key) (k Key, private []byte, err error) {
	const op = "open with the recovery code"
	if len(all) == 0 {
		return Key{}, nil, siak.E(op, siak.KindNoRecovery, nil)
	}
	for _, k := range all {
		private, err := c.sealer().Open(k.place("recovery_keys"), k.wrapped)
		if err == nil && len(private) == seal.KeyLength {
			return k, private, nil
		}
	}
	return Key{}, nil, siak.E(op, siak.KindRecoveryWrong, errWrong)
}
