package scanner

import "image"

const (
	// cellSide of the grid on which a code is looked for, in pixels of the
	// small picture.
	cellSide = 8
	// mixedRange is how far black and white lie apart in a cell of a code. A
	// dim screen has little, and noise, four pixels in one, less.
	mixedRange = 26
	// mixedShare of a code's box is such cells; its quiet places are not.
	mixedShare = 0.55
	// leastCells is the side of the smallest code, in cells.
	leastCells = 5
)

// cell is what lies between the darkest and the brightest pixel of a square,
// and how often it goes back and forth between them.
type cell struct {
	low, high byte
	mixed     bool
	seen      bool
}

// grid is the cells of a small picture.
type grid struct {
	w, h  int
	cells []cell
	queue []int
}

func (g *grid) at(x, y int) cell { return g.cells[y*g.w+x] }

// candidate is the place that looks most like a code: the largest patch of
// cells that all hold black and white side by side, about as high as wide, and
// of how many cells it is: none where nothing like it is in the middle.
func (g *grid) candidate(m *image.Gray) (place image.Rectangle, cells int) {
	g.fill(m)
	for i := range g.cells {
		if !g.cells[i].mixed || g.cells[i].seen {
			continue
		}
		box, n := g.patch(i)
		if n > cells && g.codeLike(box, n) {
			place, cells = box, n
		}
	}
	return image.Rectangle{place.Min.Mul(cellSide), place.Max.Mul(cellSide)}, cells
}

// codeLike judges a patch of n mixed cells.
func (g *grid) codeLike(box image.Rectangle, n int) bool {
	w, h := box.Dx(), box.Dy()
	middle := image.Rect(g.w/4, g.h/5, g.w-g.w/4, g.h-g.h/5)
	centre := box.Min.Add(box.Max).Div(2)
	// What the picture cuts off may be any shape.
	square := 5*min(w, h) >= 3*max(w, h) || w >= g.w-1 || h >= g.h-1
	return square && min(w, h) >= leastCells && float64(n) >= mixedShare*float64(w*h) &&
		centre.In(middle)
}

// fill looks at every cell.
func (g *grid) fill(m *image.Gray) {
	g.w, g.h = m.Rect.Dx()/cellSide, m.Rect.Dy()/cellSide
	if cap(g.cells) < g.w*g.h {
		g.cells = make([]cell, g.w*g.h)
	}
	g.cells = g.cells[:g.w*g.h]
	for y := range g.h {
		for x := range g.w {
			g.cells[y*g.w+x] = look(m.Pix[y*cellSide*m.Stride+x*cellSide:], m.Stride)
		}
	}
}

// look measures a cell: black and white must change both across and down, or it
// is an edge or a line.
func look(pix []byte, stride int) cell {
	c := cell{low: 255}
	across, down := 0, 0
	for y := range cellSide {
		row := pix[y*stride:][:cellSide]
		for x, v := range row {
			c.low, c.high = min(c.low, v), max(c.high, v)
			if x > 0 {
				across += int(abs(int32(v) - int32(row[x-1])))
			}
			if y > 0 {
				down += int(abs(int32(v) - int32(pix[(y-1)*stride+x])))
			}
		}
	}
	// A lone edge goes once from black to white in each of the rows that it
	// crosses: cellSide times the range. Modules go there and back, and even
	// where a hand has smeared them along one way they do so along the other.
	between := cellSide * int(c.high-c.low)
	c.mixed = c.high-c.low >= mixedRange && 3*min(across, down) >= between && 2*(across+down) >= 3*between
	return c
}

// patch gathers the mixed cells that touch one another.
func (g *grid) patch(first int) (box image.Rectangle, n int) {
	g.cells[first].seen = true
	g.queue = append(g.queue[:0], first)
	for len(g.queue) > 0 {
		i := g.queue[len(g.queue)-1]
		g.queue = g.queue[:len(g.queue)-1]
		x, y := i%g.w, i/g.w
		box = box.Union(image.Rect(x, y, x+1, y+1))
		n++
		for ny := max(y-1, 0); ny <= min(y+1, g.h-1); ny++ {
			for nx := max(x-1, 0); nx <= min(x+1, g.w-1); nx++ {
				if c := &g.cells[ny*g.w+nx]; c.mixed && !c.seen {
					c.seen = true
					g.queue = append(g.queue, ny*g.w+nx)
				}
			}
		}
	}
	return box, n
}
