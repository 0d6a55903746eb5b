package sqlite

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"fmt"

	"ikd/station/siak"
)

// Version is that of a file's form; it is kept in the file (PRAGMA user_version).
// A new step of migrations raises it, and its tables belong into schema and
// indexes too.
const Version = 4

// migrations bring a file from the version before to theirs.
var migrations = map[int]func(*Tx) error{
	2: func(tx *Tx) error {
		if err := tx.exec(schema2); err != nil {
			return err
		}
		return makeSealing(tx)
	},
	3: func(tx *Tx) error { return tx.exec(schema3) },
	4: func(tx *Tx) error { return tx.exec(schema4) },
}

// makeSealing gives a file of version 1 the key that stations seal to.
func makeSealing(tx *Tx) error {
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	return tx.SetSetting("sealing_key", key.Bytes())
}

// migrate makes or recognises what is in the file, in one transaction.
func (s *Store) migrate(ctx context.Context, fill func(*Tx) error) error {
	return inTx(ctx, s.writer, nil, func(tx *Tx) error {
		var version int
		if _, err := tx.one([]any{&version}, "PRAGMA user_version"); err != nil {
			return err
		}
		if version > Version {
			return siak.E("open registry", siak.KindWrongVersion, fmt.Errorf("the file has version %d", version))
		}
		if version == Version {
			return nil
		}
		if err := tx.climb(version, fill); err != nil {
			return err
		}
		return tx.exec(fmt.Sprintf("PRAGMA user_version = %d", Version))
	})
}

// climb brings a file to this version.
func (t *Tx) climb(from int, fill func(*Tx) error) error {
	if from == 0 {
		return t.create(fill)
	}
	for to := from + 1; to <= Version; to++ {
		if err := migrations[to](t); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) create(fill func(*Tx) error) error {
	if err := t.exec(schema); err != nil {
		return err
	}
	if fill != nil {
		if err := fill(t); err != nil {
			return err
		}
	}
	return t.exec(indexes)
}
