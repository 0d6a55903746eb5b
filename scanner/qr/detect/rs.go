package detect

// Arithmetic in GF(256) with the polynomial of QR codes, x⁸+x⁴+x³+x²+1.
var (
	gfExp [510]byte
	gfLog [256]int
)

func init() {
	v := 1
	for i := range 255 {
		gfExp[i], gfExp[i+255] = byte(v), byte(v)
		gfLog[v] = i
		if v <<= 1; v > 255 {
			v ^= 0x11d
		}
	}
}

func gfMul(a, b byte) byte {
	if a == 0 || b == 0 {
		return 0
	}
	return gfExp[gfLog[a]+gfLog[b]]
}

func gfDiv(a, b byte) byte {
	if a == 0 {
		return 0
	}
	return gfExp[gfLog[a]+255-gfLog[b]]
}

// maxCheck is the most check codewords that a block has.
const maxCheck = 68

// poly is a polynomial, lowest power first.
type poly [maxCheck + 2]byte

// correct mends a block of codewords with check check codewords at its end, of
// which those at the places erased are unknown. It is false where that cannot
// be done with margin codewords to spare. (Reed and Solomon; the locator by
// Berlekamp and Massey, the values by Forney.)
func correct(block []byte, check int, erased []int, margin int) bool {
	var syndromes poly
	if syndrome(block, check, &syndromes) {
		return true
	}
	n, f := len(block), len(erased)
	if f > check-margin {
		return false
	}
	locator := poly{1}
	for k, p := range erased {
		x := gfExp[(n-1-p)%255]
		for i := k + 1; i > 0; i-- {
			locator[i] ^= gfMul(x, locator[i-1])
		}
	}
	degree, ok := massey(&syndromes, &locator, f, check, margin)
	return ok && forney(block, &syndromes, &locator, degree, check)
}

// syndrome evaluates the block at the generator's roots; true where all are 0.
func syndrome(block []byte, check int, out *poly) bool {
	clean := true
	for j := range check {
		s := byte(0)
		for _, c := range block {
			if s != 0 {
				s = gfExp[gfLog[s]+j]
			}
			s ^= c
		}
		out[j] = s
		clean = clean && s == 0
	}
	return clean
}

// massey extends the locator of f erasures by the unknown errors and gives its
// degree.
func massey(syndromes, locator *poly, f, check, margin int) (int, bool) {
	previous := *locator
	length := f
	for r := f; r < check; r++ {
		d := byte(0)
		for i := 0; i <= min(length, r); i++ {
			d ^= gfMul(locator[i], syndromes[r-i])
		}
		copy(previous[1:check+1], previous[:check])
		previous[0] = 0
		if d == 0 {
			continue
		}
		next := *locator
		for i := range check + 1 {
			next[i] ^= gfMul(d, previous[i])
		}
		if 2*length <= r+f {
			length = r + f + 1 - length
			for i := range check + 1 {
				previous[i] = gfDiv(locator[i], d)
			}
		}
		*locator = next
	}
	return length, 2*(length-f)+f <= check-margin
}

// forney finds the roots of the locator and mends the block there.
func forney(block []byte, syndromes, locator *poly, degree, check int) bool {
	var omega poly
	for i := range check {
		for j := 0; j <= min(i, degree); j++ {
			omega[i] ^= gfMul(locator[j], syndromes[i-j])
		}
	}
	n, roots := len(block), 0
	for p := range n {
		power := (n - 1 - p) % 255
		inverse := (255 - power) % 255
		if evaluate(locator[:degree+1], inverse) != 0 {
			continue
		}
		slope := byte(0)
		for i := 1; i <= degree; i += 2 {
			slope ^= gfMul(locator[i], gfExp[inverse*(i-1)%255])
		}
		if slope == 0 {
			return false
		}
		roots++
		e := gfDiv(evaluate(omega[:check], inverse), slope)
		block[p] ^= gfMul(e, gfExp[power])
	}
	var rest poly
	return roots == degree && syndrome(block, check, &rest)
}

// evaluate is the polynomial at the x whose logarithm is given.
func evaluate(p []byte, log int) byte {
	v := byte(0)
	for i := len(p) - 1; i >= 0; i-- {
		if v != 0 {
			v = gfExp[gfLog[v]+log]
		}
		v ^= p[i]
	}
	return v
}
