package ui

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// actions puts buttons side by side, and those that do not fit into a further line.
type actions struct{ gap float32 }

// leastText is how wide a text beside buttons must be at least to be read with ease.
const leastText = 140

// NewActions is the row of a screen's buttons: none of them is ever cut or outside,
// and a text among them takes the rest of its line.
func NewActions(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(actions{Gap16}, objects...)
}

// lines are the objects line by line.
func (a actions) lines(objects []fyne.CanvasObject, width float32) (lines [][]fyne.CanvasObject) {
	var line []fyne.CanvasObject
	x := float32(0)
	for _, o := range objects {
		w := whole(o.MinSize().Width)
		switch {
		case isSpacer(o):
			w = 0
		case takesRest(o):
			w = leastText
		}
		if len(line) > 0 && x+w > width {
			lines, line, x = append(lines, line), nil, 0
		}
		line = append(line, o)
		x += w + a.gap
	}
	return append(lines, line)
}

func (a actions) heightOf(objects []fyne.CanvasObject, width float32) (h float32) {
	for _, line := range a.lines(objects, width) {
		h += whole(row(a).heightOf(line, width)) + Gap8
	}
	return h - Gap8
}

// Layout implements [fyne.Layout].
func (a actions) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, line := range a.lines(objects, size.Width) {
		h := whole(row(a).heightOf(line, size.Width))
		row(a).Layout(line, fyne.NewSize(size.Width, h))
		for _, o := range line {
			o.Move(o.Position().AddXY(0, y))
		}
		y += h + Gap8
	}
}

// MinSize implements [fyne.Layout].
func (a actions) MinSize(objects []fyne.CanvasObject) fyne.Size {
	w := float32(0)
	for _, o := range objects {
		w = max(w, o.MinSize().Width)
	}
	return fyne.NewSize(w, a.heightOf(objects, w))
}

// atMost is as wide as its object would like, or less where a [NewSharing] row has
// less.
type atMost struct {
	stack
	width float32
}

// newAtMost lets an object that can be shortened say how wide it would like to be.
func newAtMost(width float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(atMost{width: whole(width)}, o)
}

// MinSize implements [fyne.Layout].
func (m atMost) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(m.width, m.stack.MinSize(objects).Height)
}

// sharing puts objects side by side; where they are wider than the row, the widest of
// those that can be shortened are, as little as brings all of them in.
type sharing struct{ row }

// NewSharing puts objects side by side, gap pixels apart; those that can be shortened
// share what there is.
func NewSharing(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(sharing{row{gap}}, objects...)
}

// most is how wide an object that can be shortened may be.
func (s sharing) most(objects []fyne.CanvasObject, width float32) float32 {
	left := width - max(0, float32(len(objects)-1))*s.gap
	var wishes []float32
	for _, o := range objects {
		switch w := whole(o.MinSize().Width); {
		case isSpacer(o):
		case shrinks(o):
			wishes = append(wishes, w)
		default:
			left -= w
		}
	}
	slices.Sort(wishes)
	for i, w := range wishes {
		each := floor(max(0, left) / float32(len(wishes)-i))
		if w > each {
			return each
		}
		left -= w
	}
	return width
}

func shrinks(o fyne.CanvasObject) bool {
	c, is := o.(*fyne.Container)
	if !is {
		return false
	}
	_, is = c.Layout.(atMost)
	return is
}

// Layout implements [fyne.Layout].
func (s sharing) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	most := s.most(objects, size.Width)
	rest, spacers := size.Width-max(0, float32(len(objects)-1))*s.gap, float32(0)
	width := func(o fyne.CanvasObject) float32 {
		w := whole(o.MinSize().Width)
		if shrinks(o) {
			w = min(w, most)
		}
		return w
	}
	for _, o := range objects {
		if isSpacer(o) {
			spacers++
		} else {
			rest -= width(o)
		}
	}
	x := float32(0)
	for _, o := range objects {
		w := width(o)
		if isSpacer(o) {
			w = floor(max(0, rest) / spacers)
		}
		h := min(heightFor(o, w), size.Height)
		o.Move(fyne.NewPos(x, floor((size.Height-h)/2)))
		o.Resize(fyne.NewSize(w, h))
		x += w + s.gap
	}
}

// NewShortened is one line of text as wide as it would like to be; in a [NewSharing]
// row that is too narrow it ends in "…".
func NewShortened(text string, size float32, c color.Color) *fyne.Container {
	line := NewTruncated(text, size, c)
	return newAtMost(line.wish().Width, line)
}

// sides keeps one object in the middle of a line and gives the other two the space at
// its sides: the left one all of it, the right one what it would like.
type sides struct{ gap float32 }

// NewSides puts an object in the middle of a line, one at its left and one at its right.
func NewSides(left, middle, right fyne.CanvasObject) *fyne.Container {
	return container.New(sides{Gap16}, left, middle, right)
}

// Layout implements [fyne.Layout].
func (s sides) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	middle := whole(objects[1].MinSize().Width)
	side := floor((size.Width - middle) / 2)
	place := func(o fyne.CanvasObject, x, w float32) {
		h := min(heightFor(o, w), size.Height)
		o.Move(fyne.NewPos(x, floor((size.Height-h)/2)))
		o.Resize(fyne.NewSize(w, h))
	}
	place(objects[0], 0, side-s.gap)
	place(objects[1], side, middle)
	right := min(whole(objects[2].MinSize().Width), side-s.gap)
	place(objects[2], size.Width-right, right)
}

// MinSize implements [fyne.Layout].
func (s sides) MinSize(objects []fyne.CanvasObject) fyne.Size { return row(s).MinSize(objects) }
