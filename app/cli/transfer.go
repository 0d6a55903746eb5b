package cli

import (
	"context"
	"errors"
	"time"

	"ikd/station/app/runtime"
	"ikd/station/assets/words"
	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/transfer"
)

// atWork opens the station alone, for an officer, and works in it.
func (s signIn) atWork(ctx context.Context, out *output, work func(*runtime.Station) error) error {
	return exclusively(ctx, out, runtime.Options{Dir: s.Dir, Officer: s.As}, work)
}

type exportCommand struct {
	To string `arg:"" placeholder:"PATH" help:"The file, or a folder (a USB drive) that gets one named kirim-….ikd."`
	signIn
}

// Help is the long help of the command.
func (exportCommand) Help() string {
	return `Writes what waits in the outbox to one file, which only the registry can open, for where there is no line.
Nothing counts as sent: what is exported goes on waiting until the registry's reply comes, by file or by
line, and the next export has it again. Prints what was written:

  {"file":"/media/usb/kirim-S-….ikd","activations":3}`
}

// exportLine is what was written.
type exportLine struct {
	File        string `json:"file"`
	Activations int    `json:"activations"`
}

// Run exports the outbox.
func (c *exportCommand) Run(ctx context.Context, out *output) error {
	return c.atWork(ctx, out, func(w *runtime.Station) error {
		file, n, err := w.ExportOutbox(ctx, c.To)
		if err != nil {
			return err
		}
		return out.line(exportLine{file, n})
	})
}

type importCommand struct {
	File string `arg:"" placeholder:"FILE" help:"wilayah-….ikd or balasan-….ikd of the registry."`
	signIn
}

// Help is the long help of the command.
func (importCommand) Help() string {
	return `Takes in a file of the registry: an area (the copy of the register and what to believe about codes) or replies
to activations. The whole file is verified before anything of it is taken. Taking a file in twice does
nothing. Prints what it was:

  {"kind":"area","made":"…","people":5000,"new":true}
  {"kind":"receipts","made":"…","verdicts":3,"changed":3,"new":true}`
}

// fileLine is what is printed of a file.
type fileLine struct {
	Kind        string    `json:"kind"`
	Made        time.Time `json:"made"`
	Station     string    `json:"station"`
	People      int       `json:"people,omitempty"`
	Verdicts    int       `json:"verdicts,omitempty"`
	Activations int       `json:"activations,omitempty"`
	Changed     *int      `json:"changed,omitempty"`
	New         *bool     `json:"new,omitempty"`
}

func lineOfFile(f transfer.Found) fileLine {
	return fileLine{
		Kind: transfer.Word(f.Kind), Made: f.Made, Station: f.Station,
		People: f.People, Verdicts: f.Verdicts, Activations: f.Waiting,
	}
}

// Run imports a file.
func (c *importCommand) Run(ctx context.Context, out *output) error {
	return c.atWork(ctx, out, func(w *runtime.Station) error {
		taken, err := w.ImportFile(ctx, c.File, nil)
		if err != nil {
			return err
		}
		line := lineOfFile(taken.Found)
		line.New = &taken.New
		if taken.Kind == pb.FileKind_FILE_KIND_RECEIPTS {
			line.Changed = &taken.Changed
		}
		if !taken.New {
			out.say("%s", out.words.Text("byhand.known"))
		}
		return out.line(line)
	})
}

type fileCommand struct {
	File string `arg:"" placeholder:"FILE" help:"A transfer file."`
	signIn
}

// Help is the long help of the command.
func (fileCommand) Help() string {
	return `Says what a transfer file is, without taking it in. Only its receiver can open it, so a file for
another station or for the registry says no more than that. Prints one line:

  {"kind":"area","made":"…","station":"S-…","people":5000}

Exit code 1, with the reason in words, where the file cannot be taken in.`
}

// Run looks at a file.
func (c *fileCommand) Run(ctx context.Context, out *output) error {
	return c.atWork(ctx, out, func(w *runtime.Station) error {
		found, err := w.InspectFile(ctx, c.File)
		if err != nil {
			return tellBadFile(out, err)
		}
		return out.line(lineOfFile(found))
	})
}

// badFileLine is what is printed of a file that is not good.
type badFileLine struct {
	Bad siak.Kind `json:"bad"`
}

// tellBadFile says what is wrong with a file that was only looked at.
func tellBadFile(out *output, err error) error {
	kind := siak.KindOf(err)
	if !isFileKind(kind) {
		return err
	}
	out.tell(out.words.CommandFailure(words.DeedInspectFile, kind))
	return errors.Join(out.line(badFileLine{kind}), errNotHeld)
}

// isFileKind reports whether a kind speaks of the file, not of who reads it.
func isFileKind(kind siak.Kind) bool {
	switch kind {
	case siak.KindFileStrange, siak.KindFileCut, siak.KindFileAltered, siak.KindFileNotForUs,
		siak.KindFileOtherRegistry, siak.KindFileOtherKind, siak.KindFileOlder, siak.KindFileGap:
		return true
	default:
		return false
	}
}
