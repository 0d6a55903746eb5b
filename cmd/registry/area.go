package main

import (
	"context"

	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/admin"
)

// areaCommand is transfer files, for stations without a network: docs/transfer.md.
type areaCommand struct {
	Export   areaExport   `cmd:"" help:"Write an area file for a station: the register and what to believe about codes."`
	Import   areaImport   `cmd:"" help:"Take in a station's outbox file and write the replies."`
	Receipts areaReceipts `cmd:"" help:"Write all replies for a station, without a file of its."`
}

type areaExport struct {
	Station string `arg:"" help:"The station's id (S-…)."`
	To      string `arg:"" placeholder:"PATH" help:"The file, or a folder (a stick) that gets one named wilayah-….ikd."`
	Since   string `placeholder:"FILE" help:"An outbox file of the station: only what changed since its copy then."`
}

// Run writes the file.
func (c *areaExport) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error {
		return admin.ExportArea(ctx, r, admin.AreaFile{Station: c.Station, To: c.To, Since: c.Since}, e.line)
	})
}

type areaImport struct {
	File string `arg:"" placeholder:"FILE" help:"kirim-….ikd of a station."`
	To   string `arg:"" placeholder:"PATH" help:"Where the replies go: the file, or a folder (a stick) that gets one named balasan-….ikd."`
}

// Run takes the file in.
func (c *areaImport) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error {
		return admin.ImportOutbox(ctx, r, c.File, c.To, e.line)
	})
}

type areaReceipts struct {
	Station string `arg:"" help:"The station's id (S-…)."`
	To      string `arg:"" placeholder:"PATH" help:"The file, or a folder (a stick) that gets one named balasan-….ikd."`
}

// Run writes the file.
func (c *areaReceipts) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error {
		return admin.ExportReceipts(ctx, r, c.Station, c.To, e.line)
	})
}
