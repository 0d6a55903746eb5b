// Package camera is webcams: V4L2 on Linux and AVFoundation on macOS through
// the drivers of pion/mediadevices, Media Foundation on Windows through
// scanner/camera/mediafoundation (the DirectShow driver of mediadevices offers
// YUY2 only, may stop after its first frame, hangs when the camera is unplugged
// and can damage memory when it is closed). All need cgo; built without it, or
// elsewhere, the package has no cameras.
//
// A camera is named by its ID, which stays the same from day to day, or by part
// of its name. It is looked for each time it is opened, so that one that was
// unplugged is found again, and opened in the mode nearest to 1280×720 at 30
// frames a second: chosen here, since the first mode that a driver offers may
// be one frame a second. One goroutine, that of Run, owns the device.
package camera

import (
	"errors"
	"strings"
	"sync"

	"ikd/station/scanner"
)

// Info is a camera that could be opened.
type Info struct {
	ID   string // what Open takes, to be remembered
	Name string // what the officer reads: "HD Webcam"
}

// Options of a camera; the zero value asks for 1280×720 at 30.
type Options struct {
	Width, Height int
	FPS           float64
}

var _ scanner.Source = (*Source)(nil)

// Source is one camera, or the first one there is. It is opened by Run.
type Source struct {
	which string
	opt   Options
	mu    sync.Mutex
	name  string

	throttled throttled
}

// Open makes a source of the camera with that ID, or else of the first whose
// name contains which, upper or lower case; "" stands for the first camera.
// That there is none shows when the source runs.
func Open(which string, opt Options) *Source {
	if opt.Width <= 0 || opt.Height <= 0 {
		opt.Width, opt.Height = 1280, 720
	}
	if opt.FPS <= 0 {
		opt.FPS = 30
	}
	return &Source{which: which, opt: opt, name: which}
}

// Name is the camera's name once it has been found, what was asked for before.
func (s *Source) Name() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.name
}

func (s *Source) found(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.name = name
}

// List names the cameras, in the order of the system.
func List() []Info { return cameras() }

// errNone is the cause of no-camera where the system named none.
var errNone = errors.New("no camera of that name")

// choose finds the camera that was asked for and takes over its name; -1 where
// there is none.
func (s *Source) choose(all []Info) int {
	i := pick(all, s.which)
	if i >= 0 {
		s.found(all[i].Name)
	}
	return i
}

// pick finds the camera with that ID, or else the first whose name contains
// which, "" standing for any; -1 where there is none.
func pick(all []Info, which string) int {
	for i, d := range all {
		// Windows does not tell upper from lower case in links.
		if which == "" || strings.EqualFold(d.ID, which) {
			return i
		}
	}
	for i, d := range all {
		if strings.Contains(strings.ToLower(d.Name), strings.ToLower(which)) {
			return i
		}
	}
	return -1
}
