package migrate

import (
	"context"
	"database/sql"
	"fmt"
)

// SQLiteVersion reads the version of an SQLite file, which is in its header
// (PRAGMA user_version).
func SQLiteVersion(ctx context.Context, tx *sql.Tx) (version int, err error) {
	err = tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	return version, err
}

// SetSQLiteVersion writes what [SQLiteVersion] reads.
func SetSQLiteVersion(ctx context.Context, tx *sql.Tx, version int) error {
	_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version))
	return err
}
