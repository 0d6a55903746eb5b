package detect

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// What many bytes at once give is what one at a time would.
func TestRowsOfBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(16, 60).Draw(t, "w"), rapid.IntRange(16, 40).Draw(t, "h")
		pad := rapid.IntRange(0, 5).Draw(t, "pad")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		pix := make([]byte, (w+pad)*h)
		for i := range pix {
			pix[i] = byte(r.Uint32())
		}
		var p pyramid
		p.build(Image{pix, w + pad, w, h})
		for i := range p.n {
			checkEdges(t, &p.levels[i], r.IntN(p.levels[i].h))
		}
		if p.n > 1 {
			checkHalf(t, &p.levels[0].plane, &p.levels[1].plane)
			checkStats(t, &p.levels[0], &p.levels[1])
		}
	})
}

func checkEdges(t *rapid.T, l *level, y int) {
	got, dark := l.edges(y, nil)
	want := []int32{0}
	for x := 1; x < l.w; x++ {
		if (l.excess(x, y) < 0) != (l.excess(x-1, y) < 0) {
			want = append(want, int32(x))
		}
	}
	want = append(want, int32(l.w))
	if dark != (l.excess(0, y) < 0) || len(got) != len(want) {
		t.Fatalf("row %d: %v, want %v", y, got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("row %d: %v, want %v", y, got, want)
		}
	}
}

func checkHalf(t *rapid.T, full, half *plane) {
	for y := range half.h {
		for x := range half.w {
			a, b := full.pix[2*y*full.stride+2*x:], full.pix[(2*y+1)*full.stride+2*x:]
			want := (int(a[0]) + int(a[1]) + int(b[0]) + int(b[1]) + 2) / 4
			if got := half.pix[y*half.stride+x]; int(got) != want {
				t.Fatalf("half at %d, %d: %d, want %d", x, y, got, want)
			}
		}
	}
}

// A tile of the full level is four by four pixels of the half one.
func checkStats(t *rapid.T, l, half *level) {
	for y := range half.h / 4 {
		for x := range half.w / 4 {
			lo, hi := byte(255), byte(0)
			for k := range 16 {
				v := half.pix[(4*y+k/4)*half.stride+4*x+k%4]
				lo, hi = min(lo, v), max(hi, v)
			}
			if got := l.stats[y*l.tw+x]; got != (stat{lo, hi}) {
				t.Fatalf("tile %d, %d: %v, want %d to %d", x, y, got, lo, hi)
			}
		}
	}
}

// Errors and erasures that a block can bear are mended, and none is mended
// into what it was not where there are a few too many.
func TestCorrect(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		check := rapid.IntRange(7, 30).Draw(t, "check")
		data := rapid.IntRange(1, 120).Draw(t, "data")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		block := encodeBlock(r, data, check)
		whole := bytes.Clone(block)
		erased := rapid.IntRange(0, min(check-2, data+check)).Draw(t, "erased")
		errors := rapid.IntRange(0, min((check-erased)/2+2, data+check-erased)).Draw(t, "errors")
		places := r.Perm(data + check)[:erased+errors]
		for i, p := range places {
			if i >= erased || r.IntN(2) == 0 {
				block[p] ^= byte(1 + r.IntN(255))
			}
		}
		ok := correct(block, check, places[:erased], 0)
		if 2*errors+erased <= check && !(ok && bytes.Equal(block, whole)) {
			t.Fatalf("%d errors and %d erasures were not mended: %v", errors, erased, ok)
		}
	})
}

// encodeBlock makes a block of random data by dividing by the generator.
func encodeBlock(r *rand.Rand, data, check int) []byte {
	generator := []byte{1}
	for i := range check {
		next := make([]byte, len(generator)+1)
		for j, c := range generator {
			next[j] ^= c
			next[j+1] ^= gfMul(c, gfExp[i])
		}
		generator = next
	}
	block := make([]byte, data+check)
	for i := range data {
		block[i] = byte(r.Uint32())
	}
	rest := bytes.Clone(block)
	for i := range data {
		for j, f := 1, rest[i]; j <= check; j++ {
			rest[i+j] ^= gfMul(generator[j], f)
		}
	}
	copy(block[data:], rest[data:])
	return block
}

// A homography is found again from where it puts things.
func TestFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		small := rapid.Float64Range(-0.15, 0.15)
		h := homography{
			5 + small.Draw(t, "a"), 10 * small.Draw(t, "b"), 300,
			10 * small.Draw(t, "d"), 5 + small.Draw(t, "e"), 200,
			small.Draw(t, "g") / 50, small.Draw(t, "h") / 50, 1,
		}
		var matches []match
		for _, m := range []vec{{3.5, 3.5}, {53.5, 3.5}, {3.5, 53.5}, {50.5, 50.5}, {30, 20}} {
			matches = append(matches, match{m, h.at(m.x, m.y), 1})
		}
		got, ok := fit(matches, 57)
		if !ok {
			t.Fatal("not fitted")
		}
		for _, m := range []vec{{0, 0}, {57, 0}, {57, 57}, {11, 40}} {
			if d := got.at(m.x, m.y).sub(h.at(m.x, m.y)).norm(); !(d < 0.01) {
				t.Fatalf("%v is off by %g", m, d)
			}
		}
	})
}

func TestFitOfNothing(t *testing.T) {
	same := make([]match, 6)
	if _, ok := fit(same, 21); ok {
		t.Error("six times the same place was fitted")
	}
	if (vec{math.NaN(), 1}).finite() {
		t.Error("no number is finite")
	}
}
