package admin

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/population"
	"ikd/station/siak/table"
)

// PeopleFile is a list of residents to take in.
type PeopleFile struct {
	Path string    // "-" for In
	In   io.Reader // standard input
	// Format, Encoding, Separator and Sheet are found where they are not said, see
	// [table.Options]; Dates is how 03/04/1992 is meant.
	Format    table.Format
	Encoding  table.Encoding
	Separator rune
	Sheet     string
	Dates     table.Order
	// Continue takes the rows in that have no fault; otherwise one that has keeps
	// all of them out.
	Continue bool
	// Report is where the rows with faults are written; beside the list where it
	// is "".
	Report string
	// Area: stations may keep copies of the kecamatan that are new by this list.
	Area bool
}

// ReportColumns are those that a report has behind the columns of the list. They
// are known as headings, and not read.
func ReportColumns() []string { return []string{"fault_row", "fault_columns", "fault_reasons"} }

// Bounds of an import.
const (
	maxListed   = 20        // faults, and warnings, that are printed
	maxStandard = 512 << 20 // bytes of standard input, which is read twice
	tellEvery   = 50_000    // rows
)

// faultLine is a line about a row: the only ones that hold what stood in a list.
type faultLine struct {
	Event  string `json:"event"` // "fault" or "warning"
	Row    int    `json:"row"`
	Column string `json:"column,omitempty"`
	Read   string `json:"read"`
	Meant  string `json:"meant"`
}

// ImportPeople takes residents in from a list. The whole list is judged first, and
// each fault is named by its row and column; nothing is taken in where there is one
// and [PeopleFile].Continue is not said. The rows with faults go into a report,
// which is mended and taken in as a list. What comes before an error of the
// database stands: the same list taken in again goes on from there.
func ImportPeople(ctx context.Context, r *server.Registry, f PeopleFile, print Print) error {
	in, size, done, err := f.open()
	if err != nil {
		return err
	}
	defer done()
	t, err := table.Open(in, size, table.Options{
		Columns: residentColumns, Ignored: ReportColumns(),
		Format: f.Format, Encoding: f.Encoding, Separator: f.Separator, Sheet: f.Sheet,
	})
	if err != nil {
		return Usage("%v", err)
	}
	i := &peopleImport{
		file: f, registry: r, print: print, seen: map[siak.NIK]first{}, doubled: map[siak.NIK]int{},
		reader: reader{t, table.Values{Today: siak.DateOf(time.Now().In(siak.WIT)), Order: f.Dates}},
	}
	if err := i.tellForm(); err != nil {
		return err
	}
	if err := i.judge(ctx); err != nil {
		return err
	}
	return i.take(ctx)
}

// open opens the list so that it can be read twice.
func (f PeopleFile) open() (in io.ReaderAt, size int64, done func(), err error) {
	if f.Path == "-" {
		if f.Continue && f.Report == "" {
			return nil, 0, nil, Usage("--continue with standard input needs --report")
		}
		data, err := io.ReadAll(io.LimitReader(f.In, maxStandard+1))
		if err != nil {
			return nil, 0, nil, Usage("standard input cannot be read")
		}
		if len(data) > maxStandard {
			return nil, 0, nil, Usage("standard input has more than %d MB: give the file's name", maxStandard>>20)
		}
		return bytes.NewReader(data), int64(len(data)), func() {}, nil
	}
	file, err := os.Open(f.Path)
	if err != nil {
		return nil, 0, nil, Usage("%v", err)
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil, 0, nil, errors.Join(Usage("%s is no file", f.Path), file.Close())
	}
	return file, info.Size(), func() { _ = file.Close() }, nil
}

// peopleImport is one import.
type peopleImport struct {
	file     PeopleFile
	registry *server.Registry
	print    Print
	reader   reader

	rows, faulty     int
	faults, warnings int
	seen             map[siak.NIK]first
	doubled          map[siak.NIK]int // NIKs that mean two records, and the first one's row
	niks, zeros      int
	report           *report
}

// first is where a NIK stood first, and what stood there.
type first struct {
	row    int
	faulty bool
	digest uint64
}

// tellForm prints what the list was found to be.
func (i *peopleImport) tellForm() error {
	t := i.reader.table
	line := map[string]any{"event": "read", "format": t.Format, "encoding": t.Encoding}
	if t.Format == table.Delimited {
		line["separator"] = string(t.Separator)
	}
	if t.Sheet != "" {
		line["sheet"] = t.Sheet
	}
	if len(t.Unused) > 0 {
		line["unused"] = t.Unused
	}
	return i.print(line)
}

// entries reads the list from its beginning.
func (i *peopleImport) entries(ctx context.Context, step string) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		rows := 0
		for row, err := range i.reader.table.Rows() {
			if err == nil {
				err = ctx.Err()
			} else {
				err = Usage("%v", err)
			}
			if err != nil {
				yield(entry{}, err)
				return
			}
			if rows++; rows%tellEvery == 0 {
				if err := i.print(map[string]any{"event": "progress", "step": step, "rows": rows}); err != nil {
					yield(entry{}, err)
					return
				}
			}
			if !yield(i.reader.read(row), nil) {
				return
			}
		}
	}
}

