package scanner

import (
	"context"
	"errors"
	"sync"
	"time"
)

// scripted is a source whose every opening plays one part of a script; the
// last part is played again and again.
type scripted struct {
	parts []func(ctx context.Context, deliver func(*Frame)) error
	mu    sync.Mutex
	runs  []time.Time // when it was opened
}

func (s *scripted) Name() string { return "scripted" }

func (s *scripted) Run(ctx context.Context, deliver func(*Frame)) error {
	s.mu.Lock()
	part := s.parts[min(len(s.runs), len(s.parts)-1)]
	s.runs = append(s.runs, time.Now())
	s.mu.Unlock()
	return part(ctx, deliver)
}

// pacedScript is the same as a folder of pictures.
type pacedScript struct{ scripted }

func (s *pacedScript) Paced() bool { return true }

func script(parts ...func(context.Context, func(*Frame)) error) *scripted {
	return &scripted{parts: parts}
}

// frames delivers n frames, one each period, and then does what end says.
func frames(n int, period time.Duration, end func(context.Context) error) func(context.Context, func(*Frame)) error {
	return func(ctx context.Context, deliver func(*Frame)) error {
		f := &Frame{Luma: make([]byte, 64*48), Stride: 64, Width: 64, Height: 48}
		for i := range n {
			f.Luma[0], f.At = byte('a'+i%26), time.Now()
			deliver(f)
			f.Luma[0] = '!' // the buffer is the source's own again
			if !sleep(ctx, period) {
				return ctx.Err()
			}
		}
		return end(ctx)
	}
}

func ended(context.Context) error { return nil }

func held(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

func failing(f Fault) func(context.Context) error {
	return func(context.Context) error { return &FaultError{Fault: f, Err: errors.New("as told")} }
}

// letters is a decoder that finds the letter in a frame's first pixel.
type letters struct {
	slow  time.Duration
	miss  func(byte) bool // what it does not find
	still []bool
}

func (d *letters) Decode(f *Frame, still bool) (Code, bool) {
	d.still = append(d.still, still)
	c := f.Luma[0]
	time.Sleep(d.slow) // in the bubble's time
	if c != f.Luma[0] {
		panic("the frame changed while it was decoded")
	}
	if d.miss != nil && d.miss(c) {
		return Code{}, false
	}
	return Code{Text: string(c), Outline: [4]Point{{8, 4}, {16, 4}, {16, 12}, {8, 12}}}, true
}

// diary keeps what a run tells.
type diary struct {
	mu       sync.Mutex
	start    time.Time
	readings []Reading
	statuses []Status
	when     []time.Duration // of the statuses
}

func (d *diary) events() Events {
	d.start = time.Now()
	return Events{
		Reading: func(r Reading) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.readings = append(d.readings, r)
		},
		Status: func(s Status) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.statuses = append(d.statuses, s)
			d.when = append(d.when, time.Since(d.start))
		},
	}
}

func (d *diary) text() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var s []byte
	for _, r := range d.readings {
		s = append(s, r.Text...)
	}
	return string(s)
}
