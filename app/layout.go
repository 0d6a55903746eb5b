package app

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// flowing is an object whose height depends on its width: wrapped text and
// what holds it. The toolkit's MinSize cannot say that.
type flowing interface{ heightFor(width float32) float32 }

// flow is a layout of such objects.
type flow interface {
	heightOf(objects []fyne.CanvasObject, width float32) float32
}

// whole and floor keep everything on whole pixels: text between two of them is
// blurred.
func whole(v float32) float32 { return float32(math.Ceil(float64(v))) }
func floor(v float32) float32 { return float32(math.Floor(float64(v))) }

func heightFor(o fyne.CanvasObject, width float32) float32 {
	switch o := o.(type) {
	case flowing:
		return o.heightFor(width)
	case *fyne.Container:
		if l, ok := o.Layout.(flow); ok {
			return l.heightOf(o.Objects, width)
		}
	}
	return o.MinSize().Height
}

// spring takes the room that is left in a column or a row: empty, or with an
// object that grows.
type spring struct{ stack }

func newSpring() *fyne.Container { return container.New(spring{}) }

func grow(o fyne.CanvasObject) *fyne.Container { return container.New(spring{}, o) }

func isSpring(o fyne.CanvasObject) bool {
	c, ok := o.(*fyne.Container)
	if !ok {
		return false
	}
	_, ok = c.Layout.(spring)
	return ok
}

// column puts objects under one another, each as wide as the column.
type column struct{ gap float32 }

func newColumn(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(column{gap}, objects...)
}

func (c column) heightOf(objects []fyne.CanvasObject, width float32) float32 {
	total := max(0, float32(len(objects)-1)) * c.gap
	for _, o := range objects {
		if !isSpring(o) {
			total += whole(heightFor(o, width))
		}
	}
	return total
}

// Layout implements [fyne.Layout].
func (c column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left := share(objects, size.Height-c.heightOf(objects, size.Width))
	y := float32(0)
	for _, o := range objects {
		h := left
		if !isSpring(o) {
			h = whole(heightFor(o, size.Width))
		}
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h + c.gap
	}
}

// share is what each spring gets of the room that is left.
func share(objects []fyne.CanvasObject, left float32) float32 {
	n := 0
	for _, o := range objects {
		if isSpring(o) {
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return floor(max(0, left) / float32(n))
}

// MinSize implements [fyne.Layout].
func (c column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := float32(0)
	for _, o := range objects {
		w = max(w, o.MinSize().Width)
	}
	return fyne.NewSize(w, c.heightOf(objects, w))
}

// row puts objects side by side, in the middle of its height.
type row struct{ gap float32 }

func newRow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(row{gap}, objects...)
}

// Layout implements [fyne.Layout]. Wrapped text takes what a spring would.
func (r row) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x, rest := float32(0), r.rest(objects, size.Width)
	for _, o := range objects {
		w := whole(o.MinSize().Width)
		if takesRest(o) {
			w = rest
		}
		h := min(heightFor(o, w), size.Height)
		o.Move(fyne.NewPos(x, floor((size.Height-h)/2)))
		o.Resize(fyne.NewSize(w, h))
		x += w + r.gap
	}
}

func takesRest(o fyne.CanvasObject) bool {
	switch o.(type) {
	case *para, *line:
		return true
	}
	return isSpring(o)
}

func (r row) rest(objects []fyne.CanvasObject, width float32) float32 {
	n := 0
	width -= max(0, float32(len(objects)-1)) * r.gap
	for _, o := range objects {
		if takesRest(o) {
			n++
		} else {
			width -= whole(o.MinSize().Width)
		}
	}
	return floor(max(0, width) / float32(max(1, n)))
}

func (r row) heightOf(objects []fyne.CanvasObject, width float32) float32 {
	h, rest := float32(0), r.rest(objects, width)
	for _, o := range objects {
		w := whole(o.MinSize().Width)
		if takesRest(o) {
			w = rest
		}
		h = max(h, heightFor(o, w))
	}
	return h
}

// MinSize implements [fyne.Layout].
func (r row) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w, h := max(0, float32(len(objects)-1))*r.gap, float32(0)
	for _, o := range objects {
		m := o.MinSize()
		w, h = w+whole(m.Width), max(h, m.Height)
	}
	return fyne.NewSize(w, h)
}

