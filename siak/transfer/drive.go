package transfer

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/shirou/gopsutil/v4/disk"

	"ikd/station/siak"
	"ikd/station/siak/newfile"
)

// unfinished ends the name of a file that is being written. One that a USB drive
// keeps because it was pulled out is no [Extension] file, and would not open.
const unfinished = ".belum-selesai"

// mostBytes is what FAT32, as USB drives have it, takes in one file.
const mostBytes = 1<<32 - 1

// reserve is what is left free on a USB drive beyond what a file needs, in bytes.
const reserve = 1 << 20

// Save writes a file to a USB drive so that it is whole and on the drive, or not
// there: under another name, synced, then renamed. What lies there, a link included,
// is never written to. need is how many bytes it
// will take about, 0 for not known. It replaces nothing. It fails with
// stick-full, stick-read-only, stick-lost, file-too-big, not-found (no such
// folder), file-exists or as write does.
func Save(path string, need int64, write func(io.Writer) error) error {
	const op = "write a transfer file"
	if _, err := os.Lstat(path); err == nil {
		return siak.E(op, siak.KindFileExists, nil)
	}
	dir := filepath.Dir(path)
	if usage, err := disk.Usage(dir); err == nil && usage.Free < uint64(need+reserve) {
		return siak.E(op, siak.KindStickFull, errors.New("too little space for it"))
	}
	f, err := newfile.Replace(path + unfinished)
	if err != nil {
		return siak.E(op, driveKind(err), errors.New("the file cannot be made"))
	}
	out := &driveFile{w: f, left: mostBytes}
	buffered := bufio.NewWriterSize(out, 256<<10)
	if err = write(buffered); err == nil {
		err = buffered.Flush()
	}
	if err == nil {
		out.note(f.Sync())
		err = out.err
	}
	out.note(f.Close())
	if err == nil {
		out.note(newfile.Finish(path+unfinished, path))
	}
	if out.err != nil { // whatever the writer made of it
		err = siak.E(op, driveKind(out.err), errors.New("the drive did not take it"))
	}
	if err != nil {
		_ = os.Remove(path + unfinished)
		return err
	}
	syncDir(dir)
	return nil
}

// errTooBig: the file system cannot hold a file of that size.
var errTooBig = errors.New("more than a file can have there")

// driveFile is a file on a USB drive. It remembers how it failed.
type driveFile struct {
	w    io.Writer
	left int64
	err  error
}

func (s *driveFile) Write(p []byte) (int, error) {
	if s.err == nil && int64(len(p)) > s.left {
		s.err = errTooBig
	}
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.w.Write(p)
	s.left -= int64(n)
	s.note(err)
	return n, err
}

func (s *driveFile) note(err error) {
	if s.err == nil {
		s.err = err
	}
}

// driveKind says what an error of the system means for a USB drive.
func driveKind(err error) siak.Kind {
	switch {
	case errors.Is(err, fs.ErrExist):
		return siak.KindFileExists
	case errors.Is(err, errTooBig), isTooBig(err):
		return siak.KindFileTooBig
	case isFull(err):
		return siak.KindStickFull
	case errors.Is(err, fs.ErrNotExist):
		return siak.KindNotFound
	case errors.Is(err, fs.ErrPermission), isReadOnly(err):
		return siak.KindStickReadOnly
	default:
		return siak.KindStickLost
	}
}

// OpenFile opens a file as it lies on a USB drive; close it in the end. It fails
// with not-found, file-strange (no file: a folder, a device) or stick-lost.
func OpenFile(path string) (File, io.Closer, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return File{}, nil, bad(siak.KindNotFound, "there is no such file")
	case err != nil:
		return File{}, nil, bad(siak.KindStickLost, "the file cannot be looked at")
	case !info.Mode().IsRegular():
		return File{}, nil, bad(siak.KindFileStrange, "not a file")
	}
	f, err := os.Open(path)
	if err != nil {
		return File{}, nil, bad(siak.KindStickLost, "the file cannot be opened")
	}
	return File{Bytes: f, Size: info.Size()}, f, nil
}

// syncDir makes a rename durable where the system can; FAT does without.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
