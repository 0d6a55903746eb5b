package cli

import (
	"context"

	"ikd/station/siak/registry/sandbox"
	"ikd/station/siak/registry/server/admin"
)

// areaCommand is the registry's end of transfer files.
type areaCommand struct {
	Export   areaExportCommand   `cmd:"" help:"Write an area file for a station: the register and what to believe about codes."`
	Import   areaImportCommand   `cmd:"" help:"Take in a station's outbox file and write the replies."`
	Receipts areaReceiptsCommand `cmd:"" help:"Write all replies for a station, without a file of its."`
}

type areaExportCommand struct {
	Station string `arg:"" help:"Its ID, see station registry stations."`
	To      string `arg:"" placeholder:"PATH" help:"The file, or a folder (a USB drive) that gets one named wilayah-….ikd."`
	Since   string `placeholder:"FILE" help:"An outbox file of the station: only what changed since its copy then."`
	staffDir
}

// Help is the long help of the command.
func (areaExportCommand) Help() string {
	return `Only that station can open the file. Prints what was written:

  {"file":"…/wilayah-S-….ikd","kind":"area","made":"…","station":"S-…","people":5000}`
}

// Run writes the file.
func (c *areaExportCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, func(box *sandbox.Sandbox) error {
		return admin.ExportArea(ctx, box.Registry, admin.AreaFile{Station: c.Station, To: c.To, Since: c.Since}, out.line)
	})
}

type areaImportCommand struct {
	File string `arg:"" placeholder:"FILE" help:"kirim-….ikd of a station."`
	To   string `arg:"" placeholder:"PATH" help:"Where the replies go: the file, or a folder (a USB drive) that gets one named balasan-….ikd."`
	staffDir
}

// Help is the long help of the command.
func (areaImportCommand) Help() string {
	return `Each activation is judged as if the station had handed it in on the line; one that came before keeps its
verdict, so taking a file in twice does nothing. The whole file is verified first. Prints what was written
for the station; verdicts are those since the last one that the station knows:

  {"file":"…/balasan-S-….ikd","kind":"receipts","made":"…","station":"S-…","verdicts":3,"activations":3}`
}

// Run takes the file in.
func (c *areaImportCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, func(box *sandbox.Sandbox) error {
		return admin.ImportOutbox(ctx, box.Registry, c.File, c.To, out.line)
	})
}

type areaReceiptsCommand struct {
	Station string `arg:"" help:"Its ID, see station registry stations."`
	To      string `arg:"" placeholder:"PATH" help:"The file, or a folder (a USB drive) that gets one named balasan-….ikd."`
	staffDir
}

// Run writes the file.
func (c *areaReceiptsCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, func(box *sandbox.Sandbox) error {
		return admin.ExportReceipts(ctx, box.Registry, c.Station, c.To, out.line)
	})
}
