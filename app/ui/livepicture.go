package ui

import (
	"image"
	"math"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"ikd/station/scanner"
)

// Aim is what the officer should do with the phone, or what the scanner measured;
// it names a hint.
type Aim string

// What the outline of the code says.
const (
	AimFrame  Aim = "frame"
	AimCloser Aim = "closer"
	AimHold   Aim = "hold"
)

// tooSmall is the share of the picture's width under which a code is better
// held closer.
const tooSmall = 0.16

// LivePicture is the picture of the camera, mirrored, with a guide in the middle,
// the found code outlined, and whatever is laid over it.
type LivePicture struct {
	widget.BaseWidget
	style   *Style
	back    *canvas.Rectangle
	picture *canvas.Image
	guide   [8]*canvas.Line
	outline [8]*canvas.Line // four dark ones under four bright ones
	overlay *fyne.Container
	covered bool
	frames  *Latest[struct{}]
	shown   func() // tells that a picture was shown
	found   bool
	judged  scanner.Hint     // what the pipeline measured
	corners [4]scanner.Point // in pixels of the picture, mirrored already

	mu     sync.Mutex // of what the pipeline's goroutine writes
	next   shot       // to be shown
	fresh  bool
	aspect float32 // of the space for the picture, width to height
}

// shot is a picture with what was found in it.
type shot struct {
	picture *image.RGBA
	outline [4]scanner.Point
	found   bool
	hint    scanner.Hint
}

// NewLivePicture makes a picture that waits for its first view. shown is called
// after each picture, on the GUI thread.
func (w *Window) NewLivePicture(shown func()) *LivePicture {
	s := w.Style
	p := &LivePicture{style: s, back: Rect(s.Palette.Video), overlay: NewStack(), shown: shown}
	p.picture = &canvas.Image{FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScaleFastest}
	for i := range p.guide {
		p.guide[i] = &canvas.Line{StrokeWidth: 3}
	}
	for i := range p.outline {
		p.outline[i] = &canvas.Line{StrokeWidth: 8 - float32(i/4)*4, Hidden: true}
	}
	p.frames = NewLatest(w.Thread, func(struct{}) { p.swap() })
	p.ExtendBaseWidget(p)
	return p
}

// Restyle takes the colours of now.
func (p *LivePicture) Restyle() {
	c := p.style.Palette
	p.back.FillColor = c.Video
	faint := c.OnVideo
	faint.A = 0x90
	for _, l := range p.guide {
		l.StrokeColor = faint
	}
	for i, l := range p.outline {
		l.StrokeColor = c.Video
		if i >= 4 {
			l.StrokeColor = c.OnVideo
		}
	}
}

// Receive takes a view from the pipeline's goroutine: copied, mirrored, and
// given back at once.
func (p *LivePicture) Receive(v scanner.View) {
	if v.Release != nil {
		defer v.Release()
	}
	if v.Picture == nil {
		return
	}
	p.mu.Lock()
	cut := crop(v.Picture.Rect.Dx(), v.Picture.Rect.Dy(), p.aspect)
	p.next.picture = mirror(p.next.picture, v.Picture, cut)
	p.next.outline, p.next.found = flip(v.Outline, v.Picture.Rect.Dx()-cut), v.Found
	p.next.hint = v.Hint
	p.fresh = true
	p.mu.Unlock()
	p.frames.Put(struct{}{})
}

// leastAspect is how narrow a picture may be cropped to fill its space: no more
// than what shows a code that the decoder may still find outside.
const leastAspect = 1.25

// crop is how many columns to leave out on each side of a picture so that it
// fills a space of the given proportion of width to height.
func crop(w, h int, aspect float32) int {
	keep := int(float32(h) * max(aspect, leastAspect))
	return max(0, (w-keep)/2)
}

// fills reports whether a picture leaves nothing to be seen of what is behind
// it, but for a column that rounding may leave: drawing that, too, would cost as
// much as the picture.
func fills(picture image.Image, aspect float32) bool {
	if picture == nil {
		return false
	}
	b := picture.Bounds()
	return math.Abs(float64(b.Dx())-float64(b.Dy())*float64(aspect)) < 2
}

