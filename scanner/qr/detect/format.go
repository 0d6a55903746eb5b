package detect

// formats are the 32 words of format information, masked (ISO/IEC 18004,
// section 7.9 and annex C); the index is level and mask.
var formats = func() (f [32]uint16) {
	for i := range f {
		v := uint16(i) << 10
		for b := 14; b >= 10; b-- {
			if v>>b&1 == 1 {
				v ^= 0x537 << (b - 10)
			}
		}
		f[i] = (uint16(i)<<10 | v) ^ 0x5412
	}
	return f
}()

// format is one reading of a grid: error correction level, mask, and whether
// the code is mirrored, that is, its columns are its rows.
type format struct {
	level, mask int
	mirrored    bool
	score       float32 // agreement with the modules, 1 is perfect
}

// leastFormat is the agreement below which no format information is there.
const leastFormat = 0.35

// formatBits are the places of the two copies' 15 bits, first bit first.
func formatBits(d int) (places [2][15][2]int) {
	for i := range 6 {
		places[0][i] = [2]int{i, 8}
		places[0][14-i] = [2]int{8, i}
	}
	places[0][6], places[0][7], places[0][8] = [2]int{7, 8}, [2]int{8, 8}, [2]int{8, 7}
	for i := range 7 {
		places[1][i] = [2]int{8, d - 1 - i}
	}
	for i := range 8 {
		places[1][7+i] = [2]int{d - 8 + i, 8}
	}
	return places
}

// formatsOf lists the readings that agree best with the soft values, best first.
func (g *grid) formatsOf() (best [3]format) {
	places := formatBits(g.dimension)
	for _, mirrored := range [2]bool{false, true} {
		var soft [15]float32
		var total float32
		for _, copies := range places {
			for i, p := range copies {
				x, y := p[0], p[1]
				if mirrored {
					x, y = y, x
				}
				v := min(max(g.soft[y*g.dimension+x], -1), 1)
				soft[i] += v
				total += max(v, -v)
			}
		}
		if total == 0 {
			continue
		}
		for i, word := range formats {
			var s float32
			for b, v := range soft {
				if word>>(14-b)&1 == 1 {
					v = -v // dark is one
				}
				s += v
			}
			insert(&best, format{i >> 3, i & 7, mirrored, s / max(total, 10)})
		}
	}
	return best
}

func insert(best *[3]format, f format) {
	for i := range best {
		if f.score > best[i].score {
			copy(best[i+1:], best[i:])
			best[i] = f
			return
		}
	}
}

// masked tells whether the mask turns the module at column x, row y.
func masked(mask, x, y int) bool {
	switch mask {
	case 0:
		return (x+y)&1 == 0
	case 1:
		return y&1 == 0
	case 2:
		return x%3 == 0
	case 3:
		return (x+y)%3 == 0
	case 4:
		return (y/2+x/3)&1 == 0
	case 5:
		return x*y&1+x*y%3 == 0
	case 6:
		return (x*y&1+x*y%3)&1 == 0
	default:
		return ((x+y)&1+x*y%3)&1 == 0
	}
}
