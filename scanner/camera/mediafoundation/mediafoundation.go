// Package mediafoundation is webcams on Windows, through Media Foundation.
//
// A camera is named by its ID, the symbolic link of the device, or by part of
// its name, and is looked for each time it is opened: a camera that is plugged
// into another socket has another link, but still its name. Of the formats that
// it offers the one nearest to 1280×720 at 25 to 30 frames a second is chosen
// here, then the system is asked for NV12, whatever the camera itself gives
// (YUY2, MJPEG, H.264): the source reader puts decoder and converter in
// between. The luma is copied out of each sample at once and the sample given
// back, since a camera has only a few; the colours lie beside it, and the
// window's smaller picture is made of them by [scanner.Preview] only when one
// is shown.
//
// The goroutine of [Source.Run] keeps one thread, on which COM is initialised,
// for as long as the camera is open. Samples are asked for one at a time and
// arrive through a callback on a thread of the system, so that no driver can
// keep Run from noticing that its context has ended: it looks at least every
// 50 ms. Opening and closing a device cannot be broken off; a driver that hangs
// in them is left behind by [scanner.Run].
//
// The libraries of Media Foundation are loaded when first used: the N editions
// of Windows lack them, and the program has to start there too. Windows 8 is
// the oldest that has what is needed; the station supports 10 and later.
//
// # What was tried
//
// The choice of the format, the copying of the planes, the faults and the
// reading are tested on every system, the reading with a device that plays a
// script. The code against Windows is compiled with mingw-w64 and was run under
// Wine 8: it lists no camera and reports that there is none; and with a media
// source made up for the purpose Wine's own source reader delivered samples
// through it, in buffers that know of rows and in plain ones, and nothing was
// left when it was closed while a sample was awaited. Wine cannot be told which
// of a camera's formats to use, so that call has run nowhere.
//
// It has not run on Windows, nor with a real camera. The meaning of the error
// codes is that of their documentation and of other programs' bug reports. To
// be looked at first on a laptop: the format that is chosen, a camera in use by
// another program, access switched off in the privacy settings, unplugging, and
// whether the range that an MJPEG camera is said to have is the one it has.
package mediafoundation

import (
	"errors"
	"strings"
	"sync"

	"ikd/station/scanner"
)

// Info is a camera of the system.
type Info struct {
	ID   string // the symbolic link of the device: what Open takes, to be remembered
	Name string // what the officer reads: "HD Webcam"
}

// Options of a camera; the zero value asks for 1280×720 at 30 frames a second.
type Options struct {
	Width, Height int
	FPS           float64
}

var _ scanner.Source = (*Source)(nil)

// Source is one camera. It is opened by Run.
type Source struct {
	which string
	opt   Options

	mu   sync.Mutex
	name string
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

// errNone is the cause of no-camera where the system named none.
var errNone = errors.New("no camera of that name")

// pick finds the camera that was asked for, -1 where there is none.
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
