package phone

import (
	"context"
	"sync"
	"time"

	"ikd/station/scanner"
)

const (
	cameraRate = time.Second / 15
	cameraName = "Kamera latihan"
)

// swaying is how the hand moves, there and back again.
var swaying = []sway{
	{},
	{0.003, 0.002, 0.2, 0.001},
	{0.006, 0.003, 0.45, 0.003},
	{0.008, 0.006, 0.6, 0.005},
	{0.007, 0.009, 0.5, 0.006},
	{0.004, 0.011, 0.3, 0.008},
}

var _ scanner.Source = (*Camera)(nil)

// Camera is the training mode's webcam: an empty counter, and a phone held up
// while there is a text to show. Its pictures are drawn once for each text.
// Safe for concurrent use.
type Camera struct {
	opt Options

	mu      sync.Mutex
	shown   *texture // nil for no phone
	version uint64   // of what is shown
}

// NewCamera makes a camera; see [Options] for what the pictures look like.
func NewCamera(opt Options) *Camera { return &Camera{opt: opt.withDefaults()} }

// Name implements [scanner.Source].
func (c *Camera) Name() string { return cameraName }

// Show holds up a phone with that text, or takes it away where text is empty.
// Of a text too long for a code it fails and changes nothing. It draws the
// phone before it returns, which takes some 20 ms.
func (c *Camera) Show(text string) error {
	var t *texture
	if text != "" {
		var err error
		if t, err = newTexture(text, c.opt); err != nil {
			return err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shown = t
	c.version++
	return nil
}

func (c *Camera) current() (*texture, uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.shown, c.version
}

// Run implements [scanner.Source]; it ends with ctx only.
func (c *Camera) Run(ctx context.Context, deliver func(*scanner.Frame)) error {
	tick := time.NewTicker(cameraRate)
	defer tick.Stop()
	var f film
	for n := 0; ; n++ {
		t, version := c.current()
		if f.frames == nil || f.version != version {
			f = film{version: version, frames: make([]*scanner.Frame, len(swaying))}
		}
		frame := f.frame(n, c.opt, t)
		frame.At = time.Now()
		deliver(frame)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// film is the drawn frames of what is shown.
type film struct {
	version uint64
	frames  []*scanner.Frame
}

// frame is the nth, there and back again, drawn when it is first wanted.
func (f *film) frame(n int, o Options, t *texture) *scanner.Frame {
	i := n % (2*len(f.frames) - 2)
	i = min(i, 2*len(f.frames)-2-i)
	if f.frames[i] == nil {
		f.frames[i] = drawPose(o, t, i)
	}
	return f.frames[i]
}

func drawPose(o Options, t *texture, i int) *scanner.Frame {
	img := newScene(o).draw()
	if t != nil {
		place(o, t, swaying[i]).warp(img, t.img)
	}
	grain(img, o, uint64(i))
	f := scanner.NewFrame(img, time.Time{})
	f.Preview = scanner.Preview(nil, img)
	f.Colour = nil
	return f
}
