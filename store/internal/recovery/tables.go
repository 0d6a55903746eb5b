package recovery

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/sqlitedb"
)

// rescueTable copies a table from its beginning to the first damage and from its
// end to the last; what lies between, where rows have numbers, one by one. A table
// whose root is broken is lost as a whole.
func rescueTable(ctx context.Context, from, to *sql.DB, table string) (lost int, err error) {
	columns, keys, err := shared(ctx, from, to, table)
	if err != nil {
		return 1, nil // nobody knows how many
	}
	if len(columns) == 0 {
		return 0, nil // the damaged file is older
	}
	err = sqlitedb.Transact(ctx, to, func(tx *sql.Tx) error {
		emptied, err := tx.ExecContext(ctx, `DELETE FROM `+table)
		if err != nil {
			return err
		}
		begins, err := emptied.RowsAffected()
		if err != nil {
			return err
		}
		c := tableCopy{ctx: ctx, from: from, tx: tx, table: table, columns: columns}
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

func (c tableCopy) keepBeginning() error {
	var rows int
	err := c.tx.QueryRowContext(c.ctx, `SELECT count(*) FROM `+c.table).Scan(&rows)
	if err == nil && rows == 0 {
		err = errAsBegun
	}
	return err
}

// all copies what can be read and counts what cannot.
func (c tableCopy) all(keys []string) (lost int, err error) {
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
	has, err := sqlitedb.Column[string](ctx, from, `SELECT name FROM pragma_table_info(?)`, table)
	if err != nil {
		return nil, nil, err
	}
	wants, err := sqlitedb.Column[string](ctx, to, `SELECT name FROM pragma_table_info(?)`, table)
	if err != nil {
		return nil, nil, err
	}
	keys, err = sqlitedb.Column[string](ctx, to, `SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk`, table)
	return slices.DeleteFunc(wants, func(c string) bool { return !slices.Contains(has, c) }), keys, err
}

// tableCopy copies rows of one table.
type tableCopy struct {
	ctx     context.Context // of the one call that it lives in
	from    sqlitedb.RowsQuerier
	tx      *sql.Tx
	table   string
	columns []string
	then    string // where such a row is there
}

// run copies rows until the end or the first that cannot be read. It gives the
// first column of the last row, and whether it came to the end.
func (c tableCopy) run(rest string, args ...any) (last any, whole bool, err error) {
	rows, err := c.from.QueryContext(c.ctx, `SELECT `+strings.Join(c.columns, ", ")+` FROM `+c.table+` NOT INDEXED `+rest, args...)
	if err != nil {
		return nil, false, nil // damage is why we are here
	}
	defer rows.Close()
	values, into := make([]any, len(c.columns)), make([]any, len(c.columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if rows.Scan(into...) != nil {
			return last, false, nil
		}
		if err := c.put(values); err != nil {
			return last, false, err
		}
		last = values[0]
	}
	return last, rows.Err() == nil, c.ctx.Err()
}

// put writes a row, unless the table refuses it for what it says.
func (c tableCopy) put(values []any) error {
	_, err := c.tx.ExecContext(c.ctx, `INSERT INTO `+c.table+` (`+strings.Join(c.columns, ", ")+
		`) VALUES (?`+strings.Repeat(", ?", len(values)-1)+`)`+cmp.Or(c.then, ` ON CONFLICT DO NOTHING`), values...)
	if fault.IsConstraint(err) {
		return nil
	}
	return err
}

// mostBetween bounds the look at rows one by one: more than a station's life.
const mostBetween = 1 << 20

// between tries the rows between the two ends where the key is their number.
func (c tableCopy) between(keys []string, forward, backward any) (lost int, err error) {
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
