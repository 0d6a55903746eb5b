package mediafoundation

import (
	"context"
	"errors"
	"fmt"
	"image"
	"time"

	"ikd/station/scanner"
)

const (
	// look is how long Run waits for a sample before it looks whether its
	// context has ended.
	look = 50 * time.Millisecond
	// maxFormats is how many formats are listed: some cameras offer hundreds,
	// none more than these.
	maxFormats = 1000
	// maxTries is how many formats are tried until the system takes one.
	maxTries = 5
)

var (
	errNoFormat = errors.New("the camera offers no usable format")
	errNone     = errors.New("no camera of that name")
	errEnded    = errors.New("the camera ended its stream")
)

// device is an open camera, the side of Windows. The results are its codes.
type device interface {
	// format tells the camera's format of that index, noMoreTypes after the last.
	format(index uint32) (format, hresult)
	// use has the camera give the format of that index, and the system NV12.
	use(index uint32) hresult
	// layout tells how the picture lies in a sample, but for top and pitch.
	layout() (layout, hresult)
	// ask asks for the next sample.
	ask() hresult
	// wait waits for the answer, false where none came in time. The sample in
	// it is held until the next answer.
	wait(time.Duration) (answer, bool)
	// lock gives the memory of the held sample until unlock, with the top and
	// the pitch of its picture.
	lock() (memory []byte, top, pitch int, h hresult)
	unlock()
	close()
}

// answer is what came of a request for a sample.
type answer struct {
	result hresult
	flags  uint32 // MF_SOURCE_READER_FLAG (mfreadwrite.h)
	sample bool   // false for a gap in the stream
}

const (
	flagError   = 0x01
	flagEnd     = 0x02
	flagChanged = 0x20 // another layout from this sample on
)

// List names the cameras, in the order of the system. It fails with a
// [*scanner.FaultError]. Without cgo, or elsewhere than on Windows, there are
// none.
func List() ([]Info, error) {
	sys, err := begin()
	if err != nil {
		return nil, err
	}
	defer sys.end()
	return sys.cameras()
}

// Run opens the camera that pick points to among those that the system has now,
// and calls deliver with each frame until ctx ends, whose error it then returns,
// or the camera does, with a [*scanner.FaultError]. pick gives -1 where the
// camera is not among them. A frame is deliver's until deliver returns.
func Run(ctx context.Context, pick func([]Info) int, want Options, deliver func(*scanner.Frame)) error {
	sys, err := begin()
	if err != nil {
		return err
	}
	defer sys.end()
	all, err := sys.cameras()
	if err != nil {
		return err
	}
	i := pick(all)
	if i < 0 {
		return &scanner.FaultError{Fault: scanner.FaultNoCamera, Err: errNone}
	}
	d, err := sys.open(i)
	if err != nil {
		return err
	}
	defer d.close()
	if err := choose(d, want); err != nil {
		return err
	}
	return (&reading{device: d, deliver: deliver}).run(ctx)
}

// choose has the camera give the best of its formats that the system takes.
func choose(d device, want Options) error {
	var all []format
	for i := range uint32(maxFormats) {
		f, h := d.format(i)
		if h == noMoreTypes {
			break
		}
		if err := faultOf("list the camera's formats", h, false); err != nil {
			return err
		}
		all = append(all, f)
	}
	ranked := rank(all, want)
	if len(ranked) == 0 {
		return &scanner.FaultError{Fault: scanner.FaultNoCamera, Err: errNoFormat}
	}
	var err error
	for _, f := range ranked[:min(len(ranked), maxTries)] {
		if err = faultOf("set the camera's format", d.use(f.index), false); err == nil {
			return nil
		}
	}
	return err
}

// reading is the life of an open camera.
type reading struct {
	device
	deliver func(*scanner.Frame)
	lay     layout
	picture *image.YCbCr // used again for each frame
	live    bool         // a frame was delivered
}

func (r *reading) run(ctx context.Context) error {
	if err := r.measure(); err != nil {
		return err
	}
	if err := r.fault("start the camera", r.ask()); err != nil {
		return err
	}
	for ctx.Err() == nil {
		a, ok := r.wait(look)
		if !ok {
			continue
		}
		if err := r.take(a, time.Now()); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// take asks for the next sample, so that the camera need not wait, and delivers
// the one in the answer.
func (r *reading) take(a answer, at time.Time) error {
	if err := r.fault("read from the camera", a.result); err != nil {
		return err
	}
	if a.flags&(flagError|flagEnd) != 0 {
		return &scanner.FaultError{Fault: scanner.FaultLost, Err: errEnded}
	}
	if a.flags&flagChanged != 0 {
		if err := r.measure(); err != nil {
			return err
		}
	}
	if err := r.fault("read from the camera", r.ask()); err != nil {
		return err
	}
	if !a.sample {
		return nil
	}
	f, err := r.copied()
	if err != nil {
		return err
	}
	f.At = at
	r.live = true
	r.deliver(f)
	return nil
}

// copied copies the held sample.
func (r *reading) copied() (*scanner.Frame, error) {
	memory, top, pitch, h := r.lock()
	if err := r.fault("read the camera's picture", h); err != nil {
		return nil, err
	}
	defer r.unlock()
	r.lay.top, r.lay.pitch = top, pitch
	f, err := r.lay.frame(r.picture, memory)
	if err != nil {
		return nil, &scanner.FaultError{Fault: scanner.FaultLost, Err: fmt.Errorf("read the camera's picture: %w", err)}
	}
	return f, nil
}

// measure takes note of how the pictures lie from now on.
func (r *reading) measure() error {
	l, h := r.device.layout()
	if err := r.fault("ask for the picture's layout", h); err != nil {
		return err
	}
	r.lay, r.picture = l, l.fitting(r.picture)
	return nil
}

func (r *reading) fault(doing string, h hresult) error { return faultOf(doing, h, r.live) }
