package table_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"ikd/station/siak"
	"ikd/station/siak/table"
)

// workbook writes a workbook as another program does.
func workbook(t testing.TB, fill func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	var b bytes.Buffer
	err := fill(f)
	if err == nil {
		err = f.Write(&b)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// rowsOf sets rows of a sheet from a first row on.
func rowsOf(f *excelize.File, sheet string, from int, rows ...[]any) error {
	for i, r := range rows {
		if err := f.SetSheetRow(sheet, fmt.Sprintf("A%d", from+i), &r); err != nil {
			return err
		}
	}
	return nil
}

// A workbook as the office sends it: a title over all columns, the office, an
// empty row, a hidden one, numbers and dates as a spreadsheet has them.
func TestWorkbook(t *testing.T) {
	for _, from1904 := range []bool{false, true} {
		data := workbook(t, func(f *excelize.File) error {
			if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from1904}); err != nil {
				return err
			}
			born := time.Date(1992, 3, 17, 0, 0, 0, 0, time.UTC)
			_ = f.MergeCell("Sheet1", "A1", "C1")
			_ = f.SetRowVisible("Sheet1", 8, false)
			_, _ = f.NewSheet("Kosong")
			err := rowsOf(f, "Sheet1", 1,
				[]any{"DAFTAR WARGA"}, []any{"Kecamatan", "Beji"}, nil,
				[]any{"N I K", "Nama", "Tgl. Lahir"},
				[]any{"3276061703929001", "Budi", born}, nil,
				[]any{int64(3276061703929001), "Siti", 33680.0}, // whole, as programs write it
				[]any{3276061703929000.0, "Dewi", "17/03/1992"}, // rounded
				[]any{"3276061703929000", nil, "1992-03-17"},    // a text that ends in 0
			)
			return errors.Join(err, f.SetCellFormula("Sheet1", "B9", "A1&A2"))
		})
		tab, err := open(data, table.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for r, err := range tab.Rows() {
			if err != nil || r.Fault != nil {
				t.Fatal(err, r.Fault)
			}
			n, err := table.NIK(r.Cell("nik"))
			d, _, err2 := table.Values{Today: today}.Date(r.Cell("birth"), n)
			_, err3 := table.Text(r.Cell("name"), 200)
			got = append(got, fmt.Sprint(r.Number, " ", err == nil, " ", d, " ", err2 == nil, " ", err3 == nil))
		}
		serial := "1992-03-17"
		if from1904 {
			serial = "1996-03-18"
		}
		want(t, "rows", got, "5 true 1992-03-17 true true", "7 true "+serial+" true true", "8 false 1992-03-17 true true", "9 true 1992-03-17 true false")
		if tab.Sheet != "Sheet1" || tab.Hidden() != 1 || tab.Format != table.XLSX {
			t.Errorf("sheet %q, %d hidden", tab.Sheet, tab.Hidden())
		}
	}
}

// Which sheet is read.
func TestSheets(t *testing.T) {
	head, row := []any{"nik", "nama"}, []any{"1", "A"}
	two := workbook(t, func(f *excelize.File) error {
		_, _ = f.NewSheet("Beji")
		_, _ = f.NewSheet("Catatan")
		_ = rowsOf(f, "Catatan", 1, []any{"lihat", "sheet"})
		_ = rowsOf(f, "Sheet1", 1, head, row)
		return rowsOf(f, "Beji", 1, head, row, row)
	})
	if _, err := open(two, table.Options{}); err == nil || !strings.Contains(err.Error(), `"Sheet1", "Beji"`) {
		t.Error(err)
	}
	if got := read(t, two, table.Options{Sheet: "beji"}); len(got) != 2 {
		t.Errorf("%q", got)
	}
	if _, err := open(two, table.Options{Sheet: "Cinere"}); err == nil || !strings.Contains(err.Error(), `"Catatan"`) {
		t.Error(err)
	}
	if _, err := open(two, table.Options{Sheet: "Catatan"}); err == nil || !strings.Contains(err.Error(), "no row with headings") {
		t.Error(err)
	}
	hidden := workbook(t, func(f *excelize.File) error {
		_, _ = f.NewSheet("Lama")
		_ = rowsOf(f, "Lama", 1, head, row)
		_ = f.SetSheetVisible("Lama", false)
		return rowsOf(f, "Sheet1", 1, head, row, row)
	})
	if got := read(t, hidden, table.Options{}); len(got) != 2 {
		t.Errorf("%q", got)
	}
}

// What excelize writes by its stream (inline texts) and by its cells (shared ones)
// is read as excelize reads it.
func TestAsExcelizeReads(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("aZ é<&>\"'_x000D\n;,|世😀")), 0, 12, -1)
		rows := rapid.SliceOfN(rapid.SliceOfN(text, 3, 3), 1, 5).Draw(rt, "rows")
		stream := rapid.Bool().Draw(rt, "stream")
		data := workbook(t, func(f *excelize.File) error {
			if !stream {
				_ = f.SetSheetRow("Sheet1", "A1", &[]any{"nik", "name", "birth"})
				for i, r := range rows {
					_ = f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+2), &r)
				}
				return nil
			}
			w, err := f.NewStreamWriter("Sheet1")
			if err != nil {
				return err
			}
			_ = w.SetRow("A1", []any{"nik", "name", "birth"})
			for i, r := range rows {
				_ = w.SetRow(fmt.Sprintf("A%d", i+2), []any{r[0], r[1], r[2]})
			}
			return w.Flush()
		})
		f, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			rt.Fatal(err)
		}
		all, err := f.GetRows("Sheet1", excelize.Options{RawCellValue: true})
		if err != nil {
			rt.Fatal(err)
		}
		tab, err := open(data, table.Options{})
		if err != nil {
			rt.Fatal(err)
		}
		for r, err := range tab.Rows() {
			if err != nil || r.Fault != nil {
				rt.Fatal(err, r.Fault)
			}
			for i, cell := range all[r.Number-1] {
				var mine string
				if i < len(r.Cells) {
					mine = r.Cells[i].Text
				}
				if mine != cell {
					rt.Fatalf("%q where excelize reads %q", mine, cell)
				}
			}
		}
	})
}

