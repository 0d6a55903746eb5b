package main

import (
	"context"
	"errors"
	"io"

	"ikd/station/siak"
	"ikd/station/siak/byhand"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/sandbox"
)

// areaCommand is the registry's end of files by hand.
type areaCommand struct {
	Export   areaExportCommand   `cmd:"" help:"Write an area file for a station: the register and what to believe about codes."`
	Import   areaImportCommand   `cmd:"" help:"Take in a station's outbox file and write the replies."`
	Receipts areaReceiptsCommand `cmd:"" help:"Write all replies for a station, without a file of its."`
}

// atHand opens the registry's end.
func (r staffDir) atHand(ctx context.Context, work func(*sandbox.Sandbox, byhand.Registry, byhand.Centre) error) error {
	return r.do(ctx, func(box *sandbox.Sandbox) error {
		hand, centre, err := box.ByHand(ctx)
		if err != nil {
			return err
		}
		return work(box, hand, centre)
	})
}

type areaExportCommand struct {
	Station string `arg:"" help:"Its ID, see station registry stations."`
	To      string `arg:"" placeholder:"PATH" help:"The file, or a folder (a stick) that gets one named wilayah-….ikd."`
	Since   string `placeholder:"FILE" help:"An outbox file of the station: only what changed since its copy then."`
	staffDir
}

// Help is the long help of the command.
func (areaExportCommand) Help() string {
	return `Only that station can open the file. Prints what was written:

  {"file":"…/wilayah-S-….ikd","kind":"area","station":"S-…","people":5000}`
}

// handLine is what was written for a station.
type handLine struct {
	File string `json:"file"`
	fileLine
}

// bytesPerPerson is what one takes in a file, about.
const bytesPerPerson = 90

// Run writes the file.
func (c *areaExportCommand) Run(ctx context.Context, out *output) error {
	return c.atHand(ctx, func(box *sandbox.Sandbox, hand byhand.Registry, centre byhand.Centre) error {
		from, people, err := box.AreaCursors(ctx)
		if err != nil {
			return err
		}
		if c.Since != "" {
			if from, err = copyOf(ctx, c.Since, c.Station, hand, centre, from); err != nil {
				return err
			}
			people = 0 // nobody knows yet
		}
		return saveFor(out, c.To, pb.FileKind_FILE_KIND_AREA, c.Station, int64(people)*bytesPerPerson, func(w io.Writer) (byhand.Found, error) {
			return hand.WriteArea(ctx, w, c.Station, centre, from, nil)
		})
	})
}

// copyOf is where a station's copy stood when it wrote an outbox file.
func copyOf(ctx context.Context, path, station string, hand byhand.Registry, centre byhand.Centre, from []siak.Cursor) ([]siak.Cursor, error) {
	file, closer, err := byhand.OpenFile(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = closer.Close() }()
	found, err := hand.Look(ctx, file, centre)
	if err != nil {
		return nil, err
	}
	if found.Station != station {
		return nil, siak.E("read a station's copy", siak.KindFileNotForUs, errors.New("another station's file"))
	}
	for i, begin := range from {
		for _, had := range found.Copy {
			if had.Partition == begin.Partition {
				from[i] = had
			}
		}
	}
	return from, nil
}

// saveFor writes a file for a station and prints what is in it.
func saveFor(out *output, path string, kind pb.FileKind, station string, need int64, write func(io.Writer) (byhand.Found, error)) error {
	file := namedFile(path, kind, station)
	var found byhand.Found
	err := byhand.Save(file, need, func(w io.Writer) (err error) {
		found, err = write(w)
		return err
	})
	if err != nil {
		return err
	}
	line := lineOfFile(found)
	line.Kind, line.Station = subjects[kind], station
	return out.line(handLine{file, line})
}

type areaImportCommand struct {
	File string `arg:"" placeholder:"FILE" help:"kirim-….ikd of a station."`
	To   string `arg:"" placeholder:"PATH" help:"Where the replies go: the file, or a folder (a stick) that gets one named balasan-….ikd."`
	staffDir
}

// Help is the long help of the command.
func (areaImportCommand) Help() string {
	return `Each activation is judged as if the station had handed it in on the line; one that came before keeps its
verdict, so taking a file in twice does nothing. The whole file is verified first. Prints what was written
for the station:

  {"file":"…/balasan-S-….ikd","kind":"receipts","station":"S-…","verdicts":3,"activations":3}`
}

// Run takes the file in.
func (c *areaImportCommand) Run(ctx context.Context, out *output) error {
	return c.atHand(ctx, func(_ *sandbox.Sandbox, hand byhand.Registry, centre byhand.Centre) error {
		file, closer, err := byhand.OpenFile(c.File)
		if err != nil {
			return err
		}
		defer func() { _ = closer.Close() }()
		found, err := hand.Look(ctx, file, centre)
		if err != nil {
			return err
		}
		need := int64(found.Waiting) * bytesPerVerdict
		return saveFor(out, c.To, pb.FileKind_FILE_KIND_RECEIPTS, found.Station, need, func(w io.Writer) (byhand.Found, error) {
			return hand.Accept(ctx, file, centre, w)
		})
	})
}

// bytesPerVerdict is what one takes in a file, about.
const bytesPerVerdict = 100

type areaReceiptsCommand struct {
	Station string `arg:"" help:"Its ID, see station registry stations."`
	To      string `arg:"" placeholder:"PATH" help:"The file, or a folder (a stick) that gets one named balasan-….ikd."`
	staffDir
}

// Run writes the file.
func (c *areaReceiptsCommand) Run(ctx context.Context, out *output) error {
	return c.atHand(ctx, func(_ *sandbox.Sandbox, hand byhand.Registry, centre byhand.Centre) error {
		return saveFor(out, c.To, pb.FileKind_FILE_KIND_RECEIPTS, c.Station, 0, func(w io.Writer) (byhand.Found, error) {
			return hand.WriteReceipts(ctx, w, c.Station, centre, 0)
		})
	})
}
