package scanner

import (
	"image"
	"sync"
	"time"
)

const (
	// viewEvery is the least time between two previews on average: a little less
	// than the 25 a second that are to reach the screen would need.
	viewEvery = time.Second / 27
	// maxViews is how many pictures the window may hold at a time.
	maxViews = 3
	// outlineStays bridges the frames in which the decoder missed a code that
	// it had just found, so that the outline does not flicker.
	outlineStays = 300 * time.Millisecond
)

// viewer makes the previews, not more often and not more of them than the
// window can draw.
type viewer struct {
	emit func(View)

	mu    sync.Mutex
	next  time.Time
	out   int
	spare []*image.RGBA
	grey  image.Gray

	outline [4]Point
	width   int // of the frame in which outline lies
	marked  time.Time
	hint    Hint
}

func newViewer(emit func(View)) *viewer { return &viewer{emit: emit} }

// mark notes what the decoder found, in a frame of that width.
func (v *viewer) mark(outline [4]Point, width int, found bool) {
	if v.emit == nil || !found {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.outline, v.width, v.marked = outline, width, time.Now()
}

// advise notes what the officer should do.
func (v *viewer) advise(h Hint) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.hint = h
}

// clear forgets the outline at once.
func (v *viewer) clear() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.marked = time.Time{}
}

// show emits a preview of the frame where one is due.
func (v *viewer) show(f *Frame) {
	if v.emit == nil {
		return
	}
	if view, ok := v.draw(f); ok {
		v.emit(view)
	}
}

func (v *viewer) draw(f *Frame) (View, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := time.Now()
	if v.out == maxViews || now.Before(v.next) {
		return View{}, false
	}
	v.next = v.next.Add(viewEvery)
	// Lagging by up to one step keeps the mean rate with a camera whose frames
	// do not fall on the beat.
	if late := now.Add(-viewEvery); v.next.Before(late) {
		v.next = late
	}
	pic := v.picture(f)
	v.out++
	view := View{Picture: pic, Hint: v.hint, Release: sync.OnceFunc(func() { v.release(pic) })}
	if now.Sub(v.marked) <= outlineStays && v.width > 0 {
		view.Found = true
		scale := float64(pic.Rect.Dx()) / float64(v.width)
		for i, p := range v.outline {
			view.Outline[i] = Point{p.X * scale, p.Y * scale}
		}
	}
	return view, true
}

// picture copies or makes the preview into a picture of the pool.
func (v *viewer) picture(f *Frame) *image.RGBA {
	var dst *image.RGBA
	if n := len(v.spare); n > 0 {
		dst, v.spare = v.spare[n-1], v.spare[:n-1]
	}
	switch {
	case f.Preview != nil:
		return copyRGBA(dst, f.Preview)
	case f.Colour != nil:
		return Preview(dst, f.Colour)
	}
	v.grey = image.Gray{Pix: f.Luma, Stride: f.Stride, Rect: image.Rect(0, 0, f.Width, f.Height)}
	defer func() { v.grey.Pix = nil }()
	return Preview(dst, &v.grey)
}

func copyRGBA(dst, src *image.RGBA) *image.RGBA {
	b := src.Rect
	if dst == nil || dst.Rect != image.Rect(0, 0, b.Dx(), b.Dy()) {
		dst = image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	}
	for y := range b.Dy() {
		from := src.PixOffset(b.Min.X, b.Min.Y+y)
		copy(dst.Pix[y*dst.Stride:], src.Pix[from:from+4*b.Dx()])
	}
	return dst
}

func (v *viewer) release(pic *image.RGBA) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.out--
	v.spare = append(v.spare, pic)
}
