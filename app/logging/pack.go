package logging

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"
)

// maxPacked bounds what is taken of one file of the log.
const maxPacked = 8 << 20

// Contents is what a zip file for support holds beside the log. The attributes go
// through the same rules as those of the log; see [Keys].
type Contents struct {
	Figures  []slog.Attr // what the station has counted
	Settings []slog.Attr // what it is set to
}

// Pack writes a zip file for support to w:
//
//	about.json       the program's and the system's versions
//	figures.json     Contents.Figures
//	settings.json    Contents.Settings
//	logs/…           the files of the log, station.log the newest
//	crashes/…        the dumps of crashes
//
// Every line is looked through once more on the way. Nothing is left open and
// nothing but w is written to; the log goes on meanwhile. It fails with the error of
// the system or of ctx, and what w holds is then not whole. Without a folder there
// are no logs in it.
func (l *Log) Pack(ctx context.Context, w io.Writer, c Contents) error {
	l.mu.Lock()
	folder := l.folder
	l.mu.Unlock()
	return pack(ctx, w, folder, c, &l.mu)
}

// Pack is [Log.Pack] of the log in the folder of a station that is not open in
// this process.
func Pack(ctx context.Context, w io.Writer, stationFolder string, c Contents) error {
	return pack(ctx, w, filepath.Join(stationFolder, Folder), c, new(sync.Mutex))
}

func pack(ctx context.Context, w io.Writer, folder string, c Contents, writing sync.Locker) error {
	p := packer{zip: zip.NewWriter(w), now: time.Now(), writing: writing}
	p.json("about.json", about(p.now))
	p.json("figures.json", c.Figures)
	p.json("settings.json", c.Settings)
	if folder != "" {
		p.files(ctx, folder, "logs/", "station*.log", lines)
		p.files(ctx, folder, "crashes/", crashPattern, cleanCrash)
	}
	return errors.Join(p.err, p.zip.Close())
}

// packer writes a zip file and keeps its first error.
type packer struct {
	zip *zip.Writer
	now time.Time
	// writing keeps the log from changing its files while one of them is read:
	// Windows does not rename an open file.
	writing sync.Locker
	err     error
}

func (p *packer) json(name string, attrs []slog.Attr) {
	var out bytes.Buffer
	h := slog.NewJSONHandler(&out, &slog.HandlerOptions{ReplaceAttr: onlyGiven})
	r := slog.NewRecord(time.Time{}, slog.LevelInfo, "", 0)
	r.AddAttrs(cleanAttrs(attrs)...)
	if err := h.Handle(context.Background(), r); err != nil {
		p.err = errors.Join(p.err, err)
		return
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, out.Bytes(), "", "  "); err != nil {
		p.err = errors.Join(p.err, err)
		return
	}
	p.add(name, p.now, indented.Bytes())
}

// onlyGiven leaves out the level and the empty message that every record has.
func onlyGiven(groups []string, a slog.Attr) slog.Attr {
	_, isLevel := a.Value.Any().(slog.Level)
	if isLevel || a.Equal(slog.String(slog.MessageKey, "")) {
		return slog.Attr{}
	}
	return shortTime(groups, a)
}

func (p *packer) add(name string, modified time.Time, data []byte) {
	if p.err != nil {
		return
	}
	entry, err := p.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: modified.UTC()})
	if err == nil {
		_, err = entry.Write(data)
	}
	p.err = err
}

// files adds the files of a folder whose names fit, sorted by name.
func (p *packer) files(ctx context.Context, folder, into, pattern string, clean func([]byte) []byte) {
	paths, err := filepath.Glob(filepath.Join(folder, pattern))
	if err != nil && p.err == nil {
		p.err = err
	}
	slices.Sort(paths)
	for _, path := range paths {
		if p.err == nil {
			p.err = ctx.Err()
		}
		if p.err != nil {
			return
		}
		p.file(path, into, clean)
	}
}

func (p *packer) file(path, into string, clean func([]byte) []byte) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && (!info.Mode().IsRegular() || info.Size() == 0) {
		return // rotated away meanwhile, or nothing of ours
	}
	p.writing.Lock()
	data, err := tail(path)
	p.writing.Unlock()
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		p.err = err
		return
	}
	p.add(into+filepath.Base(path), info.ModTime(), clean(data))
}

// tail reads a file, of one that is too long the end.
func tail(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if _, err := file.Seek(max(0, info.Size()-maxPacked), io.SeekStart); err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(file, maxPacked))
}

// lines keeps the lines of a log that are records of it, once more without what
// looks personal.
func lines(data []byte) []byte {
	var out bytes.Buffer
	for line := range bytes.Lines(data) {
		if json.Valid(line) {
			out.Write(cleanLine(line))
		}
	}
	return out.Bytes()
}

// about says what the program is and what it runs on.
func about(now time.Time) []slog.Attr {
	attrs := []slog.Attr{
		slog.Time("packed", now),
		Version(version()),
		slog.Group("go", Version(runtime.Version()), slog.String("os", runtime.GOOS), slog.String("arch", runtime.GOARCH)),
		slog.Group("system", Version(systemVersion()), slog.Int("processors", runtime.NumCPU())),
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		attrs = append(attrs, modules(info.Deps))
	}
	return attrs
}

// modules are the versions of the libraries that are built in.
func modules(built []*debug.Module) slog.Attr {
	var attrs []slog.Attr
	for _, m := range built {
		attrs = append(attrs, slog.Group(moduleKey(m.Path), Version(m.Version)))
	}
	return slog.Attr{Key: "modules", Value: slog.GroupValue(attrs...)}
}

// moduleKey is a module's path as a key.
func moduleKey(path string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r == '.':
			return r
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return '_'
	}, path)
}

// version is the program's: its release, or the commit that it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && s.Value != "" {
			return fmt.Sprintf("commit-%.12s", s.Value)
		}
	}
	return "unknown"
}
