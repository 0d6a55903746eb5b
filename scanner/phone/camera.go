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

// Of two phones the first is nearer to the middle; both are held further away,
// so that they have room beside each other.
const besideScale = 0.5

var beside = []sway{{x: -0.2}, {x: 0.45}}

var _ scanner.Source = (*Camera)(nil)

// Camera is the training mode's webcam: an empty counter, and a phone held up
// while there is a text to show. Its pictures are drawn once for each text.
// Safe for concurrent use.
type Camera struct {
	opt Options

	mu      sync.Mutex
	shown   []held
	version uint64 // of what is shown
}

// held is a phone before the camera.
type held struct {
	*texture
	opt  Options
	away sway // from where a single one is held
}

// NewCamera makes a camera; see [Options] for what the pictures look like.
func NewCamera(opt Options) *Camera { return &Camera{opt: opt.withDefaults()} }

// Name implements [scanner.Source].
func (c *Camera) Name() string { return cameraName }

// Show holds up a phone with that text, or takes it away where text is empty.
// Of a text too long for a code it fails and changes nothing. It draws the
// phone before it returns, which takes some 20 ms.
func (c *Camera) Show(text string) error {
	if text == "" {
		c.put(nil)
		return nil
	}
	t, err := newTexture(text, c.opt)
	if err != nil {
		return err
	}
	c.put([]held{{t, c.opt, sway{}}})
	return nil
}

// ShowBoth holds up two phones, the first nearer to the middle; else as
// [Camera.Show].
func (c *Camera) ShowBoth(first, second string) error {
	o := c.opt
	o.Scale = besideScale
	var both []held
	for i, text := range []string{first, second} {
		t, err := newTexture(text, o)
		if err != nil {
			return err
		}
		both = append(both, held{t, o, beside[i]})
	}
	c.put(both)
	return nil
}

func (c *Camera) put(phones []held) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shown = phones
	c.version++
}

func (c *Camera) current() ([]held, uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.shown, c.version
}

// Run implements [scanner.Source]; it ends with ctx only.
func (c *Camera) Run(ctx context.Context, deliver func(*scanner.Frame)) error {
	tick := time.NewTicker(cameraRate)
	defer tick.Stop()
	var f animation
	for n := 0; ; n++ {
		phones, version := c.current()
		if f.frames == nil || f.version != version {
			f = animation{version: version, frames: make([]*scanner.Frame, len(swaying))}
		}
		frame := f.frame(n, c.opt, phones)
		frame.At = time.Now()
		deliver(frame)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// animation is the drawn frames of what is shown.
type animation struct {
	version uint64
	frames  []*scanner.Frame
}

// frame is the nth, there and back again, drawn when it is first wanted.
func (f *animation) frame(n int, o Options, phones []held) *scanner.Frame {
	i := n % (2*len(f.frames) - 2)
	i = min(i, 2*len(f.frames)-2-i)
	if f.frames[i] == nil {
		f.frames[i] = drawPose(o, phones, i)
	}
	return f.frames[i]
}

func drawPose(o Options, phones []held, i int) *scanner.Frame {
	img := newScene(o).draw()
	for _, p := range phones {
		s := swaying[i]
		s.x, s.y = s.x+p.away.x, s.y+p.away.y
		place(p.opt, p.texture, s).warp(img, p.img)
	}
	grain(img, o, uint64(i))
	f := scanner.NewFrame(img, time.Time{})
	f.Preview = scanner.Preview(nil, img)
	f.Colour = nil
	return f
}
