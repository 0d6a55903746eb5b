package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"ikd/station/app/logging"
	"ikd/station/app/runtime"
	"ikd/station/siak"
	"ikd/station/siak/newfile"
)

type supportCommand struct {
	Dir string `default:"${dir}" placeholder:"DIR" help:"The station's folder."`
	To  string `placeholder:"PATH" help:"The file, or a folder that gets one named ikd-support-….zip; the folder for documents where not given."`
}

// Help is the long help of the command.
func (supportCommand) Help() string {
	return `Writes a zip file for who has to find out what went wrong: the log and the dumps of crashes (from the
folder logs of the station's folder), the versions of the program and the system, how many activations there are in
each state, how the audit trail stands, the sizes of the files, free disk space, and the settings of the window. Nothing
personal is in it, neither of a citizen nor of an officer. Needs no passphrase. Works while the station is running, and
on a folder that is damaged. Prints the file:

  {"file":"…/ikd-support-20261121-084100.zip","bytes":18234}

The variable STATION_LOG sets what is logged: debug, info (as it is without it), warn or error.`
}

// supportLine is what was written.
type supportLine struct {
	File  string `json:"file"`
	Bytes int64  `json:"bytes"`
}

// Run writes the file.
func (c *supportCommand) Run(ctx context.Context, out *output) (err error) {
	const op = "pack for support"
	if info, err := os.Stat(c.Dir); err != nil || !info.IsDir() {
		return siak.E(op, siak.KindNotSetUp, err)
	}
	path := c.To
	if path == "" {
		path = runtime.DocumentsFolder()
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, "ikd-support-"+time.Now().Format("20060102-150405")+".zip")
	}
	f, err := newfile.Create(path)
	switch {
	case errors.Is(err, fs.ErrExist):
		return siak.E(op, siak.KindOutputExists, nil)
	case err != nil:
		return runtime.OutputError(op, err)
	}
	if err := errors.Join(logging.Pack(ctx, runtime.Output{Writer: f}, c.Dir, runtime.Support(ctx, c.Dir)), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return out.line(supportLine{path, info.Size()})
}