// part writes a workbook of parts.
func parts(t testing.TB, sheet io.Reader, more map[string]string) []byte {
	t.Helper()
	const ns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	all := map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="r1" Type="` + rel + `officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook ` + ns + `><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="` + rel + `worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="` + rel + `sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/sharedStrings.xml":       `<sst ` + ns + `><si><t>nik</t></si><si><r><t>na</t></r><r><t>me</t></r><rPh><t>x</t></rPh></si></sst>`,
	}
	for name, text := range more {
		all[name] = text
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range all {
		p, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(p, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	p, err := w.Create("xl/worksheets/sheet1.xml")
	if err == nil {
		_, err = io.Copy(p, sheet)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const headRow = `<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>`

// Cells of every type, by place and without, with prefixes as some programs write
// them.
func TestCellTypes(t *testing.T) {
	sheet := `<x:worksheet xmlns:x="y"><x:sheetData>` + strings.ReplaceAll(headRow, "<", "<x:") + `</x:sheetData></x:worksheet>`
	sheet = strings.ReplaceAll(sheet, "<x:/", "</x:")
	if got := read(t, parts(t, strings.NewReader(sheet), nil), table.Options{}); len(got) != 0 {
		t.Errorf("%q", got)
	}
	rows := headRow +
		`<row r="3"><c r="B3" t="inlineStr"><is><r><t>A</t></r><r><t xml:space="preserve"> B</t></r></is></c></row>` +
		`<row r="4"><c r="A4" s="3"/><c r="B4" t="str"><f>A1</f><v>C_x0041_</v></c></row>` +
		`<row><c><v>5</v></c><c t="e"><v>#N/A</v></c></row>` +
		`<row><c><f>1+1</f></c><c t="b"><v>1</v></c></row>`
	tab, err := open(parts(t, strings.NewReader(`<worksheet><sheetData>`+rows+`</sheetData></worksheet>`), nil), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for r, err := range tab.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		a, b := r.Cell("nik"), r.Cell("name")
		got = append(got, fmt.Sprintf("%d %q %v %v %q %v", r.Number, a.Text, a.Number, a.Broken != "", b.Text, b.Broken != ""))
	}
	want(t, "cells", got, `3 "" false false "A B" false`, `4 "" false false "CA" false`, `5 "5" true false "#N/A" true`, `6 "" false true "ya" false`)
}

// endless is a text that has no end: what a few kilobytes of an archive can be.
type endless struct {
	begin  string
	left   int
	repeat byte
}

func (e *endless) Read(p []byte) (int, error) {
	if e.begin != "" {
		n := copy(p, e.begin)
		e.begin = e.begin[n:]
		return n, nil
	}
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := min(len(p), e.left)
	for i := range p[:n] {
		p[i] = e.repeat
	}
	e.left -= n
	return n, nil
}

// A damaged or malicious workbook is an error, never an end of the list without a
// word, and takes no more memory than the limits say.
func TestDamagedWorkbooks(t *testing.T) {
	good := `<worksheet><sheetData>` + headRow + `<row><c><v>5</v></c><c><v>6</v></c></row></sheetData></worksheet>`
	if got := read(t, parts(t, strings.NewReader(good), nil), table.Options{}); len(got) != 1 {
		t.Fatalf("%q", got)
	}
	for what, data := range map[string][]byte{
		"cut in the middle":  parts(t, strings.NewReader(good[:len(good)-30]), nil),
		"cut behind a row":   parts(t, strings.NewReader(`<worksheet><sheetData>`+headRow), nil),
		"rows back":          parts(t, strings.NewReader(`<worksheet><sheetData>`+headRow+`<row r="1"><c><v>5</v></c></row></sheetData></worksheet>`), nil),
		"a column far out":   parts(t, strings.NewReader(`<worksheet><sheetData>`+headRow+`<row><c r="ZZZZZ2"><v>5</v></c></row></sheetData></worksheet>`), nil),
		"a row far out":      parts(t, strings.NewReader(`<worksheet><sheetData>`+headRow+`<row r="9999999"><c><v>5</v></c></row></sheetData></worksheet>`), nil),
		"no such text":       parts(t, strings.NewReader(`<worksheet><sheetData>`+headRow+`<row><c t="s"><v>7</v></c></row></sheetData></worksheet>`), nil),
		"a cell without end": parts(t, &endless{begin: `<worksheet><sheetData>` + headRow + `<row><c><v>`, left: 64 << 20, repeat: '1'}, nil),
		"a text without end": parts(t, strings.NewReader(good), map[string]string{"xl/sharedStrings.xml": `<sst><si><t>` + strings.Repeat("a", 8<<20)}),
		"no workbook":        parts(t, strings.NewReader(good), map[string]string{"_rels/.rels": `<Relationships/>`}),
		"OpenDocument":       parts(t, strings.NewReader(good), map[string]string{"content.xml": "<x/>"}),
		"binary":             parts(t, strings.NewReader(good), map[string]string{"xl/workbook.bin": "x"}),
		"half of the file":   parts(t, strings.NewReader(good), nil)[:400],
	} {
		tab, err := open(data, table.Options{})
		rows := 0
		if err == nil {
			for _, e := range tab.Rows() {
				rows++
				err = e
			}
		}
		if _, is := err.(*table.Error); !is {
			t.Errorf("%s: %v after %d rows", what, err, rows)
		}
	}
}

// Whatever a sheet is, reading it ends, and rows rise.
func FuzzSheet(f *testing.F) {
	for _, s := range []string{headRow, headRow + `<row r="9" hidden="1"><c r="C9" t="d"><v>1992-03-17</v></c></row>`, `<row><c t="s"/></row>`, `<row r="-1"/>`} {
		f.Add(`<worksheet><sheetData>` + s + `</sheetData></worksheet>`)
	}
	f.Fuzz(func(t *testing.T, sheet string) {
		tab, err := open(parts(t, strings.NewReader(sheet), nil), table.Options{})
		if err != nil {
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
			_, _ = table.NIK(r.Cell("nik"))
			_, _, _ = table.Values{Today: today}.Date(r.Cell("birth"), siak.NIK{})
		}
	})
}

func BenchmarkWorkbook(b *testing.B) {
	var rows bytes.Buffer
	rows.WriteString(`<worksheet><sheetData>` + headRow)
	for i := range 10_000 {
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%d" t="inlineStr"><is><t>327606170392%04d</t></is></c><c r="B%d" s="1"><v>33680</v></c></row>`, i+2, i+2, i, i+2)
	}
	rows.WriteString(`</sheetData></worksheet>`)
	data := parts(b, bytes.NewReader(rows.Bytes()), nil)
	b.ReportAllocs()
	for b.Loop() {
		tab, err := open(data, table.Options{})
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range tab.Rows() {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
