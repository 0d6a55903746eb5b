package replay

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"ikd/station/scanner"
)

// folder is the pictures of a folder, in the order of their names.
type folder struct {
	names []string
	at    int
	opt   Options
}

func newFolder(path string, opt Options) (*folder, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, bad(err)
	}
	f := &folder{opt: opt}
	for _, e := range entries {
		if !e.IsDir() && isPicture(e.Name()) {
			f.names = append(f.names, filepath.Join(path, e.Name()))
		}
	}
	if len(f.names) == 0 {
		return nil, bad(errNothing)
	}
	slices.Sort(f.names)
	return f, nil
}

func isPicture(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".webp", ".gif",
		".heic", ".heif", ".avif": // told to be unreadable rather than passed over in silence
		return true
	}
	return false
}

func (f *folder) rewind() error { return nil }

func (f *folder) again() error {
	f.at = 0
	return nil
}

func (f *folder) next() (*scanner.Frame, error) {
	if f.at == len(f.names) {
		return nil, io.EOF
	}
	path := f.names[f.at]
	f.at++
	frame, taken, err := load(path)
	if err != nil {
		return nil, &badPicture{filepath.Base(path), err}
	}
	frame.At = time.Time{}
	if f.opt.TrustTimes {
		frame.At = taken
	}
	return frame, nil
}

func (f *folder) every() time.Duration { return interval(f.opt.FPS) }

func (f *folder) close() {}

// interval of a rate, within what makes sense for frames.
func interval(fps float64) time.Duration {
	if !(fps > 0) {
		fps = defaultFPS
	}
	return time.Duration(float64(time.Second) / min(max(fps, 0.1), 240))
}
