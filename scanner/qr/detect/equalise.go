package detect

// taps are the modules that have a say in what an equalised one is: itself and
// the eight around it, and a constant.
const taps = 10

// equaliser is the working memory for undoing blur: the soft values without it.
type equaliser struct{ soft []float32 }

// equalise undoes blur, of motion or of focus, in which each module's light
// spills over to its neighbours: it finds the weights of a module's
// surroundings that best give what the modules are taken for now, the function
// patterns being known for certain, and applies them. What is taken for wrong
// are few and do not agree with each other, so the weights become those of the
// blur.
func (e *equaliser) equalise(g *grid) {
	var a [taps][taps + 1]float64
	d := g.dimension
	var f [taps]float32
	for y := range d {
		for x := range d {
			want := g.wanted(x, y)
			if want == 0 {
				continue
			}
			g.surroundings(x, y, &f)
			for i := range taps {
				for j := i; j < taps; j++ {
					a[i][j] += float64(f[i] * f[j])
				}
				a[i][taps] += float64(f[i]) * want
			}
		}
	}
	w, ok := weights(&a)
	if !ok {
		return
	}
	e.soft = grow(e.soft, d*d)
	for y := range d {
		for x := range d {
			g.surroundings(x, y, &f)
			var s float32
			for i := range taps {
				s += f[i] * w[i]
			}
			e.soft[y*d+x] = s
		}
	}
	copy(g.soft, e.soft)
}

// wanted is what a module should be, 1 light and -1 dark: 0 where nobody knows.
func (g *grid) wanted(x, y int) float64 {
	i := y*g.dimension + x
	switch {
	case g.fixed[i] > 0:
		return -1.5
	case g.fixed[i] < 0:
		return 1.5
	case g.soft[i] > 0:
		return 1
	case g.soft[i] < 0:
		return -1
	}
	return 0
}

// surroundings are the soft values around a module, light beyond the border.
func (g *grid) surroundings(x, y int, f *[taps]float32) {
	d := g.dimension
	k := 0
	for j := y - 1; j <= y+1; j++ {
		for i := x - 1; i <= x+1; i++ {
			f[k] = 1
			if i >= 0 && j >= 0 && i < d && j < d {
				f[k] = g.soft[j*d+i]
			}
			k++
		}
	}
	f[taps-1] = 1
}

// weights solves the normal equations, slightly damped.
func weights(a *[taps][taps + 1]float64) (w [taps]float32, ok bool) {
	for i := range taps {
		a[i][i] = a[i][i]*1.001 + 1e-6
		for j := range i {
			a[i][j] = a[j][i]
		}
	}
	for i := range taps {
		if !(a[i][i] > 1e-9) {
			return w, false
		}
		for j := i + 1; j < taps; j++ {
			f := a[j][i] / a[i][i]
			for k := i; k <= taps; k++ {
				a[j][k] -= f * a[i][k]
			}
		}
	}
	for i := taps - 1; i >= 0; i-- {
		s := a[i][taps]
		for k := i + 1; k < taps; k++ {
			s -= a[i][k] * float64(w[k])
		}
		w[i] = float32(s / a[i][i])
	}
	return w, true
}