// judge reads the whole list and prints what is wrong with it.
func (i *peopleImport) judge(ctx context.Context) error {
	for e, err := range i.entries(ctx, "check") {
		if err != nil {
			return err
		}
		i.rows++
		i.meet(&e)
		if len(e.faults) > 0 {
			i.faulty++
		}
		if err := errors.Join(i.list("fault", e.faults, &i.faults), i.list("warning", e.warnings, &i.warnings)); err != nil {
			return err
		}
	}
	if i.rounded() {
		i.faulty = i.rows
		i.faults++
		if err := i.print(faultLine{Event: "fault", Column: i.reader.table.Title(colNIK), Meant: allRounded}); err != nil {
			return err
		}
	}
	if i.faults > maxListed || i.warnings > maxListed {
		more := map[string]any{"event": "more", "faults": max(0, i.faults-maxListed), "warnings": max(0, i.warnings-maxListed)}
		if err := i.print(more); err != nil {
			return err
		}
	}
	return i.print(map[string]any{
		"event": "checked", "rows": i.rows, "faulty": i.faulty, "faults": i.faults, "warnings": i.warnings, "hidden": i.reader.table.Hidden(),
	})
}

// list prints faults as long as they are few.
func (i *peopleImport) list(event string, faults []table.Fault, count *int) error {
	for _, f := range faults {
		if *count++; *count > maxListed {
			continue
		}
		if err := i.print(faultLine{event, f.Row, f.Column, f.Read, f.Meant}); err != nil {
			return err
		}
	}
	return nil
}

// allRounded is said of a list of which every NIK ends in 0.
const allRounded = "every NIK of the list ends in 0: " + table.Rounded

// mostRounded is how many NIKs a list needs before that is no chance any more.
const mostRounded = 10

func (i *peopleImport) rounded() bool { return i.niks >= mostRounded && i.zeros == i.niks }

// take takes in what may be taken in, and writes the report of the rest.
func (i *peopleImport) take(ctx context.Context) (err error) {
	if i.faulty > 0 {
		if i.report, err = i.newReport(); err != nil {
			return err
		}
	}
	var done population.Imported
	if i.faulty == 0 || i.file.Continue {
		done, err = i.registry.Import(ctx, i.good(ctx))
	} else {
		for _, bad := range i.good(ctx) {
			err = errors.Join(err, bad)
		}
	}
	line := map[string]any{
		"event": "imported", "added": done.Added, "changed": done.Changed, "same": done.Same, "faulty": i.faulty, "whole": err == nil && i.faulty == 0,
	}
	if i.report != nil {
		line["report"] = i.report.path
		err = errors.Join(err, i.report.close())
	}
	if printed := i.print(line); err == nil {
		err = printed
	}
	if err == nil && i.faulty > 0 && !i.file.Continue {
		return Usage("%d of %d rows cannot be taken in, so nothing was: mend them in the list, or take the others in with --continue and mend these in %s",
			i.faulty, i.rows, i.report.path)
	}
	return err
}

// good are the residents without a fault, with their kecamatan added before them.
// The others go into the report.
func (i *peopleImport) good(ctx context.Context) iter.Seq2[siak.Resident, error] {
	known := map[siak.Region]bool{}
	return func(yield func(siak.Resident, error) bool) {
		for e, err := range i.entries(ctx, "import") {
			if err == nil {
				i.judgeAgain(&e)
				switch {
				case len(e.faults) > 0:
					err = i.report.add(e)
					if err == nil {
						continue
					}
				case i.faulty > 0 && !i.file.Continue:
					continue
				case !known[e.resident.District]:
					e.district.Area = i.file.Area
					err = i.registry.AddPartitions(ctx, e.district)
					known[e.resident.District] = true
				}
			}
			if !yield(e.resident, err) || err != nil {
				return
			}
		}
	}
}

// damagedLine is a line of [CheckPeople].
type damagedLine struct {
	Event    string      `json:"event"`
	ID       int64       `json:"id"`
	District siak.Region `json:"district"`
	Column   string      `json:"column"`
	// NIK is personal data: whoever mends the record must know whose it is.
	NIK string `json:"nik,omitempty"`
}

// CheckPeople prints every record that stations do not get because something in it
// is damaged. Taking the person in again from a list makes it whole.
func CheckPeople(ctx context.Context, r *server.Registry, print Print) error {
	rows := 0
	err := r.EachDamaged(ctx, func(district siak.Region, p server.Person) error {
		rows++
		return print(damagedLine{"damaged", p.ID, district, p.Damage, p.NIK.Digits()})
	})
	if err != nil {
		return err
	}
	return print(map[string]any{"event": "checked", "damaged": rows})
}
