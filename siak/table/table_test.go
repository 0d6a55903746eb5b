package table_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"ikd/station/siak/table"
)

var columns = []table.Column{
	{Name: "nik", Required: true},
	{Name: "name", Titles: []string{"Nama Lengkap", "nama", "NAMA_LGKP"}, Required: true},
	{Name: "birth", Titles: []string{"Tanggal Lahir", "Tgl. Lahir"}},
}

func open(data []byte, o table.Options) (*table.Table, error) {
	if o.Columns == nil {
		o.Columns = columns
	}
	return table.Open(bytes.NewReader(data), int64(len(data)), o)
}

// read gives the rows as texts: the number, then name and NIK, or the fault.
func read(t *testing.T, data []byte, o table.Options) (all []string) {
	t.Helper()
	tab, err := open(data, o)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // from the beginning each time
		all = nil
		for r, err := range tab.Rows() {
			switch {
			case err != nil:
				t.Fatal(err)
			case r.Fault != nil:
				all = append(all, fmt.Sprint(r.Number, " fault: ", r.Fault.Meant))
			default:
				all = append(all, fmt.Sprint(r.Number, " ", r.Cell("nik").Text, " ", r.Cell("name").Text))
			}
		}
	}
	return all
}

func want(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: (-want +got)\n%s", what, diff)
	}
}

// The same list, however it is written.
func TestForms(t *testing.T) {
	const list = "nik,name\n1,José\n2,Siti\n"
	utf16 := func(e unicode.Endianness, mark unicode.BOMPolicy, s string) []byte {
		b, err := unicode.UTF16(e, mark).NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return []byte(b)
	}
	latin, err := charmap.Windows1252.NewEncoder().String(list)
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		data []byte
		o    table.Options
	}{
		"UTF-8":                  {[]byte(list), table.Options{}},
		"its mark":               {[]byte("\xef\xbb\xbf" + list), table.Options{}},
		"UTF-16 LE, mark":        {utf16(unicode.LittleEndian, unicode.UseBOM, list), table.Options{}},
		"UTF-16 BE, mark":        {utf16(unicode.BigEndian, unicode.UseBOM, list), table.Options{}},
		"UTF-16 LE":              {utf16(unicode.LittleEndian, unicode.IgnoreBOM, list), table.Options{}},
		"UTF-16 BE":              {utf16(unicode.BigEndian, unicode.IgnoreBOM, list), table.Options{}},
		"Windows-1252, said":     {[]byte(latin), table.Options{Encoding: table.Windows1252}},
		"semicolons":             {[]byte(strings.ReplaceAll(list, ",", ";")), table.Options{}},
		"tabs":                   {[]byte(strings.ReplaceAll(list, ",", "\t")), table.Options{}},
		"bars":                   {[]byte(strings.ReplaceAll(list, ",", "|")), table.Options{}},
		"another, said":          {[]byte(strings.ReplaceAll(list, ",", "#")), table.Options{Separator: '#'}},
		"CR LF":                  {[]byte(strings.ReplaceAll(list, "\n", "\r\n")), table.Options{}},
		"CR":                     {[]byte(strings.ReplaceAll(list, "\n", "\r")), table.Options{}},
		"no end of the last":     {[]byte(strings.TrimSpace(list)), table.Options{}},
		"quotation marks":        {[]byte("\"nik\",\"name\"\n\"1\", \"José\" \n\"2\",Siti\n"), table.Options{}},
		"capitals":               {[]byte("NIK,Nama Lengkap\n1,José\n2,Siti\n"), table.Options{}},
		"underscores":            {[]byte("Nik,NAMA_LGKP\n1,José\n2,Siti\n"), table.Options{}},
		"brackets":               {[]byte("NIK (16 angka),nama. lengkap\n1,José\n2,Siti\n"), table.Options{}},
		"a report's":             {[]byte("nik,name,fault_reason\n1,José,x\n2,Siti,y\n"), table.Options{Ignored: []string{"fault reason"}}},
		"the numbers of columns": {[]byte("nik,name\n(1),(2)\n1,José\n2,Siti\n"), table.Options{}},
		"headings again":         {[]byte("nik,name\n1,José\nnik,name\n2,Siti\n"), table.Options{}},
		"JSON Lines":             {[]byte("{\"nik\":\"1\",\"name\":\"José\"}\n{\"NIK\":2,\"Nama\":\"Siti\"}\n"), table.Options{}},
	} {
		t.Run(what, func(t *testing.T) {
			got := read(t, c.data, c.o)
			if len(got) != 2 {
				t.Fatalf("%q", got)
			}
			for i, r := range got {
				_, got[i], _ = strings.Cut(r, " ")
			}
			want(t, what, got, "1 José", "2 Siti")
		})
	}
	// A separator that a spreadsheet says, and what stands above the headings.
	want(t, "sep", read(t, []byte("sep=;\nDaftar warga, kecamatan Beji\n\nnik;name\n1;A, B\n"), table.Options{}), "5 1 A, B")
}

