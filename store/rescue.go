package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"ikd/station/siak"
)

// Rescue copies from a damaged ledger what can still be read, row by row and
// sealed as it is, to a new file that [Restore] takes; what a row says in a
// sealed column is found out by opening it later. The damaged ledger stays as it
// is. It needs no passphrase. Lost counts the rows that could not be copied as
// far as their numbers are known. Where no officer's account could be read, nobody
// here can open the rest; the registry can open the activations that were sealed to
// it. It fails with [siak.KindRefused] where the new file exists, and with
// [siak.KindDamaged] where nothing can be read.
func Rescue(ctx context.Context, dir, to string) (saved Copy, err error) {
	const op = "rescue the ledger"
	if _, err := os.Lstat(to); err == nil {
		return saved, siak.E(op, siak.KindRefused, errors.New("the file is there already"))
	}
	if !Exists(dir) {
		return saved, siak.E(op, siak.KindNotSetUp, nil)
	}
	sick, part := to+".sick", to+".part"
	defer func() { _ = errors.Join(removeDB(sick), removeDB(part)) }()
	if err := errors.Join(removeDB(sick), removeDB(part), copySick(filepath.Join(dir, ledgerFile), sick)); err != nil {
		return saved, fail(op, err)
	}
	if saved, err = rescue(ctx, sick, part); err != nil {
		return saved, fail(op, err)
	}
	return saved, fail(op, settle(part, to))
}

