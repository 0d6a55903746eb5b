package bulk

import (
	"context"
	"database/sql"
	"strings"
)

// Writer inserts many rows in a statement.
type Writer struct {
	tx      *sql.Tx
	into    string
	row     string // its values
	then    string // behind the values
	columns int    // 3: with the record's data
	args    []any
	arena   []byte
}

const RowsPerStatement = 128

func NewWriter(tx *sql.Tx, into, row, then string) *Writer {
	return &Writer{tx: tx, into: into, row: row, then: then, columns: strings.Count(row, "?")}
}

func (w *Writer) Add(ctx context.Context, r Record) error {
	w.args = append(w.args, int64(r.First), int64(r.Second))
	if w.columns == 3 {
		at := len(w.arena)
		w.arena = append(w.arena, r.Data...)
		w.args = append(w.args, w.arena[at:len(w.arena):len(w.arena)])
	}
	if len(w.args) < RowsPerStatement*w.columns {
		return nil
	}
	return w.Flush(ctx)
}

func (w *Writer) Flush(ctx context.Context) error {
	if len(w.args) == 0 {
		return nil
	}
	rows := strings.Repeat(w.row+", ", len(w.args)/w.columns-1) + w.row
	_, err := w.tx.ExecContext(ctx, w.into+rows+w.then, w.args...)
	clear(w.args)
	w.args, w.arena = w.args[:0], w.arena[:0]
	return err
}
