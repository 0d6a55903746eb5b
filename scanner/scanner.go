// Package scanner turns a camera into readings: frame → decode → filter.
//
// It knows nothing of what a code means, of the database or of the window. A
// [Source] delivers frames (a webcam, a folder of pictures, a made-up camera),
// a [Decoder] finds the code in a frame's luma, a [Filter] keeps the same code
// from being taken twice, and [Run] ties them together so that the decoder
// never holds up the camera: the mailbox between them holds one frame and
// drops the older one.
//
//	err := scanner.Run(ctx, camera.Open("", camera.Options{}), qr.New(),
//		scanner.NewFilter(scanner.CoolDown), scanner.Events{Reading: take})
//
// A camera that is busy, missing, unplugged or silent is told through
// [Events].Status and opened again with a growing pause for as long as the run
// lasts; a backend that hangs is left behind. A recording ends the run. A
// source that is [Paced] is read frame by frame, each as a still picture, and
// none is dropped.
//
// While nothing moves and no code is seen for a while the pipeline idles: it
// looks at every frame for motion, which costs next to nothing, but decodes and
// shows only a few a second, and asks a [Throttler] source for fewer. The first
// frame in which something moves ends that and is decoded. Of a frame whose code
// cannot be read the pipeline measures where a code seems to be, how large, how
// sharp and in which light; what comes of it is [View].Hint, one thing to do at
// a time, which never changes faster than it can be read.
//
// Whose memory: a source may use its frame's buffers again as soon as deliver
// has returned, since [Run] copies what it needs; a picture shown through
// [Events].View belongs to the window until it calls Release.
//
// USB barcode scanners type their text; scanner/wedge gathers it into a
// [Reading] that skips frame and decoder but not the filter.
package scanner

import (
	"context"
	"image"
	"time"
)

// Frame is one picture from a source.
type Frame struct {
	// Luma is the Y plane, 8 bits a pixel, full range, rows Stride bytes apart.
	Luma          []byte
	Stride        int
	Width, Height int
	// Colour is the frame in colour, nil where there is only luma. It is made
	// smaller for the window (see [Preview]) only when one is shown.
	Colour image.Image
	// Preview is the smaller picture for the window where the source has it
	// ready; nil has it made from Colour, or else from Luma.
	Preview *image.RGBA
	// At is when the frame was taken: now for a camera, and for a recording of
	// made-up phones the time that its file carries.
	At time.Time
	// Name is the file of a recorded frame, "" for a camera.
	Name string
}

// Point is a place in a frame, in pixels from the top left corner.
type Point struct{ X, Y float64 }

// Code is a code found in a frame.
type Code struct {
	Text string
	// Outline is the corners of the code, clockwise from the one of its top
	// left finder, in pixels of the frame.
	Outline [4]Point
}

// Decoder finds a code in a frame. Not safe for concurrent use.
type Decoder interface {
	// Decode returns the code, and false where there is none. It keeps nothing
	// of the frame. still asks for every stage that might help, whatever it
	// costs; without it the decoder keeps to what a live camera can bear.
	Decode(f *Frame, still bool) (Code, bool)
}

// Source delivers frames.
type Source interface {
	// Name is what the officer sees and what is remembered: "HD Webcam".
	Name() string
	// Run opens the source and calls deliver with each frame until ctx ends or
	// the source does; nil means that a recording came to its end. It is called
	// again to open the source anew. deliver returns at once, unless the source
	// is [Paced], and keeps nothing of the frame. Errors are [*FaultError]s;
	// any other is taken for [FaultLost].
	Run(ctx context.Context, deliver func(*Frame)) error
}

// Paced is a source whose every frame counts (a folder of pictures): the
// pipeline decodes each one, as a still picture, before deliver returns.
type Paced interface {
	Source
	// Paced is false where the source plays live after all.
	Paced() bool
}

// Reading is a code that was taken: it passed the filter.
type Reading struct {
	Text string    // at most [MaxText] bytes
	At   time.Time // of its frame
	Name string    // of its file, "" for a camera
	// Took is the time from the frame's delivery to its text, waiting included.
	Took    time.Duration
	Outline [4]Point
	// Width and Height are those of the frame in which Outline lies.
	Width, Height int
	// Others are the other codes of the frame, the one nearest to the middle
	// first; none where the decoder is not [MultiDecoder].
	Others []Code
}

// Fault is what is wrong with a source.
type Fault string

// The faults. Their texts are those of the error kinds of the domain.
const (
	FaultNone     Fault = ""
	FaultBusy     Fault = "camera-busy" // another program has it
	FaultLost     Fault = "camera-lost" // unplugged, or no frame for too long
	FaultNoCamera Fault = "no-camera"   // no such camera
	FaultBadImage Fault = "bad-image"   // a recording that cannot be read
	FaultDenied   Fault = "camera-denied"
)

// Faults lists the closed set, without [FaultNone].
func Faults() []Fault {
	return []Fault{FaultBusy, FaultLost, FaultNoCamera, FaultBadImage, FaultDenied}
}

// FaultError is an error of a source with its fault.
type FaultError struct {
	Fault Fault
	Err   error
	// By is the program that has a busy camera, "" where the system does not
	// tell.
	By string
}

// Error is the fault with its cause, if there is one.
func (e *FaultError) Error() string {
	if e.Err == nil {
		return string(e.Fault)
	}
	return string(e.Fault) + ": " + e.Err.Error()
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *FaultError) Unwrap() error { return e.Err }

// Status is how a source is doing.
type Status struct {
	Source string // its name
	Live   bool   // frames are coming
	Fault  Fault  // why not, where not
	By     string // the program that has a busy camera, where the system tells
}

// View is what the window shows of the camera.
type View struct {
	// Picture is the latest preview; it stays untouched until Release.
	Picture *image.RGBA
	// Outline is where the last found code lies, in pixels of Picture. Found
	// tells whether one was found in this picture or, of a camera, a moment
	// before.
	Outline [4]Point
	Found   bool
	// Hint is what the officer should do, [HintNone] of a recording. It changes
	// no more often than one can read it ([HintStays]).
	Hint Hint
	// Release gives the picture back to the pool. Until it is called the
	// pipeline has one picture less to show; with all of them out it shows none.
	Release func()
}

// Events receives what [Run] has to tell. Every function may be nil; each is
// called from a goroutine of the pipeline, must return at once, and must not
// wait for Run to return.
type Events struct {
	Reading func(Reading)
	// Beside is told when another code comes into view beside one that was taken
	// before and is still held up: Others has it.
	Beside func(Reading)
	View   func(View)
	Status func(Status)
}
