package sqlite

import (
	"database/sql"
	"errors"
	"strings"
)

// rowsPerInsert is how many rows one statement takes: what a statement costs on
// its way through the driver is then shared by as many.
const rowsPerInsert = 64

// Bulk inserts many rows. Flush it at the end; nobody may use the transaction in
// between for what depends on the rows.
type Bulk struct {
	tx        *conn
	into, row string
	full      *sql.Stmt
	args      []any
	rows      int
}

// Bulk begins to insert rows: into is "INSERT INTO t (a, b) VALUES", row "(?, ?)".
func (t *conn) Bulk(into, row string) *Bulk { return &Bulk{tx: t, into: into, row: row} }

// Add inserts a row, sooner or later.
func (b *Bulk) Add(args ...any) error {
	b.args = append(b.args, args...)
	if b.rows++; b.rows < rowsPerInsert {
		return nil
	}
	if b.full == nil {
		var err error
		if b.full, err = b.tx.sql.PrepareContext(b.tx.ctx, b.query()); err != nil {
			return err
		}
	}
	_, err := b.full.ExecContext(b.tx.ctx, b.args...)
	b.args, b.rows = b.args[:0], 0
	return refused(err)
}

// Flush inserts what is left.
func (b *Bulk) Flush() (err error) {
	if b.rows > 0 {
		_, err = b.tx.sql.ExecContext(b.tx.ctx, b.query(), b.args...)
		b.args, b.rows = b.args[:0], 0
	}
	if b.full != nil {
		err = errors.Join(err, b.full.Close())
		b.full = nil
	}
	return refused(err)
}

// query inserts as many rows as there are.
func (b *Bulk) query() string {
	return b.into + " " + strings.Repeat(b.row+", ", b.rows-1) + b.row
}