// A row that is none costs itself alone, with the number that a spreadsheet shows.
func TestBrokenRows(t *testing.T) {
	data := []byte(strings.Join([]string{
		`nik,name,birth`,
		`1,"Budi`, // never closed
		`2,Siti`,
		`3,"A ""B"" C",x`,
		`4,"two`, // one cell of two lines
		`lines",x`,
		``,
		`5,Santoso, Budi,x`, // a separator in a text
		`6,"a "b" c",x`,
		`7,Dewi`,
		strings.Repeat("x", 1<<20+1),
		`8,Agus,x`,
		`9,"again`,
		`10,"Rina",x`, // closes the mark of the row above with its own
		`11,Joko,x`,
	}, "\n"))
	want(t, "rows", read(t, data, table.Options{}),
		"2 fault: a quotation mark is not closed", "3 2 Siti", `4 3 A "B" C`, "5 4 two\nlines",
		"7 fault: 4 cells where the headings are 3: a text with a separator in it stands in quotation marks",
		"8 fault: a quotation mark within a text in quotation marks must be written twice", "9 7 Dewi",
		"10 fault: a line of more than a million characters is no row", "11 8 Agus",
		"12 fault: a quotation mark is not closed", "13 10 Rina", "14 11 Joko")
	want(t, "objects", read(t, []byte("{\"nik\":\"1\",\"name\":\"A\"}\n{\"nik\"\n{\"shoe\":1}\n{\"nik\":[1]}\n{} {}\n\n{\"nik\":\"2\",\"name\":null}\n"), table.Options{}),
		"1 1 A", "2 fault: not one object in its line", "3 fault: the object has a column that is not known",
		"4 fault: a value is neither a text nor a number", "5 fault: not one object in its line", "7 2 ")
}

// What is no table is told as what it is, and nothing of a person is in it.
func TestWhatIsNoTable(t *testing.T) {
	for what, c := range map[string]struct {
		data, says string
		o          table.Options
	}{
		"nothing":          {"", "empty", table.Options{}},
		"blank":            {"\n \n", "empty", table.Options{}},
		"no headings":      {"3276061703929001,Budi\n", "no row with headings was found; it needs nik, name", table.Options{}},
		"one is missing":   {"nik,alamat\n1,x\n", `no heading for name; there is a column that is not known: "alamat"`, table.Options{}},
		"one is twice":     {"nik,nama,name\n1,x,y\n", `more than one heading for the same column: "name"`, table.Options{}},
		"an old workbook":  {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls", table.Options{}},
		"a web page":       {"<HTML><table>", "web page", table.Options{}},
		"a PDF":            {"%PDF-1.7", "PDF", table.Options{}},
		"UTF-32":           {"\xff\xfe\x00\x00n\x00\x00\x00", "UTF-32", table.Options{}},
		"another mark":     {"\xef\xbb\xbfnik,name\n", "mark of utf-8 and is not windows-1252", table.Options{Encoding: table.Windows1252}},
		"no encoding":      {"nik,name\n", "no encoding", table.Options{Encoding: "ebcdic"}},
		"no separator":     {"nik,name\n", "no separator", table.Options{Separator: '"'}},
		"a ZIP archive":    {"PK\x03\x04 and so on", "damaged", table.Options{}},
		"said to be XLSX":  {"nik,name\n", "no XLSX", table.Options{Format: table.XLSX}},
		"said to be lines": {"nik,name\n1,A\n", "", table.Options{Format: table.JSONLines}},
	} {
		_, err := open([]byte(c.data), c.o)
		if e, is := errors.AsType[*table.Error](err); c.says != "" && (!is || !strings.Contains(e.Error(), c.says)) {
			t.Errorf("%s: %v, want %q", what, err, c.says)
		}
		if err != nil && (strings.Contains(err.Error(), "3276") || strings.Contains(err.Error(), "Budi")) {
			t.Errorf("%s: a person is in %v", what, err)
		}
	}
}

// What a screen is shown moves no cursor and has an end.
func TestShown(t *testing.T) {
	for in, out := range map[string]string{
		"Jos\xe9": "Jos<E9>", "a\nb": "a↵b", "a\x1b[2Jb": "a<U+001B>[2Jb", "a\u202eb": "a<U+202E>b", "é": "é",
	} {
		if got := table.Shown(in); got != out {
			t.Errorf("%q is shown as %q, want %q", in, got, out)
		}
	}
	if got := table.Shown(strings.Repeat("x", 1000)); len(got) > 210 {
		t.Error(len(got), "bytes are shown")
	}
}

// Whatever a file is, reading it ends, in either way, and rows rise.
func FuzzOpen(f *testing.F) {
	for _, s := range []string{
		"nik,name\n1,\"A\n2,B\n", "sep=;\nnik;name\r\n1;A\r", "\xff\xfen\x00i\x00k\x00", "{\"nik\":\"1\"}\n{", "nik\tname\n\"\"\"\t\"",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		tab, err := open(data, table.Options{})
		if err != nil {
			if _, is := errors.AsType[*table.Error](err); !is {
				t.Fatal(err)
			}
			return
		}
		last := 0
		for r, err := range tab.Rows() {
			if err != nil {
				return
			}
			if r.Number <= last {
				t.Fatalf("row %d after %d", r.Number, last)
			}
			last = r.Number
			for _, c := range r.Cells {
				_, _ = table.NIK(c)
				_, _ = table.Text(c, 200)
				_ = table.Shown(c.Text)
			}
		}
	})
}
