package ui

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// heightForWidth is an object whose height depends on its width: wrapped text and
// what holds it. The toolkit's MinSize cannot say that.
type heightForWidth interface{ heightFor(width float32) float32 }

// flowLayout is a layout of such objects.
type flowLayout interface {
	heightOf(objects []fyne.CanvasObject, width float32) float32
}

// whole and floor keep everything on whole pixels: text between two of them is
// blurred.
func whole(v float32) float32 { return float32(math.Ceil(float64(v))) }
func floor(v float32) float32 { return float32(math.Floor(float64(v))) }

func heightFor(o fyne.CanvasObject, width float32) float32 {
	switch o := o.(type) {
	case heightForWidth:
		return o.heightFor(width)
	case *fyne.Container:
		if l, ok := o.Layout.(flowLayout); ok {
			return l.heightOf(o.Objects, width)
		}
	}
	return o.MinSize().Height
}

// spacer takes the space that is left in a column or a row: empty, or with an
// object that grows.
type spacer struct{ stack }

// NewSpacer is empty and takes the space that is left in a column or a row.
func NewSpacer() *fyne.Container { return container.New(spacer{}) }

// Grow lets an object take the space that is left in a column or a row.
func Grow(o fyne.CanvasObject) *fyne.Container { return container.New(spacer{}, o) }

func isSpacer(o fyne.CanvasObject) bool {
	c, ok := o.(*fyne.Container)
	if !ok {
		return false
	}
	_, ok = c.Layout.(spacer)
	return ok
}

// column puts objects under one another, each as wide as the column.
type column struct{ gap float32 }

// NewColumn puts objects under one another, gap pixels apart.
func NewColumn(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(column{gap}, objects...)
}

func (c column) heightOf(objects []fyne.CanvasObject, width float32) float32 {
	total := max(0, float32(len(objects)-1)) * c.gap
	for _, o := range objects {
		if !isSpacer(o) {
			total += whole(heightFor(o, width))
		}
	}
	return total
}

// Layout implements [fyne.Layout]. Where the objects are higher than the column, a
// [Scroll] among them gives way, and nothing else.
func (c column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left := size.Height - c.heightOf(objects, size.Width)
	each := share(objects, left)
	y := float32(0)
	for _, o := range objects {
		h := each
		if !isSpacer(o) {
			h = whole(heightFor(o, size.Width))
		}
		if _, gives := o.(*Scroll); gives && left < 0 {
			cut := min(h, -left)
			h, left = h-cut, left+cut
		}
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h + c.gap
	}
}

// share is what each spacer gets of the space that is left.
func share(objects []fyne.CanvasObject, left float32) float32 {
	n := 0
	for _, o := range objects {
		if isSpacer(o) {
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

// NewRow puts objects side by side, gap pixels apart.
func NewRow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(row{gap}, objects...)
}

// Layout implements [fyne.Layout]. Wrapped text takes what a spacer would.
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
	case *Paragraph, *Truncated:
		return true
	}
	return isSpacer(o)
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

// Inset keeps a distance around its one object, or objects laid on each other.
type Inset struct{ Left, Top, Right, Bottom float32 }

// Pad keeps x pixels free at both sides of an object, y above and below.
func Pad(x, y float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(Inset{x, y, x, y}, o)
}

// Layout implements [fyne.Layout].
func (in Inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(in.Left, in.Top))
		o.Resize(fyne.NewSize(max(0, size.Width-in.Left-in.Right), max(0, size.Height-in.Top-in.Bottom)))
	}
}

func (in Inset) heightOf(objects []fyne.CanvasObject, width float32) float32 {
	h := float32(0)
	for _, o := range objects {
		h = max(h, heightFor(o, width-in.Left-in.Right))
	}
	return h + in.Top + in.Bottom
}

// MinSize implements [fyne.Layout].
func (in Inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		m = m.Max(o.MinSize())
	}
	return m.AddWidthHeight(in.Left+in.Right, in.Top+in.Bottom)
}

