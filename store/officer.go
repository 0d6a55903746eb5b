package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"time"
	"unicode"
	"unicode/utf8"

	"ikd/station/siak"
)

// Officer is an account of this station.
type Officer struct {
	// Name of the account, at most 64 letters. It stands in clear in the ledger
	// and in the audit: it is the office's data about its staff, not a citizen's.
	Name string
}

const (
	longestName        = 64
	shortestPassphrase = 8 // letters
	saltLength         = 16
)

func (o Officer) check() error {
	n := utf8.RuneCountInString(o.Name)
	if n == 0 || n > longestName || !utf8.ValidString(o.Name) {
		return siak.E("check the officer's name", siak.KindMalformed, fmt.Errorf("1 to %d letters", longestName))
	}
	for _, r := range o.Name {
		if !unicode.IsPrint(r) {
			return siak.E("check the officer's name", siak.KindMalformed, errors.New("an unprintable letter"))
		}
	}
	return nil
}

func checkPassphrase(passphrase []byte) error {
	if utf8.RuneCount(passphrase) < shortestPassphrase {
		return siak.E("check the passphrase", siak.KindWeakPassphrase, fmt.Errorf("fewer than %d letters", shortestPassphrase))
	}
	return nil
}

// wrap is the data key as one officer can open it.
type wrap struct {
	salt   []byte
	cost   Argon2Params
	sealed []byte
}

// wrapPlace names the place of an officer's wrap: it opens for no other account.
func wrapPlace(officer string) place {
	return place{table: "officers", key: []byte(officer), version: 1}
}

func wrapKey(officer string, data, passphrase []byte, cost Argon2Params) wrap {
	salt := make([]byte, saltLength)
	_, _ = rand.Read(salt)
	s := newSealer(cost.key(passphrase, salt))
	return wrap{salt: salt, cost: cost, sealed: s.seal(wrapPlace(officer), data, smallBucket)}
}

func (w wrap) open(officer string, passphrase []byte) ([]byte, error) {
	const op = "open the officer's key"
	if !w.cost.sane() {
		return nil, damaged(op, "impossible cost of the passphrase")
	}
	data, err := newSealer(w.cost.key(passphrase, w.salt)).open(wrapPlace(officer), w.sealed)
	if err != nil {
		return nil, siak.E(op, siak.KindWrongPassphrase, nil)
	}
	if len(data) != keyLength {
		return nil, damaged(op, "a key of another length")
	}
	return data, nil
}

func insertOfficer(ctx context.Context, tx *sql.Tx, name string, w wrap, now time.Time) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO officers (name, salt, memory, time, threads, wrapped, created)
		VALUES (?, ?, ?, ?, ?, ?, ?)`,
		name, w.salt, w.cost.Memory, w.cost.Time, w.cost.Threads, w.sealed, toDB(now))
	return err
}

// signIn finds the officer, or the only one where the name is "", and opens
// the data key with the passphrase.
func signIn(ctx context.Context, db *sql.DB, officer string, passphrase []byte) (string, []byte, error) {
	name, w, err := findWrap(ctx, db, officer)
	if err != nil {
		return "", nil, err
	}
	data, err := w.open(name, passphrase)
	return name, data, err
}

func findWrap(ctx context.Context, db *sql.DB, officer string) (string, wrap, error) {
	const op = "find the officer"
	names, err := column[string](ctx, db, `SELECT name FROM officers WHERE ?1 IN ('', name) LIMIT 2`, officer)
	if err != nil {
		return "", wrap{}, err
	}
	switch len(names) {
	case 1:
	case 0:
		return "", wrap{}, siak.E(op, siak.KindNotFound, errors.New("no such account"))
	default:
		return "", wrap{}, siak.E(op, siak.KindNotFound, errors.New("several accounts: which?"))
	}
	var w wrap
	err = db.QueryRowContext(ctx, `SELECT salt, memory, time, threads, wrapped FROM officers WHERE name = ?`, names[0]).
		Scan(&w.salt, &w.cost.Memory, &w.cost.Time, &w.cost.Threads, &w.sealed)
	return names[0], w, err
}
