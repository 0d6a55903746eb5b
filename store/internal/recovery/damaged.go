package recovery

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/sqlitedb"
)

// pageBytes is the size of a page of our files, SQLite's own choice.
const pageBytes = 4096

// copyDamaged copies a file and its WAL, sets right what every SQLite file of ours
// begins with (sqlite.org/fileformat, section 1.3), and folds the WAL into it.
func copyDamaged(ctx context.Context, from, to string) error {
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
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	db, err := openDamaged(to)
	if err != nil {
		return err
	}
	var n int
	_ = db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&n) // what it finds, the rescue will
	return sqlitedb.CloseDB(db)                                                // the last one out folds
}

func openDamaged(path string) (*sql.DB, error) {
	return sqlitedb.OpenDB(path, 1, sqlitedb.Access{}.With(map[string][]string{"mode": {"rw"}}))
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

// repairSchema gives a damaged copy whose list of tables does not read, or says something
// else than the recovery copy, a first page that lists them: the recovery copy knows where they
// begin.
func (r *salvage) repairSchema(ctx context.Context) error {
	if r.copied == nil {
		return nil
	}
	kept, err := sqlitedb.GetMeta(ctx, r.copied, metaRootPages)
	if err != nil || kept == nil {
		return err
	}
	if same, err := r.schemaReads(ctx, kept); err != nil || same {
		return err
	}
	roots := map[string]int64{}
	if err := codec.Decode("read the recovery copy", kept, &roots); err != nil {
		return err
	}
	page, err := r.firstPage(ctx, roots)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(r.damaged, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		binary.BigEndian.PutUint32(page[28:], uint32(info.Size()/pageBytes))
		_, err = f.WriteAt(page, 0)
	}
	return errors.Join(err, f.Close())
}

// schemaReads reports whether the damaged copy's own list of tables is what it was.
func (r *salvage) schemaReads(ctx context.Context, kept []byte) (bool, error) {
	db, err := openDamaged(r.damaged)
	if err != nil {
		return false, err
	}
	roots, unread := rootPages(ctx, db)
	return unread == nil && slices.Equal(roots, kept), sqlitedb.CloseDB(db)
}

// firstPage makes the first page of a file that has the ledger's tables at these
// pages.
func (r *salvage) firstPage(ctx context.Context, roots map[string]int64) ([]byte, error) {
	if err := sqlitedb.CreateNew(r.page); err != nil {
		return nil, err
	}
	db, err := sqlitedb.OpenCopy(r.page)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(r.listTables(ctx, db, roots), sqlitedb.CloseDB(db)); err != nil {
		return nil, err
	}
	page, err := os.ReadFile(r.page)
	if err == nil && len(page) != pageBytes {
		err = fault.Damaged("mend the ledger", "its tables do not fit in a page")
	}
	return page, err
}

func (r *salvage) listTables(ctx context.Context, db *sql.DB, roots map[string]int64) error {
	if _, err := db.ExecContext(ctx, `PRAGMA writable_schema = ON`); err != nil {
		return err
	}
	for _, table := range slices.Sorted(maps.Keys(roots)) {
		text, err := r.shortStatement(ctx, table)
		if err == nil && text != "" {
			_, err = db.ExecContext(ctx, `INSERT INTO sqlite_schema VALUES ('table', ?1, ?1, ?2, ?3)`, table, roots[table], text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// shortStatement makes a table of the same columns, in few words.
func (r *salvage) shortStatement(ctx context.Context, table string) (string, error) {
	var numbered bool
	err := r.out.QueryRowContext(ctx, `SELECT NOT wr FROM pragma_table_list WHERE name = ? AND name NOT LIKE 'sqlite_%'`, table).Scan(&numbered)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	columns, err := sqlitedb.Column[string](ctx, r.out, `SELECT name || CASE WHEN pk AND ?2 THEN ' INTEGER PRIMARY KEY' ELSE '' END ||
		coalesce(' DEFAULT ' || dflt_value, '') FROM pragma_table_info(?1) ORDER BY cid`, table, numbered)
	if err != nil || numbered {
		return fmt.Sprintf(`CREATE TABLE %s(%s)`, table, strings.Join(columns, ",")), err
	}
	keys, err := sqlitedb.Column[string](ctx, r.out, `SELECT name FROM pragma_table_info(?1) WHERE pk ORDER BY pk`, table)
	return fmt.Sprintf(`CREATE TABLE %s(%s,PRIMARY KEY(%s))WITHOUT ROWID`, table, strings.Join(columns, ","), strings.Join(keys, ",")), err
}
