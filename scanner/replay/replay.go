// Package replay is a camera with no hardware: frames from files.
//
//   - A folder of PNG, JPEG, WebP and GIF pictures, sorted by name. It is paced: every
//     picture is read as a still, in order, and none is dropped. With
//     Options.FPS it plays live instead, as a webcam would.
//   - An MJPEG file (.mjpeg, .mjpg: JPEG pictures one after another), played
//     live at Options.FPS.
//   - A YUV4MPEG2 file (.y4m), played live at the rate that it names.
//
// A recording ends once, unless it loops. Pictures that cannot be read are told
// to Options.OnBad and passed over. Options.Faults makes the source fail as
// cameras do, for tests and demonstrations.
//
// A frame's time is that of its delivery. With Options.TrustTimes it is the
// time that the PNG carries in its tIME chunk, as [EncodePNG] writes it: for
// recordings of made-up phones, whose codes are valid for a minute and a half.
package replay

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"ikd/station/scanner"
)

// Options of a recording; the zero value plays it once, without faults.
type Options struct {
	// TrustTimes takes a frame's time from its file where that has one.
	TrustTimes bool
	// FPS is the rate of an MJPEG file (15 where zero) and, over zero, makes a
	// folder play live. A Y4M file has its own.
	FPS float64
	// Loop begins again at the end.
	Loop bool
	// OnBad is told of each picture that could not be read, from the goroutine
	// that plays. It may be nil.
	OnBad func(name string, err error)
	// Faults to simulate.
	Faults Faults
}

// Faults are counted over the life of the source, and each happens once.
type Faults struct {
	Busy        int // that many openings fail with scanner.FaultBusy
	Denied      int // after those, that many fail with scanner.FaultDenied
	UnplugAfter int // after that many frames the run ends with scanner.FaultLost
	StallAfter  int // after that many frames no more come until the run is ended
}

const defaultFPS = 15

// errors that the faults are made of.
var (
	errBusy     = errors.New("replay: another program has the camera")
	errDenied   = errors.New("replay: not allowed")
	errUnplug   = errors.New("replay: unplugged")
	errNothing  = errors.New("no picture in the folder")
	errKind     = errors.New("neither a folder, nor .mjpeg, nor .y4m")
	errTooLarge = fmt.Errorf("larger than %d megapixels", maxPixels/1_000_000)
)

var _ scanner.Paced = (*Source)(nil)

// Source plays a recording. A run that was broken off goes on with the next
// picture of a folder, and begins again with a video.
type Source struct {
	path      string
	opt       Options
	recording recording
	live      bool
	count     int // frames delivered over all runs
}

// recording gives the frames of one kind of recording.
type recording interface {
	// rewind goes to where a run begins.
	rewind() error
	// next gives the next frame, io.EOF at the end, and errBadPicture where
	// one was passed over. The frame is valid until the following call.
	next() (*scanner.Frame, error)
	// again goes back to the beginning.
	again() error
	// every is the time between two frames.
	every() time.Duration
	close()
}

// Open makes a source of what lies at path. It fails with a
// [*scanner.FaultError] (bad-image) where there is nothing to be played.
func Open(path string, opt Options) (*Source, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, bad(err)
	}
	s := &Source{path: path, opt: opt}
	switch ext := strings.ToLower(filepath.Ext(path)); {
	case info.IsDir():
		s.live = opt.FPS > 0
		s.recording, err = newFolder(path, opt)
	case ext == ".mjpeg" || ext == ".mjpg":
		s.live = true
		s.recording = &video{path: path, fps: opt.FPS, open: newMJPEG}
	case ext == ".y4m":
		s.live = true
		s.recording = &video{path: path, fps: opt.FPS, open: newY4M}
	default:
		err = bad(errKind)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

func bad(err error) error {
	return &scanner.FaultError{Fault: scanner.FaultBadImage, Err: err}
}

// Name is the name of the folder or file.
func (s *Source) Name() string { return filepath.Base(s.path) }

// Paced is true of a folder that does not play live.
func (s *Source) Paced() bool { return !s.live }

// Run implements [scanner.Source].
func (s *Source) Run(ctx context.Context, deliver func(*scanner.Frame)) error {
	if s.opt.Faults.Busy > 0 {
		s.opt.Faults.Busy--
		return &scanner.FaultError{Fault: scanner.FaultBusy, Err: errBusy, By: "replay"}
	}
	if s.opt.Faults.Denied > 0 {
		s.opt.Faults.Denied--
		return &scanner.FaultError{Fault: scanner.FaultDenied, Err: errDenied}
	}
	if err := s.recording.rewind(); err != nil {
		return err
	}
	defer s.recording.close()
	return s.play(ctx, deliver)
}
