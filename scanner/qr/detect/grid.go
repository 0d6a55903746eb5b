package detect

// grid is a code laid over the picture: where each of its modules lies, how
// light it is there, and what that is taken for.
type grid struct {
	*layout
	h        surface
	inverted bool
	scale    float64 // of the plane that is sampled
	plane    *plane
	place    []vec     // of each module's centre, in pixels of the plane
	grey     []int32   // as sampled, or outside
	soft     []float32 // how light, from -1 to 1 and a little beyond, 0 unknown
	sums     integrals
}

// lay puts the modules where the surface has them.
func (g *grid) lay() {
	d := g.dimension
	g.place = grow(g.place, d*d)
	g.grey = grow(g.grey, d*d)
	g.soft = grow(g.soft, d*d)
	for y := range d {
		for x := range d {
			g.place[y*d+x] = g.h.at(float64(x)+.5, float64(y)+.5).mul(g.scale)
		}
	}
}

// look samples every module.
func (g *grid) look() {
	for i, p := range g.place {
		v := g.plane.sample(p.x, p.y)
		if g.inverted && v != outside {
			v = 255<<8 - v
		}
		g.grey[i] = int32(v)
	}
}
