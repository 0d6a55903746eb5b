package picture

import "math/rand/v2"

// Kind is a difficulty of which any number of pictures can be made.
type Kind struct {
	Name   string
	change func(r *rand.Rand, s *Scene, c *Code)
}

// Kinds are all of them.
var Kinds = []Kind{
	{"plain", func(*rand.Rand, *Scene, *Code) {}},
	{"any angle", func(r *rand.Rand, _ *Scene, c *Code) { c.Turn = 360 * r.Float64() }},
	{"perspective", func(r *rand.Rand, _ *Scene, c *Code) {
		c.Tilt, c.Lean = between(r, 0.3, 0.75)*sign(r), between(r, 0, 0.3)*sign(r)
	}},
	{"close-up", func(r *rand.Rand, s *Scene, c *Code) {
		c.Module *= between(r, 0.96, 1.02) * float64(s.Height) / c.size()
		c.X, c.Y = float64(s.Width)/2, float64(s.Height)/2
	}},
	{"curved", func(r *rand.Rand, _ *Scene, c *Code) { c.Bend = between(r, 0.8, 1.8) }},
	{"inverted", func(_ *rand.Rand, _ *Scene, c *Code) { c.Dark, c.Light = c.Light, c.Dark }},
	{"mirrored", func(_ *rand.Rand, _ *Scene, c *Code) { c.Mirrored = true }},
	{"dots", func(r *rand.Rand, _ *Scene, c *Code) { c.Dots = between(r, 0.32, 0.5); c.Module = max(c.Module, 3) }},
	{"small quiet zone", func(r *rand.Rand, _ *Scene, c *Code) { c.Quiet = between(r, 0, 1) }},
	{"low contrast", func(r *rand.Rand, s *Scene, c *Code) {
		c.Light = c.Dark + between(r, 20, 45)
		s.Noise = between(r, 1, 4)
	}},
	{"glare", func(r *rand.Rand, s *Scene, c *Code) {
		s.Glare = between(r, 80, 260)
		half := c.size() / 2
		s.GlareX, s.GlareY = c.X+between(r, -half, half), c.Y+between(r, -half, half)
	}},
	{"moire", func(r *rand.Rand, s *Scene, _ *Code) { s.Moire = between(r, 0.15, 0.45) }},
	{"motion", func(r *rand.Rand, s *Scene, c *Code) {
		s.Motion, s.Heading = between(r, 0.8, 1.7)*c.Module, 180*r.Float64()
	}},
	{"out of focus", func(r *rand.Rand, s *Scene, c *Code) { s.Blur = between(r, 0.4, 0.65) * c.Module }},
	{"noise", func(r *rand.Rand, s *Scene, _ *Code) { s.Noise = between(r, 15, 40) }},
	{"small", func(r *rand.Rand, _ *Scene, c *Code) { c.Module = between(r, 1.4, 2.2) }},
	{"styled", func(r *rand.Rand, _ *Scene, c *Code) {
		c.Eyes, c.Soft, c.Module = true, true, max(c.Module, 3)
		if r.IntN(2) == 0 {
			c.Dots = between(r, 0.36, 0.5)
		}
	}},
	{"strongly curved", func(r *rand.Rand, _ *Scene, c *Code) {
		c.Bend, c.Lying, c.Turn = between(r, 1.6, 2.1), r.IntN(2) == 0, 360*r.Float64()
	}},
	{"all at once", func(r *rand.Rand, s *Scene, c *Code) {
		c.Tilt, c.Lean, c.Turn = between(r, 0.1, 0.4)*sign(r), between(r, 0, 0.2)*sign(r), 360*r.Float64()
		c.Light = c.Dark + between(r, 60, 120)
		s.Blur, s.Noise, s.Slope = between(r, 0.2, 0.4)*c.Module, between(r, 4, 12), between(r, 0, 0.4)
		s.Moire, s.Motion, s.Heading = between(r, 0, 0.12), between(r, 0, 0.6)*c.Module, 180*r.Float64()
	}},
	{"thumb", func(r *rand.Rand, _ *Scene, c *Code) { c.Hidden = between(r, 0.08, 0.2) }},
}

// Random is a picture of the kind, another for each seed.
func (k Kind) Random(seed uint64) Case {
	r := rand.New(rand.NewPCG(seed, 3))
	s := Scene{Width: 640, Height: 480, Seed: seed, Noise: between(r, 1, 6), Blur: between(r, 0.3, 0.9)}
	c := Code{Text: randomText(r), Turn: between(r, -8, 8), Quiet: between(r, 2, 4), Tilt: between(r, -0.15, 0.15)}
	c.Dark, c.Light = between(r, 10, 60), between(r, 150, 250)
	c.Module = 1
	c.Module = between(r, max(2, 180/c.size()), max(2.4, 380/c.size()))
	c.X, c.Y = between(r, 290, 350), between(r, 225, 255)
	k.change(r, &s, &c)
	s.Codes = []Code{c}
	return Case{k.Name, s, []string{c.Text}}
}

// size is the side of the code in pixels.
func (c *Code) size() float64 {
	m, err := encode(c.Text)
	if err != nil {
		return 0
	}
	return float64(len(m)) * c.Module
}

// randomText fits a code of version 1 to 15.
func randomText(r *rand.Rand) string {
	const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
	n := 8 + r.IntN(80)
	if r.IntN(2) == 0 {
		n = 200 + r.IntN(350)
	}
	b := make([]byte, n)
	for i := range b {
		b[i] = letters[r.IntN(len(letters))]
	}
	return string(b)
}

func between(r *rand.Rand, a, b float64) float64 { return a + (b-a)*r.Float64() }

func sign(r *rand.Rand) float64 { return float64(2*r.IntN(2) - 1) }