// mirror copies src without cut columns on each side into dst, left and right
// exchanged; dst is made anew where its size is another.
func mirror(dst, src *image.RGBA, cut int) *image.RGBA {
	w, h := src.Rect.Dx()-2*cut, src.Rect.Dy()
	if dst == nil || dst.Rect.Dx() != w || dst.Rect.Dy() != h {
		dst = image.NewRGBA(image.Rect(0, 0, w, h))
	}
	for y := range h {
		from := src.Pix[y*src.Stride+4*cut:][:4*w]
		to := dst.Pix[y*dst.Stride:][:4*w]
		for x, last := 0, 4*(w-1); x < 4*w; x += 4 {
			copy(to[last-x:last-x+4], from[x:x+4])
		}
	}
	return dst
}

// flip mirrors corners that lie in a picture whose cropped right edge is at the
// given column.
func flip(corners [4]scanner.Point, right int) [4]scanner.Point {
	for i := range corners {
		corners[i].X = float64(right) - corners[i].X
	}
	return corners
}

// swap shows the newest picture, on the GUI thread.
func (p *LivePicture) swap() {
	p.mu.Lock()
	if !p.fresh {
		p.mu.Unlock()
		return
	}
	p.fresh = false
	front, _ := p.picture.Image.(*image.RGBA)
	p.picture.Image, p.next.picture = p.next.picture, front
	p.corners, p.found, p.judged = p.next.outline, p.next.found, p.next.hint
	aspect := p.aspect
	p.mu.Unlock()
	p.back.Hidden = fills(p.picture.Image, aspect)
	p.picture.Refresh()
	p.placeOutline()
	p.shown()
}

// Aim is what the pipeline measured, or else what the outline says.
func (p *LivePicture) Aim() Aim {
	if p.judged != scanner.HintNone {
		return Aim(p.judged.String())
	}
	if !p.found || p.picture.Image == nil {
		return AimFrame
	}
	side := math.Hypot(p.corners[1].X-p.corners[0].X, p.corners[1].Y-p.corners[0].Y)
	if side < tooSmall*float64(p.picture.Image.Bounds().Dx()) {
		return AimCloser
	}
	return AimHold
}

// Overlay lays an object over the picture; nil takes it away. One that covers it
// leaves nothing to aim at: the guide and the outline go.
func (p *LivePicture) Overlay(o fyne.CanvasObject, covers bool) {
	p.covered = covers
	p.overlay.Objects = nil
	if o != nil {
		p.overlay.Objects = []fyne.CanvasObject{o}
	}
	p.overlay.Refresh()
	p.placeGuide()
}

// CreateRenderer implements [fyne.Widget].
func (p *LivePicture) CreateRenderer() fyne.WidgetRenderer { return pictureRenderer{p} }

type pictureRenderer struct{ p *LivePicture }

func (r pictureRenderer) Layout(size fyne.Size) {
	aspect := size.Width / max(1, size.Height)
	r.p.mu.Lock()
	r.p.aspect = aspect
	r.p.mu.Unlock()
	r.p.back.Hidden = fills(r.p.picture.Image, aspect)
	for _, o := range []fyne.CanvasObject{r.p.back, r.p.picture, r.p.overlay} {
		o.Move(fyne.Position{})
		o.Resize(size)
	}
	r.p.placeGuide()
	r.p.placeOutline()
}

func (pictureRenderer) MinSize() fyne.Size { return fyne.Size{} }

func (r pictureRenderer) Refresh() {
	r.p.back.Refresh()
	r.p.placeGuide()
	r.p.placeOutline()
}

func (r pictureRenderer) Objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{r.p.back, r.p.picture}
	for _, l := range r.p.guide {
		all = append(all, l)
	}
	for _, l := range r.p.outline {
		all = append(all, l)
	}
	return append(all, r.p.overlay)
}

func (pictureRenderer) Destroy() {}
