// Package accounts has the rows of the officers' accounts, and the lockout.
package accounts

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"ikd/station/store/internal/fault"

	"ikd/station/siak"
	"ikd/station/siak/personname"
	"ikd/station/siak/text"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/secrets"
	"ikd/station/store/internal/sqlitedb"
)

// Account is an officer's account as it may be shown before anybody signed in.
type Account struct {
	Name     string
	Role     Role
	Method   secrets.Method
	Created  time.Time
	Disabled bool
	// Renew: another chose the secret; the officer should choose an own one.
	Renew bool
	// Binding is what of the account's key the laptop alone has.
	Binding secrets.Binding
	// Lockout tells of failed tries; zero where the account may sign in.
	Lockout Lockout
}

// Row is an officer's row.
type Row struct {
	Account
	Wrap       secrets.Wrap
	DisabledAt int64
	Public     []byte // nil: an account that the first program wrote
	Signing    []byte // public half of the key that the officer signs with; nil: none yet
	card       []byte
	Tries      int
	TriedAt    int64
}

const accountColumns = `name, role, method, created, disabled, renew, public, card, tries, tried_at,
	salt, memory, time, threads, wrapped, signing, binding, blob`

// olderColumns are those of the version before, whose accounts had no signing keys and
// whose wraps were not bound.
var olderColumns = strings.Replace(accountColumns, "signing, binding, blob", "NULL, '', NULL", 1)

// older reports whether a file lacks the columns that this version added.
func older(err error) bool { return strings.Contains(err.Error(), "no such column: ") }

func scan(row sqlitedb.Scanner, now time.Time) (Row, error) {
	var a Row
	var created int64
	err := row.Scan(&a.Name, &a.Role, &a.Method, &created, &a.DisabledAt, &a.Renew, &a.Public, &a.card, &a.Tries, &a.TriedAt,
		&a.Wrap.Salt, &a.Wrap.Cost.Memory, &a.Wrap.Cost.Time, &a.Wrap.Cost.Threads, &a.Wrap.Sealed, &a.Signing, &a.Wrap.Binding, &a.Wrap.Blob)
	a.Created, a.Disabled = codec.FromUnixNano(created), a.DisabledAt != 0
	a.Binding = a.Wrap.Bound(a.Method)
	a.Lockout = lockoutAfter(a.Tries, codec.FromUnixNano(a.TriedAt), now)
	return a, err
}

// All reads all rows, by name.
func All(ctx context.Context, q sqlitedb.RowsQuerier, now time.Time) ([]Row, error) {
	return list(ctx, q, accountColumns, now)
}

// Peek reads all rows of a file that the version before may have written.
func Peek(ctx context.Context, q sqlitedb.RowsQuerier, now time.Time) ([]Row, error) {
	all, err := list(ctx, q, accountColumns, now)
	if err != nil && older(err) {
		return list(ctx, q, olderColumns, now)
	}
	return all, err
}

