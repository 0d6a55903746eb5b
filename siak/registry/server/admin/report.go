package admin

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"ikd/station/siak/newfile"
	"ikd/station/siak/table"
)

// report is the file of the rows that were not taken in: the list's own columns
// and the reasons. It is written as the spreadsheets of an office open it, UTF-8
// with a mark and the separator of the list, and can be read by its owner alone:
// it is personal data.
type report struct {
	path    string
	file    *os.File
	text    *bufio.Writer
	csv     *csv.Writer
	columns []int // of the list that are written, by place
	table   *table.Table
}

// mark is the byte order mark of UTF-8: without one a spreadsheet takes the file
// for Windows-1252.
const mark = "\ufeff"

// newReport begins the file. One that is there is never written over: somebody may
// be mending it.
func (i *peopleImport) newReport() (*report, error) {
	file, err := i.createReport()
	if err != nil {
		return nil, err
	}
	t := i.reader.table
	r := &report{path: file.Name(), file: file, text: bufio.NewWriter(file), table: t}
	_, err = r.text.WriteString(mark)
	r.csv = csv.NewWriter(r.text)
	r.csv.Comma, r.csv.UseCRLF = t.Separator, true
	var headings []string
	for n, h := range t.Headings {
		if !slices.Contains(ReportColumns(), h) { // of a report that was mended
			r.columns, headings = append(r.columns, n), append(headings, h)
		}
	}
	return r, errors.Join(err, r.csv.Write(append(headings, ReportColumns()...)))
}

func (i *peopleImport) createReport() (*os.File, error) {
	if path := i.file.Report; path != "" {
		file, err := newfile.Create(path)
		if errors.Is(err, fs.ErrExist) {
			return nil, Usage("--report: %s is there already", path)
		}
		if err != nil {
			return nil, Usage("--report: %v", err)
		}
		return file, nil
	}
	stem := "standard-input"
	if path := i.file.Path; path != "-" {
		stem = strings.TrimSuffix(path, filepath.Ext(path))
	}
	stem = strings.TrimSuffix(stem, ".faults")
	for n := 1; n < 1000; n++ {
		path := stem + ".faults.csv"
		if n > 1 {
			path = fmt.Sprintf("%s.faults-%d.csv", stem, n)
		}
		file, err := newfile.Create(path)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, Usage("the report cannot be written, say where with --report: %v", err)
		}
		return file, nil
	}
	return nil, Usage("there are too many reports: say where with --report")
}

// add writes a row with its faults.
func (r *report) add(e entry) error {
	var record []string
	for _, n := range r.columns {
		record = append(record, r.cell(e, n))
	}
	var columns, reasons []string
	for _, f := range e.faults {
		if f.Column != "" && !slices.Contains(columns, f.Column) {
			columns = append(columns, f.Column)
		}
		reasons = append(reasons, strings.TrimPrefix(f.Column+": ", ": ")+f.Meant)
	}
	return r.csv.Write(append(record, strconv.Itoa(e.row.Number), strings.Join(columns, " / "), strings.Join(reasons, " / ")))
}

// cell is what stood in a place of the list, as text.
func (r *report) cell(e entry, n int) string {
	cells := e.row.Cells
	switch birth, has := r.table.Place(colBirth); {
	case n >= len(cells):
		return ""
	case has && n == birth && cells[n].Number && !e.resident.Birth.IsZero():
		return e.resident.Birth.String()
	case n == len(r.table.Headings)-1 && len(cells) > n+1: // more cells than headings: nothing is lost
		var all []string
		for _, c := range cells[n:] {
			all = append(all, table.Readable(c.Text))
		}
		return strings.Join(all, " | ")
	}
	return table.Guard(table.Readable(cells[n].Text))
}

// close ends the file.
func (r *report) close() error {
	r.csv.Flush()
	return errors.Join(r.csv.Error(), r.text.Flush(), r.file.Sync(), r.file.Close())
}
