package detect

import (
	"encoding/binary"
	"math/bits"
)

const (
	highs = 0x8080808080808080
	ones  = 0x0101010101010101
)

// edges lists where row y changes between light and dark: out[k] is the first
// pixel of a new colour, both ends of the row counting as changes. dark tells
// the colour of the row's first pixel.
func (l *level) edges(y int, out []int32) (edges []int32, dark bool) {
	row := l.pix[y*l.stride:][:l.w]
	thr := l.thr[(y/tile)*l.tw:][:l.tw]
	out = append(out[:0], 0)
	dark = row[0] < thr[0]
	last := uint64(0) // colour of the pixel before, 1 is dark
	if dark {
		last = 1
	}
	for t, limit := range thr {
		var m uint64
		if x := t * tile; x+tile <= len(row) {
			m = below(binary.LittleEndian.Uint64(row[x:]), limit)
		} else {
			m = darkPixels(row, x, limit, last)
		}
		if m == last*0xff {
			continue
		}
		for c := (m ^ (m<<1 | last)) & 0xff; c != 0; c &= c - 1 {
			out = append(out, int32(t*tile+bits.TrailingZeros64(c)))
		}
		last = m >> 7
	}
	return append(out, int32(l.w)), dark
}

// darkPixels is below for the pixels from x where the row ends before the
// eighth: beyond its end the last colour goes on.
func darkPixels(row []byte, x int, limit byte, last uint64) uint64 {
	m := uint64(0)
	for i := range tile {
		if x+i < len(row) {
			last = 0
			if row[x+i] < limit {
				last = 1
			}
		}
		m |= last << i
	}
	return m
}

// below compares eight bytes with t at once: bit i of the result is set where
// byte i is less.
func below(v uint64, t byte) uint64 {
	return lessMask(v, ones*uint64(t)) & ones * 0x0102040810204080 >> 56
}