func list(ctx context.Context, q sqlitedb.RowsQuerier, columns string, now time.Time) ([]Row, error) {
	rows, err := q.QueryContext(ctx, `SELECT `+columns+` FROM officers ORDER BY name`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Row
	for rows.Next() {
		a, err := scan(rows, now)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// Find finds an account; [siak.KindNotFound] where there is none.
func Find(ctx context.Context, q sqlitedb.Querier, name string, now time.Time) (Row, error) {
	a, err := scan(q.QueryRowContext(ctx, `SELECT `+accountColumns+` FROM officers WHERE name = ?`, name), now)
	if err != nil && older(err) { // a recovery copy
		a, err = scan(q.QueryRowContext(ctx, `SELECT `+olderColumns+` FROM officers WHERE name = ?`, name), now)
	}
	if errors.Is(err, sql.ErrNoRows) {
		err = siak.E("find the officer", fault.KindNotFound, errors.New("no such account"))
	}
	return a, err
}

// Named is the name of the account that somebody means who typed a name: the one
// that is written so or, where there is none, the only one that differs from it by
// case, blanks or form alone. It fails with [siak.KindNotFound] and, where an older
// version let several of those be made, with [siak.KindWhichAccount].
func Named(ctx context.Context, q sqlitedb.RowsQuerier, typed string) (name string, err error) {
	const op = "find the officer"
	all, err := sqlitedb.Column[string](ctx, q, `SELECT name FROM officers ORDER BY name`)
	if err != nil || slices.Contains(all, typed) {
		return typed, err
	}
	key := personname.Key(typed)
	like := slices.DeleteFunc(all, func(n string) bool { return personname.Key(n) != key })
	switch {
	case key == "" || len(like) == 0:
		return "", siak.E(op, fault.KindNotFound, errors.New("no such account"))
	case len(like) > 1:
		return "", siak.E(op, fault.KindWhichAccount, nil)
	}
	return like[0], nil
}

// cardForm is what of an account must not be changed behind the store's back;
// sealed with the data key, so that only who had one can have written it.
type cardForm struct {
	Role   string `cbor:"1,keyasint"`
	Method string `cbor:"2,keyasint"`
	Public []byte `cbor:"3,keyasint"`
	Off    bool   `cbor:"4,keyasint"`
	// Signing is missing on cards from before officers had signing keys.
	Signing []byte `cbor:"5,keyasint,omitempty"`
}

// CardPlace is the place that the card of that officer's account is sealed to.
func CardPlace(officer string) seal.Place {
	return seal.Place{Table: "cards", Key: []byte(officer), Version: 1}
}

// SealCard makes the account's card.
func (a Row) SealCard(k *seal.Keys) ([]byte, error) {
	text, err := codec.Encode(cardForm{Role: string(a.Role), Method: string(a.Method), Public: a.Public, Off: a.Disabled, Signing: a.Signing})
	if err != nil {
		return nil, err
	}
	return k.LedgerSeal.Seal(CardPlace(a.Name), text, seal.SmallBucket), nil
}

// Authentic reports whether what stands in clear of an account is what its card
// says.
func (a Row) Authentic(k *seal.Keys) bool {
	text, err := k.LedgerSeal.Open(CardPlace(a.Name), a.card)
	var card cardForm
	return err == nil && codec.Decode("read a card", text, &card) == nil &&
		card.Role == string(a.Role) && card.Method == string(a.Method) && card.Off == a.Disabled &&
		subtle.ConstantTimeCompare(card.Public, a.Public) == 1 && subtle.ConstantTimeCompare(card.Signing, a.Signing) == 1
}

// Save puts the account's row, with a new card, in the place of the one before.
func (a Row) Save(ctx context.Context, tx *sql.Tx, k *seal.Keys) error {
	card, err := a.SealCard(k)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO officers (`+accountColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET role = excluded.role, method = excluded.method, disabled = excluded.disabled,
			renew = excluded.renew, public = excluded.public, card = excluded.card, tries = excluded.tries,
			tried_at = excluded.tried_at, salt = excluded.salt, memory = excluded.memory, time = excluded.time,
			threads = excluded.threads, wrapped = excluded.wrapped, signing = excluded.signing, binding = excluded.binding, blob = excluded.blob`,
		a.Name, a.Role, a.Method, codec.UnixNano(a.Created), a.DisabledAt, a.Renew, a.Public, card, a.Tries, a.TriedAt,
		a.Wrap.Salt, a.Wrap.Cost.Memory, a.Wrap.Cost.Time, a.Wrap.Cost.Threads, a.Wrap.Sealed, a.Signing, a.Wrap.Binding, a.Wrap.Blob)
	return err
}

// GiveDataKey hands the data key of an epoch to the account.
func (a Row) GiveDataKey(ctx context.Context, tx *sql.Tx, epoch int64, data []byte) error {
	sealed, err := seal.SealDataKey(a.Public, a.Name, epoch, data)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO data_keys (officer, epoch, sealed) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET sealed = excluded.sealed`, a.Name, epoch, sealed)
	return err
}

// Officer names an account that is made.
type Officer struct {
	// Name of the account, at most 64 letters; accounts whose names differ by case,
	// blanks or form alone are one. It stands in clear in the ledger
	// and in the audit: it is the office's data about its staff, not a citizen's.
	Name string
	// Role of the account; "" is [RoleOfficer]. The first officer of a folder is
	// a supervisor whatever stands here.
	Role Role
}

const longestName = 64

// Canonical is the officer with the name in its one form. It fails as
// [Officer.Check], and with [siak.KindAccountName] on a name that has no letter and
// on what [text.Canonical] refuses.
func (o Officer) Canonical() (Officer, error) {
	const op = "check the officer"
	name, err := text.Canonical(o.Name)
	if err == nil && name != "" && personname.Key(name) == "" {
		err = errors.New("a name has a letter")
	}
	if err != nil {
		return o, siak.E(op, fault.KindAccountName, err)
	}
	o.Name = name
	return o, o.Check()
}

// Check fails with [siak.KindAccountName] on a name that is empty, too long or not
// printable, and with [siak.KindBadValue] on a role that there is not.
func (o Officer) Check() error {
	const op = "check the officer"
	n := utf8.RuneCountInString(o.Name)
	if n == 0 || n > longestName || !utf8.ValidString(o.Name) {
		return siak.E(op, fault.KindAccountName, fmt.Errorf("a name has 1 to %d letters", longestName))
	}
	for _, r := range o.Name {
		if !unicode.IsPrint(r) {
			return siak.E(op, fault.KindAccountName, errors.New("an unprintable letter"))
		}
	}
	if o.Role != "" && o.Role != RoleOfficer && o.Role != RoleSupervisor {
		return siak.E(op, fault.KindBadValue, errors.New("no such role"))
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
