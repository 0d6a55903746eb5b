package app

import (
	"image"
	"math"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"ikd/station/assets"
	"ikd/station/scanner"
	"ikd/station/siak"
)

// aiming is what the officer should do with the phone; it names a hint.
type aiming string

const (
	aimFrame  aiming = "frame"
	aimCloser aiming = "closer"
	aimHold   aiming = "hold"
)

// tooSmall is the share of the picture's width under which a code is better
// held closer.
const tooSmall = 0.16

// preview is the live picture, mirrored, with a guide in the middle, the found
// code outlined, and one hint.
type preview struct {
	widget.BaseWidget
	a       *App
	back    *canvas.Rectangle
	picture *canvas.Image
	guide   [8]*canvas.Line
	outline [8]*canvas.Line // four dark ones under four bright ones
	told    *fyne.Container // the hint, or what ails the camera
	shown   hintView
	frames  *newest[struct{}]
	found   bool
	judged  scanner.Hint     // what the pipeline measured
	corners [4]scanner.Point // in pixels of the picture, mirrored already

	mu     sync.Mutex // of what the pipeline's goroutine writes
	spare  shot
	fresh  bool
	aspect float32 // of the room for the picture, width to height
}

// shot is a picture with what was found in it.
type shot struct {
	picture *image.RGBA
	outline [4]scanner.Point
	found   bool
	hint    scanner.Hint
}

func newPreview(a *App) *preview {
	p := &preview{a: a, back: rect(a.palette.video), told: newStack()}
	p.picture = &canvas.Image{FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScaleFastest}
	for i := range p.guide {
		p.guide[i] = &canvas.Line{StrokeWidth: 3}
	}
	for i := range p.outline {
		p.outline[i] = &canvas.Line{StrokeWidth: 8 - float32(i/4)*4, Hidden: true}
	}
	p.frames = &newest[struct{}]{show: func(struct{}) { p.swap() }, post: a.post}
	p.ExtendBaseWidget(p)
	return p
}

// restyle takes the colours of now.
func (p *preview) restyle() {
	c := p.a.palette
	p.back.FillColor = c.video
	faint := c.onVideo
	faint.A = 0x90
	for _, l := range p.guide {
		l.StrokeColor = faint
	}
	for i, l := range p.outline {
		l.StrokeColor = c.video
		if i >= 4 {
			l.StrokeColor = c.onVideo
		}
	}
	p.shown = hintView{}
}

// receive takes a view from the pipeline's goroutine: copied, mirrored, and
// given back at once.
func (p *preview) receive(v scanner.View) {
	if v.Release != nil {
		defer v.Release()
	}
	if v.Picture == nil {
		return
	}
	p.mu.Lock()
	cut := crop(v.Picture.Rect.Dx(), v.Picture.Rect.Dy(), p.aspect)
	p.spare.picture = mirror(p.spare.picture, v.Picture, cut)
	p.spare.outline, p.spare.found = flip(v.Outline, v.Picture.Rect.Dx()-cut), v.Found
	p.spare.hint = v.Hint
	p.fresh = true
	p.mu.Unlock()
	p.frames.put(struct{}{})
}

// leastAspect is how narrow a picture may be cropped to fill its room: no more
// than what shows a code that the decoder may still find outside.
const leastAspect = 1.25

// crop is how many columns to leave out on each side of a picture so that it
// fills room of the given proportion of width to height.
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
func (p *preview) swap() {
	p.mu.Lock()
	if !p.fresh {
		p.mu.Unlock()
		return
	}
	p.fresh = false
	front, _ := p.picture.Image.(*image.RGBA)
	p.picture.Image, p.spare.picture = p.spare.picture, front
	p.corners, p.found, p.judged = p.spare.outline, p.spare.found, p.spare.hint
	aspect := p.aspect
	p.mu.Unlock()
	p.back.Hidden = fills(p.picture.Image, aspect)
	p.picture.Refresh()
	p.placeOutline()
	if c := p.a.counter; c != nil {
		p.hint(c.hint())
	}
}

// aim is what the pipeline measured, or else what the outline says.
func (p *preview) aim() aiming {
	if p.judged != scanner.HintNone {
		return aiming(p.judged.String())
	}
	if !p.found || p.picture.Image == nil {
		return aimFrame
	}
	side := math.Hypot(p.corners[1].X-p.corners[0].X, p.corners[1].Y-p.corners[0].Y)
	if side < tooSmall*float64(p.picture.Image.Bounds().Dx()) {
		return aimCloser
	}
	return aimHold
}

// hintView is what is said over the picture.
type hintView struct {
	text  string
	fault siak.Kind
	by    string // who has a busy camera, where the system tells
}

// hint says one sentence under the frame; a fault of the camera says its own.
func (p *preview) hint(text string) {
	status := p.a.counter.state.Status
	v := hintView{text: text, fault: siak.Kind(status.CameraFault), by: status.CameraBy}
	if v == p.shown {
		return
	}
	p.shown = v
	p.told.Objects = nil
	switch {
	case v.fault != "":
		p.told.Objects = []fyne.CanvasObject{p.faultCard(v)}
	case text != "":
		p.told.Objects = []fyne.CanvasObject{p.hintLine(text)}
	}
	p.told.Refresh()
	p.placeGuide()
}

func (p *preview) hintLine(text string) fyne.CanvasObject {
	c := p.a.palette
	back := c.video
	back.A = 0xd0
	pill := newStack(rounded(back), pad(gap16, gap8, label(text, sizeText, c.onVideo)))
	return newColumn(0, newSpring(), newRow(0, newSpring(), pill, newSpring()), sized(0, gap16, newStack()))
}

// faultCard takes the whole picture: there is none to look at.
func (p *preview) faultCard(v hintView) fyne.CanvasObject {
	c, told := p.a.palette, p.a.words.Kind(v.fault)
	if v.by != "" {
		told.What = p.a.words.Text("camera.by", v.by)
	}
	choose := newRow(0, newSpring(), p.a.videoButton("F5", p.a.words.Text("do.choose"), p.a.openCameras), newSpring())
	return newStack(rect(c.video), pad(gap24, gap24, newColumn(gap12, newSpring(),
		icon(assets.IconCamera, 40, c.onVideo),
		newMiddlePara(told.What, sizeText, c.onVideo),
		newMiddlePara(told.Do, sizeText, c.onVideo),
		choose, newSpring())))
}

// CreateRenderer implements [fyne.Widget].
func (p *preview) CreateRenderer() fyne.WidgetRenderer { return previewRenderer{p} }

type previewRenderer struct{ p *preview }

func (r previewRenderer) Layout(size fyne.Size) {
	aspect := size.Width / max(1, size.Height)
	r.p.mu.Lock()
	r.p.aspect = aspect
	r.p.mu.Unlock()
	r.p.back.Hidden = fills(r.p.picture.Image, aspect)
	for _, o := range []fyne.CanvasObject{r.p.back, r.p.picture, r.p.told} {
		o.Move(fyne.Position{})
		o.Resize(size)
	}
	r.p.placeGuide()
	r.p.placeOutline()
}

func (previewRenderer) MinSize() fyne.Size { return fyne.Size{} }

func (r previewRenderer) Refresh() {
	r.p.back.Refresh()
	r.p.placeGuide()
	r.p.placeOutline()
}

func (r previewRenderer) Objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{r.p.back, r.p.picture}
	for _, l := range r.p.guide {
		all = append(all, l)
	}
	for _, l := range r.p.outline {
		all = append(all, l)
	}
	return append(all, r.p.told)
}

func (previewRenderer) Destroy() {}