// stack lays objects on each other, all of the same size.
type stack struct{}

// NewStack lays objects on each other.
func NewStack(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(stack{}, objects...)
}

// Layout implements [fyne.Layout].
func (stack) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	Inset{}.Layout(objects, size)
}

func (stack) heightOf(objects []fyne.CanvasObject, width float32) float32 {
	return Inset{}.heightOf(objects, width)
}

// MinSize implements [fyne.Layout].
func (stack) MinSize(objects []fyne.CanvasObject) fyne.Size { return Inset{}.MinSize(objects) }

// block gives its object a size of its own, whatever space there is.
type block struct{ w, h float32 }

// Sized gives an object a size of its own; a side of 0 takes all there is.
func Sized(w, h float32, o fyne.CanvasObject) *fyne.Container {
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
	if b.w > 0 && b.h > 0 {
		return fyne.NewSize(b.w, b.h) // an image would be decoded only to be asked
	}
	m := Inset{}.MinSize(objects)
	if b.w > 0 {
		m.Width = b.w
	}
	if b.h > 0 {
		m.Height = b.h
	}
	return m
}

// maxWidth keeps its one object no wider than a line that is read with ease, at
// the left edge.
type maxWidth struct{ most float32 }

// NewMaxWidth keeps an object no wider than CardWidth.
func NewMaxWidth(o fyne.CanvasObject) *fyne.Container { return container.New(maxWidth{CardWidth}, o) }

func (m maxWidth) heightOf(objects []fyne.CanvasObject, width float32) float32 {
	return Inset{}.heightOf(objects, min(width, m.most))
}

// Layout implements [fyne.Layout].
func (m maxWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	Inset{}.Layout(objects, fyne.NewSize(min(size.Width, m.most), size.Height))
}

// MinSize implements [fyne.Layout].
func (maxWidth) MinSize(objects []fyne.CanvasObject) fyne.Size { return Inset{}.MinSize(objects) }

// twoColumns puts two groups of fields side by side, each no wider than CardWidth.
type twoColumns struct{ gap float32 }

// NewTwoColumns puts two groups of fields side by side.
func NewTwoColumns(left, right fyne.CanvasObject) *fyne.Container {
	return container.New(twoColumns{2 * Gap24}, left, right)
}

func (s twoColumns) width(width float32) float32 { return min(CardWidth, floor((width-s.gap)/2)) }

func (s twoColumns) heightOf(objects []fyne.CanvasObject, width float32) float32 {
	return Inset{}.heightOf(objects, s.width(width))
}

// Layout implements [fyne.Layout].
func (s twoColumns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := s.width(size.Width)
	for i, o := range objects {
		o.Move(fyne.NewPos(float32(i)*(w+s.gap), 0))
		o.Resize(fyne.NewSize(w, heightFor(o, w)))
	}
}

// MinSize implements [fyne.Layout].
func (twoColumns) MinSize(objects []fyne.CanvasObject) fyne.Size { return Inset{}.MinSize(objects) }

// minimum keeps a window from becoming smaller; its objects fill the whole of it.
type minimum struct {
	stack
	least   fyne.Size
	resized func(fyne.Size)
}

func newMinimum(least fyne.Size, resized func(fyne.Size), o fyne.CanvasObject) *fyne.Container {
	return container.New(minimum{least: least, resized: resized}, o)
}

// Layout implements [fyne.Layout] and tells of the window's size.
func (m minimum) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	m.stack.Layout(objects, size)
	m.resized(size)
}

// MinSize implements [fyne.Layout].
func (m minimum) MinSize([]fyne.CanvasObject) fyne.Size { return m.least }

// The measures that every screen shares, in pixels at 100 %.
const (
	HeaderHeight = 48
	StatusHeight = 40  // of the line at the foot
	CardWidth    = 480 // of a card in the middle, and of a column of fields
)
