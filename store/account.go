package store

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"time"
	"unicode"
	"unicode/utf8"

	"ikd/station/siak"
)

// Account is an officer's account as it may be shown before anybody signed in.
type Account struct {
	Name     string
	Role     Role
	Method   Method
	Created  time.Time
	Disabled bool
	// Renew: another chose the secret; the officer should choose an own one.
	Renew bool
	// Lockout tells of failed tries; zero where the account may sign in.
	Lockout Lockout
}

// account is an officer's row.
type account struct {
	Account
	wrap     wrap
	disabled int64
	public   []byte // nil: an account that the first program wrote
	card     []byte
	tries    int
	triedAt  int64
}

const accountColumns = `name, role, method, created, disabled, renew, public, card, tries, tried_at,
	salt, memory, time, threads, wrapped`

func scanAccount(row scannable, now time.Time) (account, error) {
	var a account
	var created int64
	err := row.Scan(&a.Name, &a.Role, &a.Method, &created, &a.disabled, &a.Renew, &a.public, &a.card, &a.tries, &a.triedAt,
		&a.wrap.salt, &a.wrap.cost.Memory, &a.wrap.cost.Time, &a.wrap.cost.Threads, &a.wrap.sealed)
	a.Created, a.Disabled = fromDB(created), a.disabled != 0
	a.Lockout = lockout(a.tries, fromDB(a.triedAt), now)
	return a, err
}

// accounts reads all rows, by name.
func accounts(ctx context.Context, q rowsQuerier, now time.Time) ([]account, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+accountColumns+` FROM officers ORDER BY name`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []account
	for rows.Next() {
		a, err := scanAccount(rows, now)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// findAccount finds an account; [siak.KindNotFound] where there is none.
func findAccount(ctx context.Context, q querier, name string, now time.Time) (account, error) {
	a, err := scanAccount(q.QueryRowContext(ctx, `SELECT `+accountColumns+` FROM officers WHERE name = ?`, name), now)
	if errors.Is(err, sql.ErrNoRows) {
		err = siak.E("find the officer", siak.KindNotFound, errors.New("no such account"))
	}
	return a, err
}

// cardForm is what of an account must not be changed behind the store's back;
// sealed with the data key, so that only who had one can have written it.
type cardForm struct {
	Role   string `cbor:"1,keyasint"`
	Method string `cbor:"2,keyasint"`
	Public []byte `cbor:"3,keyasint"`
	Off    bool   `cbor:"4,keyasint"`
}

func cardPlace(officer string) place { return place{table: "cards", key: []byte(officer), version: 1} }

// seal makes the account's card.
func (a account) seal(k *keys) ([]byte, error) {
	text, err := encode(cardForm{Role: string(a.Role), Method: string(a.Method), Public: a.public, Off: a.Disabled})
	if err != nil {
		return nil, err
	}
	return k.ledgerSeal.seal(cardPlace(a.Name), text, smallBucket), nil
}

// proven reports whether what stands in clear of an account is what its card
// says.
func (a account) proven(k *keys) bool {
	text, err := k.ledgerSeal.open(cardPlace(a.Name), a.card)
	var card cardForm
	return err == nil && decode("read a card", text, &card) == nil &&
		card.Role == string(a.Role) && card.Method == string(a.Method) && card.Off == a.Disabled &&
		subtle.ConstantTimeCompare(card.Public, a.public) == 1
}

// write puts the account's row, with a new card, in the place of the one before.
func (a account) write(ctx context.Context, tx *sql.Tx, k *keys) error {
	card, err := a.seal(k)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO officers (`+accountColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET role = excluded.role, method = excluded.method, disabled = excluded.disabled,
			renew = excluded.renew, public = excluded.public, card = excluded.card, tries = excluded.tries,
			tried_at = excluded.tried_at, salt = excluded.salt, memory = excluded.memory, time = excluded.time,
			threads = excluded.threads, wrapped = excluded.wrapped`,
		a.Name, a.Role, a.Method, toDB(a.Created), a.disabled, a.Renew, a.public, card, a.tries, a.triedAt,
		a.wrap.salt, a.wrap.cost.Memory, a.wrap.cost.Time, a.wrap.cost.Threads, a.wrap.sealed)
	return err
}

// give hands the data key of an epoch to the account.
func (a account) give(ctx context.Context, tx *sql.Tx, epoch int64, data []byte) error {
	sealed, err := handOver(a.public, a.Name, epoch, data)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO data_keys (officer, epoch, sealed) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET sealed = excluded.sealed`, a.Name, epoch, sealed)
	return err
}

// Officer names an account that is made.
type Officer struct {
	// Name of the account, at most 64 letters. It stands in clear in the ledger
	// and in the audit: it is the office's data about its staff, not a citizen's.
	Name string
	// Role of the account; "" is [RoleOfficer]. The first officer of a folder is
	// a supervisor whatever stands here.
	Role Role
}

const longestName = 64

func (o Officer) check() error {
	const op = "check the officer"
	n := utf8.RuneCountInString(o.Name)
	if n == 0 || n > longestName || !utf8.ValidString(o.Name) {
		return siak.E(op, siak.KindMalformed, fmt.Errorf("a name has 1 to %d letters", longestName))
	}
	for _, r := range o.Name {
		if !unicode.IsPrint(r) {
			return siak.E(op, siak.KindMalformed, errors.New("an unprintable letter"))
		}
	}
	if o.Role != "" && o.Role != RoleOfficer && o.Role != RoleSupervisor {
		return siak.E(op, siak.KindMalformed, errors.New("no such role"))
	}
	return nil
}

// Role is what an officer may do here.
type Role string

// The roles. The first officer of a folder is a supervisor.
const (
	RoleOfficer    Role = "officer"
	RoleSupervisor Role = "supervisor" // also looks after officers, audit and wipe
)
