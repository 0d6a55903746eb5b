package main

import (
	"context"
	"io"
	"iter"
	"os"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// peopleCommand looks after the register.
type peopleCommand struct {
	Import peopleImport `cmd:"" help:"Take residents in from a file."`
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
	File   string `arg:"" help:"The file; - for standard input."`
	Format string `enum:"csv,jsonl" default:"csv" help:"csv or jsonl."`
	Area   bool   `default:"true" negatable:"" help:"Stations may keep copies of the kecamatan that are new by this import."`
}

// Help is the long help of the command.
func (peopleImport) Help() string {
	return `Takes residents in as the register has them today: new ones are added, others changed, and stations see either with
the next pull. Who is not in the file stays as they are. Of several rows for one NIK the last one counts. A row that
cannot be read ends the import and is named by its number; what came before it stands, and importing the file again
goes on from there.

CSV has a first row with the columns' names; JSON Lines have an object with them in each line:

  nik            16 digits
  name           as on the card
  sex            L or P
  birth          YYYY-MM-DD
  marital        belum-kawin, kawin, cerai-hidup or cerai-mati
  life           hidup, meninggal, tidak-aktif or ganda; hidup where it is left out
  recorded       ya or tidak: the KTP-el was recorded
  district       kecamatan of residence, 6 digits
  district_name  its name, for the first who lives there; its digits where it is left out
  village        kelurahan or desa`
}

// Run imports.
func (c *peopleImport) Run(ctx context.Context, e *environment) error {
	in := io.NopCloser(e.std.in)
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return usage("%v", err)
		}
		in = f
	}
	defer func() { _ = in.Close() }()
	records := readCSV(in)
	if c.Format == "jsonl" {
		records = readLines(in)
	}
	return e.work(ctx, func(r *server.Registry) error {
		residents, failed := c.placed(ctx, r, records)
		done, err := r.Import(ctx, residents)
		if printed := e.line(map[string]any{
			"event": "imported", "added": done.Added, "changed": done.Changed, "same": done.Same, "whole": err == nil,
		}); err == nil {
			err = printed
		}
		if *failed != nil {
			return usage("%v", *failed)
		}
		return err
	})
}

// placed adds the kecamatan that rows speak of before their people come, and
// keeps the error of a row apart from those of the database.
func (c *peopleImport) placed(ctx context.Context, r *server.Registry, records iter.Seq2[record, error]) (iter.Seq2[siak.Resident, error], *error) {
	failed := new(error)
	known := map[siak.Region]bool{}
	return func(yield func(siak.Resident, error) bool) {
		for rec, err := range records {
			var res siak.Resident
			if err == nil {
				res, err = rec.resident()
			}
			if err != nil {
				*failed = err
				yield(siak.Resident{}, err)
				return
			}
			if !known[res.District] {
				if err := r.AddPartitions(ctx, server.Partition{Region: res.District, Name: rec.districtName(), Area: c.Area}); err != nil {
					yield(siak.Resident{}, err)
					return
				}
				known[res.District] = true
			}
			if !yield(res, nil) {
				return
			}
		}
	}, failed
}
