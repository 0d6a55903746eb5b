package recovery

import (
	"bytes"
	"database/sql"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"ikd/station/siak"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/sqlitedb"
	"ikd/station/store/internal/storetest"
)

// numbers are whole numbers around the ends of each of SQLite's forms.
var numbers = []int64{
	0, 1, 2, -1, 127, 128, -128, -129, 1<<15 - 1, 1 << 15, -1 << 15, 1<<23 - 1, 1 << 23, -1<<23 - 1,
	1<<31 - 1, 1 << 31, 1<<47 - 1, 1 << 47, -1<<47 - 1, math.MaxInt64, math.MinInt64,
}

// image makes a file of two tables, one with numbered rows and one without, and gives
// its bytes and what SQLite itself reads of them, by the first value.
func image(t *testing.T) (file []byte, want map[string][]any) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "made.db")
	db, err := sqlitedb.OpenWriter(path, sqlitedb.Access{Synchronous: sqlitedb.SyncNormal})
	storetest.OK(t, err)
	storetest.OK(t, sqlitedb.Transact(t.Context(), db, func(tx *sql.Tx) error { return fill(tx) }))
	want = map[string][]any{}
	for _, statement := range []string{`SELECT n, name, v FROM numbered`, `SELECT name, v FROM named`} {
		rows, err := db.QueryContext(t.Context(), statement)
		storetest.OK(t, err)
		for rows.Next() {
			columns, err := rows.Columns()
			storetest.OK(t, err)
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			storetest.OK(t, rows.Scan(into...))
			want[rowKey(values)] = values
		}
		storetest.OK(t, rows.Err())
	}
	storetest.OK(t, sqlitedb.CloseDB(db))
	file, err = os.ReadFile(path)
	storetest.OK(t, err)
	return file, want
}

func fill(tx *sql.Tx) error {
	if _, err := tx.Exec(`CREATE TABLE numbered (n INTEGER PRIMARY KEY, name TEXT, v)`); err != nil {
		return err
	}
	if _, err := tx.Exec(`CREATE TABLE named (name TEXT PRIMARY KEY, v) WITHOUT ROWID`); err != nil {
		return err
	}
	values := []any{nil, 1.5, "", "tulisan", []byte{}, []byte{0, 1}}
	for _, n := range numbers {
		values = append(values, n)
	}
	// Around the lengths at which a row goes on over to other pages.
	for _, length := range []int{900, 988, 1003, 1100, 4000, 4042, 4061, 4096, 8200, 20000} {
		values = append(values, bytes.Repeat([]byte{7}, length))
	}
	for i, v := range values {
		name := fmt.Sprintf("row-%03d", i)
		if _, err := tx.Exec(`INSERT INTO numbered (n, name, v) VALUES (?, ?, ?)`, int64(i*i*i*i)+1, name, v); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO named (name, v) VALUES (?, ?)`, name, v); err != nil {
			return err
		}
	}
	return nil
}

// rowKey names a row of either table.
func rowKey(values []any) string { return fmt.Sprintf("%d %v", len(values), values[len(values)-2]) }

// ours reports whether a row is of one of the two tables.
func ours(values []any) bool {
	if len(values) != 2 && len(values) != 3 {
		return false
	}
	_, named := values[len(values)-2].(string)
	return named
}

// What is read from the bytes of a file's leaves is what SQLite reads. Rows of the
// table without numbers stand on inner pages too, which no leaf shows.
func TestLeavesReadAsSQLiteReadsThem(t *testing.T) {
	file, want := image(t)
	found := map[string]bool{}
	numbered := 0
	for row := range leafRows(file, ours) {
		key := rowKey(row)
		if !reflect.DeepEqual(row, want[key]) {
			t.Errorf("%s: %.80q, SQLite reads %.80q", key, row, want[key])
		}
		if found[key] {
			t.Errorf("%s is there twice", key)
		}
		found[key] = true
		if len(row) == 3 {
			numbered++
		}
	}
	if numbered != len(want)/2 {
		t.Errorf("%d numbered rows, want %d", numbered, len(want)/2)
	}
	if named := len(found) - numbered; named < len(want)/2*3/4 {
		t.Errorf("%d rows of the other table, of %d", named, len(want)/2)
	}
}

// A row that goes on over to a page which is not there is no row, and the others are
// still found.
func TestRowWithoutItsOverflowIsLeftOut(t *testing.T) {
	file, want := image(t)
	cut := file[:len(file)-pageBytes]
	lost := len(want)
	for row := range leafRows(cut, ours) {
		if !reflect.DeepEqual(row, want[rowKey(row)]) {
			t.Errorf("%s reads otherwise", rowKey(row))
		}
		lost--
	}
	whole := len(want)
	for range leafRows(file, ours) {
		whole--
	}
	if lost <= whole {
		t.Error("nothing was lost with the last page")
	}
}

// Whatever stands in a damaged file, reading it ends and gives no row that is longer
// than the file.
func TestDamagedPagesEnd(t *testing.T) {
	file, _ := image(t)
	rapid.Check(t, func(t *rapid.T) {
		damaged := bytes.Clone(file)
		for range rapid.IntRange(1, 200).Draw(t, "changes") {
			damaged[rapid.IntRange(0, len(damaged)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		}
		// Headers of pages and cells are few bytes; they are hit on purpose.
		page := rapid.IntRange(1, len(damaged)/pageBytes-1).Draw(t, "page") * pageBytes
		copy(damaged[page:], rapid.SliceOfN(rapid.Byte(), 0, 64).Draw(t, "header"))
		for row := range leafRows(damaged, func([]any) bool { return true }) {
			for _, v := range row {
				if b, is := v.([]byte); is && len(b) > len(damaged) {
					t.Fatalf("a value of %d bytes in a file of %d", len(b), len(damaged))
				}
			}
		}
	})
}

func TestRecordsThatAreNone(t *testing.T) {
	for name, payload := range map[string][]byte{
		"nothing":                  nil,
		"a header past the end":    {0x05, 0x01, 0x01},
		"a header of no length":    {0x00},
		"a value past the end":     {0x02, 0x06, 1, 2, 3},
		"text past the end":        {0x02, 0x19, 'a'},
		"a reserved form":          {0x02, 0x0a},
		"a form cut in the middle": {0x02, 0x81, 0x01},
		"a header of many bytes":   {0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1},
	} {
		if values := recordValues(payload); values != nil {
			t.Errorf("%s: %v", name, values)
		}
	}
	if values := recordValues([]byte{0x04, 0x00, 0x09, 0x0f, 'x'}); !reflect.DeepEqual(values, []any{nil, int64(1), "x"}) {
		t.Errorf("%v", values)
	}
}

// The shapes keep the ledger's tables apart.
func TestShapesAreOfOneTableEach(t *testing.T) {
	mark, id, hash := make([]byte, seal.MarkLength), make([]byte, len(siak.ActivationID{})), make([]byte, 32)
	activation := []any{int64(1), id, mark, "queued", "", nil, nil, nil, int64(0), []byte("sealed")}
	rows := map[string][]any{
		"activations": activation,
		"used":        {mark, id},
		"neither":     {mark, id[1:]},
		"nothing":     nil,
		"no audit":    {int64(1), []byte("rubbish"), hash},
	}
	for name, row := range rows {
		for table, is := range LeafShapes {
			if is(row) != (name == table) {
				t.Errorf("%s is taken for a row of %s: %v", name, table, is(row))
			}
		}
	}
}
