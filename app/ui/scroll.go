package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"ikd/station/assets"
)

// Scroll is what gives way in a column that is lower than its content: it is as high
// as its object where there is space, and shows a part of it where there is none.
// The wheel, PgUp and PgDn move it, and what gets the focus comes into view.
type Scroll struct {
	widget.BaseWidget
	content fyne.CanvasObject
	width   tall
	inner   *container.Scroll
	more    *fyne.Container // the mark that something lies below
}

// bleed is what lines drawn on an edge need beyond it: what is scrolled is cut at the
// scroller's own edges.
const bleed = Gap4

// gutter is kept free at the right of content that does not fit, for the bar and the
// mark.
const gutter = 28

// NewScroll makes an object give way to its neighbours in a column.
func (s *Style) NewScroll(o fyne.CanvasObject) *Scroll {
	c := &Scroll{content: o, more: Icon(assets.IconChevron, 20, s.Palette.Text).(*fyne.Container)}
	c.inner = container.NewVScroll(container.New(&c.width, o))
	c.inner.OnScrolled = func(fyne.Position) { c.mark() }
	c.more.Hide()
	c.ExtendBaseWidget(c)
	return c
}

func (c *Scroll) heightFor(width float32) float32 { return heightFor(c.content, width) }

// Overflow is how many pixels of the content do not fit; 0 for none.
func (c *Scroll) Overflow() float32 {
	return max(0, c.width.height()-c.Size().Height)
}

// move goes some pixels down, or up.
func (c *Scroll) move(by float32) { c.to(c.inner.Offset.Y + by) }

func (c *Scroll) to(y float32) {
	c.inner.ScrollToOffset(fyne.NewPos(0, min(max(0, y), c.Overflow())))
	c.mark()
}

// reveal moves as little as brings a part of the content into view, what stands
// around it included: its name above and what is said of it below.
func (c *Scroll) reveal(top, height float32) {
	const above, below = Gap24, Gap24
	from, to := top-above, top+height+below
	y := c.inner.Offset.Y
	if to > y+c.Size().Height {
		y = to - c.Size().Height
	}
	c.to(min(y, max(0, from)))
}

// mark shows whether something lies below.
func (c *Scroll) mark() {
	c.more.Hidden = c.inner.Offset.Y >= c.Overflow()-1
	c.more.Refresh()
}

// CreateRenderer implements [fyne.Widget].
func (c *Scroll) CreateRenderer() fyne.WidgetRenderer { return scrollRenderer{c} }

type scrollRenderer struct{ c *Scroll }

// Layout implements [fyne.WidgetRenderer].
func (r scrollRenderer) Layout(size fyne.Size) {
	c := r.c
	c.width.content, c.width.width = c.content, size.Width
	if c.width.height() > size.Height {
		c.width.width = max(0, size.Width-gutter)
	}
	c.inner.Move(fyne.NewPos(-bleed, -bleed))
	c.inner.Resize(size.AddWidthHeight(2*bleed, 2*bleed))
	c.inner.Refresh() // its content may be of another height
	c.more.Resize(fyne.NewSquareSize(20))
	c.more.Move(fyne.NewPos(size.Width-20, max(0, size.Height-20)))
	c.mark()
}

// MinSize implements [fyne.WidgetRenderer].
func (r scrollRenderer) MinSize() fyne.Size { return fyne.NewSize(r.c.content.MinSize().Width, 0) }

// Refresh implements [fyne.WidgetRenderer].
func (r scrollRenderer) Refresh() { r.Layout(r.c.Size()) }

// Objects implements [fyne.WidgetRenderer].
func (r scrollRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.c.inner, r.c.more}
}

// Destroy implements [fyne.WidgetRenderer].
func (scrollRenderer) Destroy() {}

// tall is as high as its one object is at a width that was set before: the toolkit's
// scroller asks for a size without naming a width.
type tall struct {
	content fyne.CanvasObject
	width   float32
}

func (t *tall) height() float32 {
	if t.content == nil {
		return 0
	}
	return whole(heightFor(t.content, t.width))
}

// Layout implements [fyne.Layout].
func (t *tall) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	Inset{bleed, bleed, size.Width - t.width - bleed, bleed}.Layout(objects, size)
}

// MinSize implements [fyne.Layout].
func (t *tall) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, t.height()+2*bleed) }

// eachScroll calls f with every [Scroll] that can be seen in an object, the last and
// innermost first, until f has had enough, and reports whether it had.
func eachScroll(o fyne.CanvasObject, f func(*Scroll) bool) bool {
	if o == nil || !o.Visible() {
		return false
	}
	switch o := o.(type) {
	case *fyne.Container:
		for i := len(o.Objects) - 1; i >= 0; i-- {
			if eachScroll(o.Objects[i], f) {
				return true
			}
		}
	case *Pressable:
		return eachScroll(o.face, f)
	case *Scroll:
		return eachScroll(o.content, f) || f(o)
	}
	return false
}

// within is how far below the top of an object another one lies that it holds.
func within(o, what fyne.CanvasObject) (top float32, found bool) {
	if o == what {
		return 0, true
	}
	var inside []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		inside = o.Objects
	case *Pressable:
		inside = []fyne.CanvasObject{o.face}
	case *Scroll:
		inside = []fyne.CanvasObject{o.content}
	}
	for _, child := range inside {
		if below, is := within(child, what); is {
			return child.Position().Y + below, true
		}
	}
	return 0, false
}

// turnPage moves what does not fit by PgUp and PgDn; false where everything does, or
// for another key.
func turnPage(o fyne.CanvasObject, name fyne.KeyName) bool {
	down := float32(1)
	switch name {
	case fyne.KeyPageDown:
	case fyne.KeyPageUp:
		down = -1
	default:
		return false
	}
	return eachScroll(o, func(s *Scroll) bool {
		if s.Overflow() == 0 {
			return false
		}
		s.move(down * max(Gap24, s.Size().Height-Gap24))
		return true
	})
}
