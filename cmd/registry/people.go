package main

import (
	"context"
	"strings"
	"unicode/utf8"

	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/admin"
	"ikd/station/siak/table"
)

// peopleCommand looks after the register.
type peopleCommand struct {
	Import peopleImport `cmd:"" help:"Take residents in from a list."`
	Check  peopleCheck  `cmd:"" help:"List the records that are damaged, and so left out of what stations get."`
	Epoch  peopleEpoch  `cmd:"" help:"Have every station fetch its copies anew, after the database was restored."`
}

type peopleEpoch struct{}

// Help is the long help of the command.
func (peopleEpoch) Help() string {
	return `A database that was restored from a backup has given sequences that it gives again: copies that follow them would
miss changes. This begins a new epoch, and every station starts over at its next pull. Run it before serve.`
}

// Run begins an epoch.
func (peopleEpoch) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error {
		if err := r.NewEpoch(ctx); err != nil {
			return err
		}
		return e.line(map[string]string{"event": "new-epoch"})
	})
}

// peopleImport takes residents in.
type peopleImport struct {
	File      string `arg:"" help:"The list; - for standard input."`
	Continue  bool   `help:"Take in the rows without a fault, and leave the others to the report."`
	Report    string `type:"path" placeholder:"PATH" help:"Where the rows with faults are written: a new file. Beside the list where it is left out."`
	Format    string `enum:",csv,xlsx,jsonl" default:"" placeholder:"FORMAT" help:"csv (with whatever separator), xlsx or jsonl; found where it is left out."`
	Encoding  string `enum:",utf-8,utf-16le,utf-16be,windows-1252" default:"" placeholder:"ENCODING" help:"utf-8, utf-16le, utf-16be or windows-1252; found where it is left out, but windows-1252, which must be said."`
	Separator string `placeholder:"CHARACTER" help:"What stands between cells, or tab; found where it is left out."`
	Sheet     string `placeholder:"NAME" help:"The sheet of a workbook; the one with the headings where it is left out."`
	Dates     string `enum:",day-first,month-first" default:"" placeholder:"ORDER" help:"How 03/04/1992 is meant: day-first or month-first. Where it is left out the NIK decides, or the row is refused."`
	Area      bool   `default:"true" negatable:"" help:"Stations may keep copies of the kecamatan that are new by this import."`
}

// Help is the long help of the command.
func (peopleImport) Help() string {
	return `Takes residents in as the register has them today: new ones are added, others changed, and stations see either with
the next pull. Who is not in the list stays as they are.

The whole list is judged first. Each fault is named by row, column, what stood there and what is meant; where there is
one, nothing is taken in unless --continue is said. The rows with faults are written to a report, a list with the same
columns and the reasons behind them: mend it and import it. Names and NIKs stand on this screen and in the report, and in
no log.

A list is CSV with any separator, an XLSX workbook or JSON Lines. Its headings are these, or what offices call them in
Indonesian and English, in any case (docs/registry.md has all):

  nik            16 digits
  name           as on the card
  sex            L or P
  birth          1992-03-17, 17/03/1992, 17 Maret 1992, a spreadsheet's date
  marital        belum-kawin, kawin, cerai-hidup or cerai-mati
  life           hidup, meninggal, tidak-aktif or ganda; hidup where it is left out
  recorded       ya or tidak: the KTP-el was recorded
  district       kecamatan of residence, 6 digits
  district_name  its name, for the first who lives there; its digits where it is left out
  village        kelurahan or desa`
}

// Run imports.
func (c *peopleImport) Run(ctx context.Context, e *environment) error {
	separator, size := utf8.DecodeRuneInString(c.Separator)
	switch {
	case c.Separator == "":
		separator = 0
	case strings.EqualFold(c.Separator, "tab"), c.Separator == `\t`:
		separator = '\t'
	case size != len(c.Separator):
		return usage("--separator: one character, or tab")
	}
	return e.work(ctx, func(r *server.Registry) error {
		return admin.ImportPeople(ctx, r, admin.PeopleFile{
			Path: c.File, In: e.std.in, Format: table.Format(c.Format), Encoding: table.Encoding(c.Encoding), Separator: separator,
			Sheet: c.Sheet, Dates: table.Order(c.Dates), Continue: c.Continue, Report: c.Report, Area: c.Area,
		}, e.line)
	})
}

// peopleCheck lists damaged records.
type peopleCheck struct{}

// Help is the long help of the command.
func (peopleCheck) Help() string {
	return `A record that is damaged (a name in another encoding, a date that is none; older versions took such in) is left out
of what stations get, and counted in the metrics. This prints each of them, with the NIK: import the person again, and the
record is whole.`
}

// Run checks.
func (peopleCheck) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error { return admin.CheckPeople(ctx, r, e.line) })
}
