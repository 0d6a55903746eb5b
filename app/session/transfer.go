package session

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ikd/station/app"
	"ikd/station/app/desk"
	"ikd/station/app/runtime"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/transfer"
)

var _ app.Drives = (*Session)(nil)

// drives is what goes to the registry and comes from it on a USB drive.
type drives struct{ *work }

// LookForFiles implements [app.Drives].
func (d *drives) LookForFiles(ctx context.Context) (there app.DriveContents, err error) {
	if there.Waiting, err = d.station.Store.Ledger.Waiting(ctx); err != nil {
		return there, err
	}
	for _, dir := range runtime.RemovableDrives() {
		there.Places = append(there.Places, app.Place{Dir: dir, Name: driveName(dir), Removable: true})
	}
	there.Places = append(there.Places, app.Place{Dir: runtime.DocumentsFolder()})
	for _, place := range there.Places {
		there.Files = append(there.Files, filesIn(place.Dir)...)
	}
	slices.SortFunc(there.Files, func(a, b app.DriveFile) int { return b.At.Compare(a.At) })
	return there, nil
}

// driveName is what people know a USB drive by.
func driveName(dir string) string {
	if name := filepath.Base(dir); strings.Trim(name, `/\.`) != "" {
		return name
	}
	return dir
}

// filesIn are the files for stations that lie in a folder.
func filesIn(dir string) (all []app.DriveFile) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil // pulled out meanwhile
	}
	for _, e := range entries {
		info, err := e.Info()
		mine := !strings.HasPrefix(e.Name(), transfer.Prefix(pb.FileKind_FILE_KIND_OUTBOX))
		if err == nil && mine && info.Mode().IsRegular() && strings.EqualFold(filepath.Ext(e.Name()), transfer.Extension) {
			all = append(all, app.DriveFile{Path: filepath.Join(dir, e.Name()), Name: e.Name(), At: info.ModTime()})
		}
	}
	return all
}

// SaveOutbox implements [app.Drives].
func (d *drives) SaveOutbox(ctx context.Context, dir string) (app.SavedOutbox, error) {
	file, n, err := d.station.ExportOutbox(ctx, dir)
	return app.SavedOutbox{Path: file, Activations: n}, err
}

// TakeFile implements [app.Drives].
func (d *drives) TakeFile(ctx context.Context, path string, percent func(int)) (app.TakenFile, error) {
	taken, err := d.station.ImportFile(ctx, path, percent)
	if err == nil && taken.New {
		d.desk.SyncProgressed(desk.SyncProgress{}) // a pull that has ended, as it were
	}
	return app.TakenFile{
		Area: taken.Kind == pb.FileKind_FILE_KIND_AREA, New: taken.New, People: taken.People, Changed: taken.Changed, Made: taken.Made.In(time.UTC),
	}, err
}
