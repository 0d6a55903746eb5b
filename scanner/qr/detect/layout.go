package detect

import (
	"sync"

	"github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// layout is where the modules of a version have their meaning (ISO/IEC 18004,
// section 6.3 and 7.7.3).
type layout struct {
	version   int
	dimension int
	centres   []int   // of the alignment patterns, in both directions
	order     []int32 // modules of the codewords' bits, as y·dimension + x
	fixed     []int8  // by module: 1 is always dark, -1 always light, 0 is data
	blocks    [4][]block
	numbers   *decoder.Version
}

// block is a number of equal blocks of codewords.
type block struct{ count, data, check int }

var layouts [41]struct {
	once sync.Once
	l    *layout
}

// layoutOf is made once for a version, 1 to 40.
func layoutOf(version int) *layout {
	s := &layouts[version]
	s.once.Do(func() { s.l = newLayout(version) })
	return s.l
}

func newLayout(version int) *layout {
	numbers, err := decoder.Version_GetVersionForNumber(version)
	if err != nil {
		panic(err) // the callers ask for versions 1 to 40 only
	}
	l := &layout{version: version, dimension: 17 + 4*version, centres: numbers.GetAlignmentPatternCenters(), numbers: numbers}
	l.readBlocks()
	reserved := make([]bool, l.dimension*l.dimension)
	l.fixed = make([]int8, l.dimension*l.dimension)
	l.placePatterns(reserved)
	l.placeOrder(reserved)
	return l
}

// levels are the error correction levels by their bits in the format.
var levels = [4]decoder.ErrorCorrectionLevel{
	decoder.ErrorCorrectionLevel_M, decoder.ErrorCorrectionLevel_L,
	decoder.ErrorCorrectionLevel_H, decoder.ErrorCorrectionLevel_Q,
}

func (l *layout) readBlocks() {
	for i, level := range levels {
		b := l.numbers.GetECBlocksForLevel(level)
		for _, e := range b.GetECBlocks() {
			l.blocks[i] = append(l.blocks[i], block{e.GetCount(), e.GetDataCodewords(), b.GetECCodewordsPerBlock()})
		}
	}
}

// placePatterns marks everything that is not data.
func (l *layout) placePatterns(reserved []bool) {
	d := l.dimension
	set := func(x, y int, v int8) {
		if x >= 0 && y >= 0 && x < d && y < d {
			reserved[y*d+x], l.fixed[y*d+x] = true, v
		}
	}
	for i := range d {
		v := int8(1 - 2*(i&1))
		set(i, 6, v)
		set(6, i, v)
	}
	l.placeFormat(set)
	for _, c := range [3][2]int{{3, 3}, {d - 4, 3}, {3, d - 4}} {
		squares(c[0], c[1], 4, func(ring int) int8 { return [5]int8{1, 1, -1, 1, -1}[ring] }, set)
	}
	for _, y := range l.centres {
		for _, x := range l.centres {
			if !l.hasAlignment(x, y) {
				continue
			}
			squares(x, y, 2, func(ring int) int8 { return [3]int8{1, -1, 1}[ring] }, set)
		}
	}
}

// hasAlignment is false where a finder pattern takes the place.
func (l *layout) hasAlignment(x, y int) bool {
	last := l.dimension - 7
	return !(x == 6 && y == 6 || x == 6 && y == last || x == last && y == 6)
}

// placeFormat reserves the format and version information, whose values vary.
func (l *layout) placeFormat(set func(x, y int, v int8)) {
	d := l.dimension
	for i := range 9 {
		set(8, i, 0)
		set(i, 8, 0)
		if i < 8 {
			set(d-1-i, 8, 0)
			set(8, d-1-i, 0)
		}
	}
	set(8, d-8, 1)
	set(8, 6, 1)
	set(6, 8, 1)
	if l.version < 7 {
		return
	}
	for i := range 18 {
		set(i/3, d-11+i%3, 0)
		set(d-11+i%3, i/3, 0)
	}
}

// squares sets rings around a centre.
func squares(cx, cy, r int, colour func(ring int) int8, set func(x, y int, v int8)) {
	for y := -r; y <= r; y++ {
		for x := -r; x <= r; x++ {
			set(cx+x, cy+y, colour(max(x, -x, y, -y)))
		}
	}
}

// placeOrder walks the data modules upwards and downwards in columns of two
// from the bottom right, leaving out the vertical timing pattern.
func (l *layout) placeOrder(reserved []bool) {
	d := l.dimension
	up := true
	for right := d - 1; right > 0; right -= 2 {
		if right == 6 {
			right--
		}
		for i := range d {
			y := i
			if up {
				y = d - 1 - i
			}
			for x := right; x > right-2; x-- {
				if !reserved[y*d+x] {
					l.order = append(l.order, int32(y*d+x))
				}
			}
		}
		up = !up
	}
}
