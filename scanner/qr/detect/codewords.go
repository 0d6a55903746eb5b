package detect

import "slices"

// reading is working memory for one reading of a grid.
type reading struct {
	raw   []byte    // codewords as they stand in the symbol
	sure  []float32 // how clear the least clear bit of each is
	block []byte
	whole []byte    // the block before it was mended
	trust []float32 // of the block's codewords
	rank  []int
	data  []byte // of all blocks
}

// decode reads the data codewords in a format. With erase the codewords that
// are least clear count as unknown.
func (r *reading) decode(g *grid, f format, erase bool) bool {
	r.collect(g, f)
	r.data = r.data[:0]
	total, shortest := 0, 1<<30
	for _, b := range g.blocks[f.level] {
		total += b.count
		shortest = min(shortest, b.data)
	}
	index := 0
	for _, b := range g.blocks[f.level] {
		for range b.count {
			r.gather(g.blocks[f.level], index, b, total, shortest)
			if !r.mend(b.check, erase) {
				return false
			}
			r.data = append(r.data, r.block[:b.data]...)
			index++
		}
	}
	return true
}

// collect takes the codewords from the soft values.
func (r *reading) collect(g *grid, f format) {
	n := len(g.order) / 8
	r.raw, r.sure = grow(r.raw, n), grow(r.sure, n)
	d := int32(g.dimension)
	for k := range n {
		var c byte
		sure := float32(2)
		for _, at := range g.order[8*k:][:8] {
			x, y := at%d, at/d
			var v float32
			if f.mirrored {
				v = g.soft[x*d+y]
			} else {
				v = g.soft[at]
			}
			dark := v < 0
			c <<= 1
			if dark != masked(f.mask, int(x), int(y)) {
				c |= 1
			}
			sure = min(sure, max(v, -v))
		}
		r.raw[k], r.sure[k] = c, sure
	}
}

// gather picks the codewords of block index out of the interleaved ones: first
// of all blocks the first, then the second …; longer blocks come last.
func (r *reading) gather(blocks []block, index int, b block, total, shortest int) {
	n := b.data + b.check
	r.block, r.trust = grow(r.block, n), grow(r.trust, n)
	long := 0 // blocks with one codeword more
	for _, o := range blocks {
		if o.data > shortest {
			long += o.count
		}
	}
	dataAll := total*shortest + long
	for i := range n {
		at := i*total + index
		switch {
		case i >= b.data:
			at = dataAll + (i-b.data)*total + index
		case i == shortest: // only the longer ones have it
			at = i*total + index - (total - long)
		}
		r.block[i], r.trust[i] = r.raw[at], r.sure[at]
	}
}

// unclear is how near to its threshold a module must be to be called unknown.
const unclear = 0.25

// mend corrects the block. Of its check codewords some stay unused, so that
// chance cannot make a code of anything.
func (r *reading) mend(check int, erase bool) bool {
	if !erase {
		return correct(r.block, check, nil, 0)
	}
	n := len(r.block)
	r.rank = grow(r.rank, n)
	for i := range r.rank {
		r.rank[i] = i
	}
	slices.SortFunc(r.rank, func(a, b int) int {
		switch {
		case r.trust[a] < r.trust[b]:
			return -1
		case r.trust[a] > r.trust[b]:
			return 1
		}
		return a - b
	})
	clear := 0
	for clear < n && r.trust[r.rank[clear]] < unclear {
		clear++
	}
	return r.mendErased(check, clear)
}

// mendErased tries more and more erasures.
func (r *reading) mendErased(check, unclear int) bool {
	r.whole = append(r.whole[:0], r.block...)
	for _, share := range [4]int{0, 3, 5, 7} {
		f := min(check*share/10, unclear)
		copy(r.block, r.whole)
		margin := 0
		if f > 0 {
			margin = 2
		}
		if correct(r.block, check, r.rank[:f], margin) {
			return true
		}
	}
	return false
}