// inset keeps a distance around its one object, or objects laid on each other.
type inset struct{ left, top, right, bottom float32 }

func pad(x, y float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(inset{x, y, x, y}, o)
}

// Layout implements [fyne.Layout].
func (in inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(in.left, in.top))
		o.Resize(fyne.NewSize(max(0, size.Width-in.left-in.right), max(0, size.Height-in.top-in.bottom)))
	}
}

func (in inset) heightOf(objects []fyne.CanvasObject, width float32) float32 {
	h := float32(0)
	for _, o := range objects {
		h = max(h, heightFor(o, width-in.left-in.right))
	}
	return h + in.top + in.bottom
}

// MinSize implements [fyne.Layout].
func (in inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		m = m.Max(o.MinSize())
	}
	return m.AddWidthHeight(in.left+in.right, in.top+in.bottom)
}

// stack lays objects on each other, all of the same size.
type stack struct{}

func newStack(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(stack{}, objects...)
}

// Layout implements [fyne.Layout].
func (stack) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	inset{}.Layout(objects, size)
}

func (stack) heightOf(objects []fyne.CanvasObject, width float32) float32 {
	return inset{}.heightOf(objects, width)
}

// MinSize implements [fyne.Layout].
func (stack) MinSize(objects []fyne.CanvasObject) fyne.Size { return inset{}.MinSize(objects) }

// block gives its object a size of its own, whatever room there is.
type block struct{ w, h float32 }

func sized(w, h float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(block{w, h}, o)
}

// Layout implements [fyne.Layout]; a side of 0 takes all there is.
func (b block) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w, h := b.w, b.h
	if w == 0 {
		w = size.Width
	}
	if h == 0 {
		h = size.Height
	}
	for _, o := range objects {
		o.Move(fyne.NewPos(floor((size.Width-w)/2), floor((size.Height-h)/2)))
		o.Resize(fyne.NewSize(w, h))
	}
}

// MinSize implements [fyne.Layout].
func (b block) MinSize(objects []fyne.CanvasObject) fyne.Size {
	m := inset{}.MinSize(objects)
	if b.w > 0 {
		m.Width = b.w
	}
	if b.h > 0 {
		m.Height = b.h
	}
	return m
}

// measure keeps its one object no wider than a line that is read with ease, at
// the left edge.
type measure struct{ most float32 }

func newMeasure(o fyne.CanvasObject) *fyne.Container { return container.New(measure{doorWidth}, o) }

func (m measure) heightOf(objects []fyne.CanvasObject, width float32) float32 {
	return inset{}.heightOf(objects, min(width, m.most))
}

// Layout implements [fyne.Layout].
func (m measure) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	inset{}.Layout(objects, fyne.NewSize(min(size.Width, m.most), size.Height))
}

// MinSize implements [fyne.Layout].
func (measure) MinSize(objects []fyne.CanvasObject) fyne.Size { return inset{}.MinSize(objects) }

// sides puts two groups of fields side by side, each no wider than a measure.
type sides struct{ gap float32 }

func newSides(left, right fyne.CanvasObject) *fyne.Container {
	return container.New(sides{2 * gap24}, left, right)
}

func (s sides) width(width float32) float32 { return min(doorWidth, floor((width-s.gap)/2)) }

func (s sides) heightOf(objects []fyne.CanvasObject, width float32) float32 {
	return inset{}.heightOf(objects, s.width(width))
}

// Layout implements [fyne.Layout].
func (s sides) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := s.width(size.Width)
	for i, o := range objects {
		o.Move(fyne.NewPos(float32(i)*(w+s.gap), 0))
		o.Resize(fyne.NewSize(w, heightFor(o, w)))
	}
}

// MinSize implements [fyne.Layout].
func (sides) MinSize(objects []fyne.CanvasObject) fyne.Size { return inset{}.MinSize(objects) }

// minimum is the smallest window; its objects fill the whole of it.
type minimum struct{ stack }

func newMinimum(o fyne.CanvasObject) *fyne.Container { return container.New(minimum{}, o) }

// MinSize implements [fyne.Layout].
func (minimum) MinSize([]fyne.CanvasObject) fyne.Size { return smallest }