// copySick copies a file and its WAL, and sets right what every SQLite file of
// ours begins with (sqlite.org/fileformat, section 1.3).
func copySick(from, to string) error {
	if err := copyBytes(from, to); err != nil {
		return err
	}
	if err := copyBytes(from+"-wal", to+"-wal"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(to, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	// Magic; pages of 4096 bytes; WAL; no reserved bytes; the payload's fractions.
	_, err = f.WriteAt([]byte("SQLite format 3\x00\x10\x00\x02\x02\x00\x40\x20\x20"), 0)
	return errors.Join(err, f.Close())
}

func copyBytes(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

func rescue(ctx context.Context, sick, to string) (saved Copy, err error) {
	from, err := openDB(sick, 1, access{}.with(map[string][]string{"mode": {"rw"}}))
	if err != nil {
		return saved, err
	}
	defer from.Close()
	out, err := openCopy(to)
	if err != nil {
		return saved, err
	}
	defer out.Close()
	if err := ledgerSchema.bring(ctx, out, true); err != nil {
		return saved, err
	}
	tables, err := column[string](ctx, out, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
	if err != nil {
		return saved, err
	}
	lost := 0
	for _, table := range tables {
		n, err := rescueTable(ctx, from, out, table)
		if err != nil {
			return saved, err
		}
		lost += n
	}
	if err := headAgain(ctx, out); err != nil {
		return saved, err
	}
	saved, err = describe(ctx, out)
	saved.Lost = lost
	return saved, err
}

// headAgain gives a trail that lost its head the last row as one, without a
// signature, so that it can be gone on with: to verify it tells.
func headAgain(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, `UPDATE audit_head SET
		seq = (SELECT max(seq) FROM audit), hash = (SELECT hash FROM audit ORDER BY seq DESC LIMIT 1), signature = NULL
		WHERE seq = 0 AND EXISTS (SELECT 1 FROM audit)`)
	return err
}

// rescueTable copies a table from its beginning to the first damage and from its
// end to the last; what lies between, where rows have numbers, one by one. A table
// whose root is broken is lost as a whole.
func rescueTable(ctx context.Context, from, to *sql.DB, table string) (lost int, err error) {
	columns, keys, err := shared(ctx, from, to, table)
	if err != nil || len(columns) == 0 {
		return 0, nil // the damaged file is older, or its table cannot be read at all
	}
	err = transact(ctx, to, func(tx *sql.Tx) error {
		emptied, err := tx.ExecContext(ctx, `DELETE FROM `+table)
		if err != nil {
			return err
		}
		begins, err := emptied.RowsAffected()
		if err != nil {
			return err
		}
		c := copier{ctx: ctx, from: from, tx: tx, table: table, columns: columns}
		lost, err = c.all(keys)
		if err == nil && begins > 0 && lost > 0 {
			err = c.keepBeginning()
		}
		return err
	})
	if errors.Is(err, errAsBegun) {
		err = nil
	}
	return lost, err
}

// errAsBegun leaves a table as it is in a new ledger.
var errAsBegun = errors.New("nothing of the table can be read")

func (c copier) keepBeginning() error {
	var rows int
	err := c.tx.QueryRowContext(c.ctx, `SELECT count(*) FROM `+c.table).Scan(&rows)
	if err == nil && rows == 0 {
		err = errAsBegun
	}
	return err
}

// all copies what can be read and counts what cannot.
func (c copier) all(keys []string) (lost int, err error) {
	forward, whole, err := c.run(`ORDER BY ` + strings.Join(keys, ", "))
	if err != nil || whole {
		return 0, err
	}
	backward, _, err := c.run(`ORDER BY ` + strings.Join(keys, " DESC, ") + " DESC")
	if err != nil {
		return 0, err
	}
	return c.between(keys, forward, backward)
}

// shared are the columns that both files have of a table, and its key.
func shared(ctx context.Context, from, to *sql.DB, table string) (columns, keys []string, err error) {
	has, err := column[string](ctx, from, `SELECT name FROM pragma_table_info(?)`, table)
	if err != nil {
		return nil, nil, err
	}
	wants, err := column[string](ctx, to, `SELECT name FROM pragma_table_info(?)`, table)
	if err != nil {
		return nil, nil, err
	}
	keys, err = column[string](ctx, to, `SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk`, table)
	return slices.DeleteFunc(wants, func(c string) bool { return !slices.Contains(has, c) }), keys, err
}

// copier copies rows of one table.
type copier struct {
	ctx     context.Context // of the one call that it lives in
	from    *sql.DB
	tx      *sql.Tx
	table   string
	columns []string
}

// run copies rows until the end or the first that cannot be read. It gives the
// first column of the last row, and whether it came to the end.
func (c copier) run(rest string, args ...any) (last any, whole bool, err error) {
	rows, err := c.from.QueryContext(c.ctx, `SELECT `+strings.Join(c.columns, ", ")+` FROM `+c.table+` NOT INDEXED `+rest, args...)
	if err != nil {
		return nil, false, nil // damage is why we are here
	}
	defer rows.Close()
	insert := fmt.Sprintf(`INSERT OR IGNORE INTO %s (%s) VALUES (?%s)`, c.table, strings.Join(c.columns, ", "), strings.Repeat(", ?", len(c.columns)-1))
	values, into := make([]any, len(c.columns)), make([]any, len(c.columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if rows.Scan(into...) != nil {
			return last, false, nil
		}
		if _, err := c.tx.ExecContext(c.ctx, insert, values...); err != nil && !isConstraint(err) {
			return last, false, err
		}
		last = values[0]
	}
	return last, rows.Err() == nil, c.ctx.Err()
}

// mostBetween bounds the look at rows one by one: more than a station's life.
const mostBetween = 1 << 20

// between tries the rows between the two ends where the key is their number.
func (c copier) between(keys []string, forward, backward any) (lost int, err error) {
	low, isLow := forward.(int64)
	high, isHigh := backward.(int64)
	if !isHigh || len(keys) != 1 {
		return 1, nil // nobody knows how many
	}
	if !isLow {
		low = 0
	}
	for n := low + 1; n < min(high, low+mostBetween); n++ {
		last, _, err := c.run(`WHERE `+keys[0]+` = ?`, n)
		if err != nil {
			return lost, err
		}
		if last == nil {
			lost++
		}
	}
	return lost, nil
}
