package table

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

// Format is what a file is.
type Format string

// The formats.
const (
	Delimited Format = "csv"   // text with a separator between cells
	XLSX      Format = "xlsx"  // Office Open XML, ISO/IEC 29500
	JSONLines Format = "jsonl" // an object in each line
)

// Column is one that the caller knows.
type Column struct {
	Name string // in the caller's words, a heading as well
	// Titles are other headings of it, in whatever case and with whatever between
	// the words.
	Titles   []string
	Required bool
	// Or is another column that stands in for a required one.
	Or string
}

// Options of reading. All but the columns may be left out.
type Options struct {
	Columns []Column
	// Ignored are headings that are known and not used: those of a report.
	Ignored []string
	// Format is found where it is "".
	Format Format
	// Encoding is one of [Encodings]; found where it is "", but Windows-1252, which
	// nothing in a file tells for certain, must be said.
	Encoding Encoding
	// Separator is found where it is 0: one of , ; tab |.
	Separator rune
	// Sheet names the sheet of a workbook; where it is "" the one with the headings
	// is found.
	Sheet string
}

// Error is a file that cannot be read as a table at all. Its text names what to
// do, and holds nothing of what is in the file but headings and names of sheets.
type Error struct{ text string }

func (e *Error) Error() string { return e.text }

func refuse(format string, args ...any) error { return &Error{fmt.Sprintf(format, args...)} }

// Fault is something in a row that cannot be taken.
type Fault struct {
	Row    int    // as a spreadsheet counts them, from 1, the headings' too
	Column string // the heading as it stands in the file; "" for the whole row
	Read   string // what stood there: personal data
	Meant  string // what is meant, and what to do
}

// Cell is what stands in one.
type Cell struct {
	Text string
	// Number: the workbook has a number there and not a text.
	Number bool
	// Broken is why there is no value, "" where there is one.
	Broken string
	// from1904: the workbook counts days from 1904.
	from1904 bool
}

// Empty reports whether nothing stands there.
func (c Cell) Empty() bool { return c.Broken == "" && strings.TrimSpace(c.Text) == "" }

// Row is one below the headings, empty ones left out.
type Row struct {
	Number int
	Cells  []Cell
	// Fault is what is wrong with the row as a whole; its cells are then not to be
	// believed.
	Fault  *Fault
	places map[string]int
}

// Cell is the one of a column, an empty one where the file has no such column.
func (r Row) Cell(column string) Cell {
	if i, found := r.places[column]; found && i < len(r.Cells) {
		return r.Cells[i]
	}
	return Cell{}
}

// Table is an opened file.
type Table struct {
	// Format, Encoding, Separator and Sheet are what was found, or said.
	Format    Format
	Encoding  Encoding
	Separator rune
	Sheet     string
	// Headings are the file's, as they stand there, by place.
	Headings []string
	// Unused are those that no column of the caller has.
	Unused []string

	row    int // the headings' row
	places map[string]int
	source source
	hidden int
}

// source gives the rows of a file from its beginning, each time anew.
type source interface {
	rows() iter.Seq2[rawRow, error]
}

// rawRow is a row before the headings are known.
type rawRow struct {
	number int
	cells  []Cell
	broken string // why it is none
	hidden bool
}

func (r rawRow) empty() bool {
	return r.broken == "" && !slices.ContainsFunc(r.cells, func(c Cell) bool { return !c.Empty() })
}

// Open tells what a file is and finds its headings. It fails with an [*Error].
func Open(in io.ReaderAt, size int64, o Options) (*Table, error) {
	f := file{in, size}
	format, err := f.format(o.Format)
	if err != nil {
		return nil, err
	}
	switch format {
	case XLSX:
		return openWorkbook(f, o)
	case JSONLines:
		return openJSONLines(f, o)
	}
	return openDelimited(f, o)
}

// Title is the heading of a column in the file, or the column's name where it has
// none.
func (t *Table) Title(column string) string {
	if i, found := t.places[column]; found && i < len(t.Headings) {
		return t.Headings[i]
	}
	return column
}

// Place is the place of a column in [Table.Headings]; false where there is none.
func (t *Table) Place(column string) (int, bool) {
	i, found := t.places[column]
	return i, found
}

// Has reports whether the file has a column.
func (t *Table) Has(column string) bool {
	_, found := t.places[column]
	return found
}

// Hidden is how many rows of the last reading a spreadsheet hides. They are read
// as the others are.
func (t *Table) Hidden() int { return t.hidden }

// Rows reads the rows below the headings. An error ends them: the file itself
// cannot be read on.
func (t *Table) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		t.hidden = 0
		for raw, err := range t.source.rows() {
			if err != nil {
				yield(Row{}, err)
				return
			}
			if raw.number <= t.row || raw.empty() || t.isRepeated(raw) {
				continue
			}
			if raw.hidden {
				t.hidden++
			}
			if !yield(t.finish(raw), nil) {
				return
			}
		}
	}
}

// finish judges a row as a whole.
func (t *Table) finish(raw rawRow) Row {
	r := Row{Number: raw.number, Cells: raw.cells, places: t.places}
	switch {
	case raw.broken != "":
		r.Fault = &Fault{Row: raw.number, Read: joined(raw.cells), Meant: raw.broken}
	case len(raw.cells) > len(t.Headings) && !(rawRow{cells: raw.cells[len(t.Headings):]}).empty():
		r.Fault = &Fault{
			Row: raw.number, Read: joined(raw.cells),
			Meant: fmt.Sprintf("%d cells where the headings are %d: a text with a separator in it stands in quotation marks", len(raw.cells), len(t.Headings)),
		}
	}
	return r
}

// joined is a row as one text, for who looks for it.
func joined(cells []Cell) string {
	var b strings.Builder
	for i, c := range cells {
		if i > 0 {
			b.WriteString(" | ")
		}
		if b.WriteString(c.Text); b.Len() > maxShown {
			break
		}
	}
	return Shown(b.String())
}

// maxShown is how much of a cell is shown, in bytes.
const maxShown = 200

// Shown is what stood in a cell as a screen can bear it: one line, not too long,
// nothing that moves a terminal's cursor, bytes of another encoding as <E9>.
func Shown(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch _, size := utf8.DecodeRuneInString(s[i:]); {
		case b.Len() >= maxShown:
			b.WriteString("…")
			return b.String()
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, "<%02X>", s[i])
		case r == '\n':
			b.WriteString("↵")
		case !printable(r):
			fmt.Fprintf(&b, "<U+%04X>", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
