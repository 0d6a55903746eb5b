package sqlitedb

import (
	"context"
	"database/sql"
)

// RowsQuerier is a database or a transaction.
type RowsQuerier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// BothQuerier is a database or a transaction.
type BothQuerier interface {
	Querier
	RowsQuerier
}

// Column reads one column of all rows.
func Column[T any](ctx context.Context, db RowsQuerier, query string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// Scanner is one row of a query: *sql.Row, *sql.Rows.
type Scanner interface{ Scan(into ...any) error }

// Querier is a database or a transaction.
type Querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}
