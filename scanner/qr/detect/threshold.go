package detect

import "encoding/binary"

// stat is the darkest and the lightest pixel of a tile.
type stat struct{ lo, hi byte }

// measure fills the stats from a plane in which a tile is side pixels wide.
func (l *level) measure(p *plane, side int) {
	for ty := range l.th {
		y0, y1 := min(ty*side, p.h-1), min((ty+1)*side, p.h)
		tx := 0
		if side == 4 && y1-y0 == 4 {
			for ; 4*tx+8 <= p.w; tx += 2 {
				l.measurePair(p, ty, tx)
			}
		}
		for ; tx < l.tw; tx++ {
			l.measureOne(p, side, ty, tx)
		}
	}
}

func (l *level) measureOne(p *plane, side, ty, tx int) {
	y0, y1 := min(ty*side, p.h-1), min((ty+1)*side, p.h)
	x0, x1 := min(tx*side, p.w-1), min((tx+1)*side, p.w)
	lo, hi := byte(255), byte(0)
	for y := y0; y < y1; y++ {
		for _, v := range p.pix[y*p.stride+x0 : y*p.stride+x1] {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	l.stats[ty*l.tw+tx] = stat{lo, hi}
}

// measurePair measures two tiles of four by four pixels at once.
func (l *level) measurePair(p *plane, ty, tx int) {
	at := p.pix[4*ty*p.stride+4*tx:]
	lo := binary.LittleEndian.Uint64(at)
	hi := lo
	for y := 1; y < 4; y++ {
		v := binary.LittleEndian.Uint64(at[y*p.stride:])
		m := lessMask(v, lo)
		lo = v&m | lo&^m
		m = lessMask(hi, v)
		hi = v&m | hi&^m
	}
	// Halve twice: the second pixel onto the first, the third onto it.
	for _, shift := range [2]int{8, 16} {
		v := lo >> shift
		m := lessMask(v, lo)
		lo = v&m | lo&^m
		v = hi >> shift
		m = lessMask(hi, v)
		hi = v&m | hi&^m
	}
	at2 := l.stats[ty*l.tw+tx:]
	at2[0] = stat{byte(lo), byte(hi)}
	at2[1] = stat{byte(lo >> 32), byte(hi >> 32)}
}

// lessMask has 0xff in each byte in which v is less than w.
func lessMask(v, w uint64) uint64 {
	carry := (v | highs) - (w &^ highs) // high bit: the lower seven are not less
	notLess := v&^w | ^(v^w)&carry
	return (^notLess & highs) >> 7 * 0xff
}

// merge makes each tile from the up to four of the finer level that it covers.
func (l *level) merge(finer *level) {
	for ty := range l.th {
		for tx := range l.tw {
			s := stat{255, 0}
			for y := min(2*ty, finer.th-1); y < min(2*ty+2, finer.th); y++ {
				for x := min(2*tx, finer.tw-1); x < min(2*tx+2, finer.tw); x++ {
					f := finer.stats[y*finer.tw+x]
					s.lo, s.hi = min(s.lo, f.lo), max(s.hi, f.hi)
				}
			}
			l.stats[ty*l.tw+tx] = s
		}
	}
}

const (
	// reach is how many tiles on each side have a say in a tile's threshold.
	reach = 2
	// faint is the weight below which a neighbourhood shows no contrast.
	faint = 128
)

// boxSums are working memory: sums over the columns of tiles in reach.
type boxSums struct{ weight, value, rowWeight, rowValue []uint32 }

// threshold sets each tile's threshold to the middle between dark and light in
// its neighbourhood, a tile's say growing with the square of its contrast.
func (l *level) threshold(coarser *level, b *boxSums, noise int) {
	b.weight, b.value = grow(b.weight, l.tw), grow(b.value, l.tw)
	b.rowWeight, b.rowValue = grow(b.rowWeight, l.tw*l.th), grow(b.rowValue, l.tw*l.th)
	for i, s := range l.stats {
		c := uint32(max(int(s.hi)-int(s.lo)-noise, 0))
		b.rowWeight[i] = c * c
		b.rowValue[i] = c * c * (uint32(s.hi) + uint32(s.lo)) / 2
	}
	clear(b.weight)
	clear(b.value)
	for y := range min(reach, l.th) {
		b.add(y, l.tw)
	}
	for y := range l.th {
		if y+reach < l.th {
			b.add(y+reach, l.tw)
		}
		if y > reach {
			b.remove(y-reach-1, l.tw)
		}
		l.thresholdRow(y, coarser, b)
	}
}

func (b *boxSums) add(y, w int) {
	for x := range w {
		b.weight[x] += b.rowWeight[y*w+x]
		b.value[x] += b.rowValue[y*w+x]
	}
}

func (b *boxSums) remove(y, w int) {
	for x := range w {
		b.weight[x] -= b.rowWeight[y*w+x]
		b.value[x] -= b.rowValue[y*w+x]
	}
}

func (l *level) thresholdRow(y int, coarser *level, b *boxSums) {
	var weight, value uint32
	for x := range min(reach, l.tw) {
		weight, value = weight+b.weight[x], value+b.value[x]
	}
	for x := range l.tw {
		if x+reach < l.tw {
			weight, value = weight+b.weight[x+reach], value+b.value[x+reach]
		}
		if x > reach {
			weight, value = weight-b.weight[x-reach-1], value-b.value[x-reach-1]
		}
		t := byte(0)
		switch {
		case weight >= faint:
			t = byte(value/weight) + 1
		case coarser != nil:
			t = coarser.thr[min(y/2, coarser.th-1)*coarser.tw+min(x/2, coarser.tw-1)]
		}
		l.thr[y*l.tw+x] = t
	}
}

// excess is how much lighter than its threshold the pixel at x, y is; the
// place must lie within the picture.
func (l *level) excess(x, y int) int {
	return int(l.pix[y*l.stride+x]) - int(l.thr[(y>>3)*l.tw+x>>3])
}

// Bounds of the span from lo to hi that is taken for noise.
const minNoise, maxNoise = 7, 20

// noise is the span that noise alone has in this picture, judged by the fifth
// of the tiles that have the least: a wall, a shirt.
func (l *level) noise() int {
	var histogram [256]int
	for _, s := range l.stats {
		histogram[max(s.hi, s.lo)-s.lo]++
	}
	left, span := len(l.stats)/5, 0
	for span < maxNoise && left >= histogram[span] {
		left -= histogram[span]
		span++
	}
	return min(max(span+span/2+4, minNoise), maxNoise)
}
