package main

import (
	"context"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/transfer"
)

// areaCommand is files by hand, for stations without a line: docs/byhand.md.
type areaCommand struct {
	Export   areaExport   `cmd:"" help:"Write an area file for a station: the register and what to believe about codes."`
	Import   areaImport   `cmd:"" help:"Take in a station's outbox file and write the replies."`
	Receipts areaReceipts `cmd:"" help:"Write all replies for a station, without a file of its."`
}

// fileLine is a file that was written for a station.
type fileLine struct {
	File        string    `json:"file"`
	Kind        string    `json:"kind"`
	Station     string    `json:"station"`
	Made        time.Time `json:"made"`
	People      int       `json:"people,omitempty"`
	Verdicts    int       `json:"verdicts,omitempty"`
	Activations int       `json:"activations,omitempty"`
}

// wrote prints a file that was written.
func (h *house) wrote(kind, file string, f transfer.Found, err error) error {
	if siak.KindOf(err) == siak.KindNotFound {
		return usage("there is no such station, file or folder")
	}
	if err != nil {
		return err
	}
	h.log.Info("file by hand", "kind", kind, "station", f.Station, "people", f.People, "activations", f.Waiting)
	return h.line(fileLine{file, kind, f.Station, f.Made, f.People, f.Verdicts, f.Waiting})
}

type areaExport struct {
	Station string `arg:"" help:"The station's id (S-…)."`
	To      string `arg:"" placeholder:"PATH" help:"The file, or a folder (a stick) that gets one named wilayah-….ikd."`
	Since   string `placeholder:"FILE" help:"An outbox file of the station: only what changed since its copy then."`
}

// Run writes the file.
func (c *areaExport) Run(ctx context.Context, h *house) error {
	return h.work(ctx, func(r *server.Registry) error {
		file, found, err := r.SaveArea(ctx, c.Station, c.To, c.Since)
		return h.wrote("area", file, found, err)
	})
}

type areaImport struct {
	File string `arg:"" placeholder:"FILE" help:"kirim-….ikd of a station."`
	To   string `arg:"" placeholder:"PATH" help:"Where the replies go: the file, or a folder (a stick) that gets one named balasan-….ikd."`
}

// Run takes the file in.
func (c *areaImport) Run(ctx context.Context, h *house) error {
	return h.work(ctx, func(r *server.Registry) error {
		file, found, err := r.AcceptFile(ctx, c.File, c.To)
		return h.wrote("receipts", file, found, err)
	})
}

type areaReceipts struct {
	Station string `arg:"" help:"The station's id (S-…)."`
	To      string `arg:"" placeholder:"PATH" help:"The file, or a folder (a stick) that gets one named balasan-….ikd."`
}

// Run writes the file.
func (c *areaReceipts) Run(ctx context.Context, h *house) error {
	return h.work(ctx, func(r *server.Registry) error {
		file, found, err := r.SaveReceipts(ctx, c.Station, c.To)
		return h.wrote("receipts", file, found, err)
	})
}
