package picture

import "strings"

// Text is in most of the cases: a code of version 8.
const Text = "IKD1:6BFOXN*TS0BI$ZD-PHQ7I9AD66V5B22CH9M9ESI9XBHXK-%69LQOGI.*V76GCV4*XUA2P-FHT-HNTI4L6N" +
	"$Q%UG/YL WO*Z7ON15 BM0VM.JQ$F4W17PG4.VAS5EG4V*BRL0K-RDY5RWOOH6"

// Long is in the others: as much as a phone presents, version 15.
var Long = strings.Repeat("IKD1:7C3$*+%-./", 40)

// Case is a kind of difficulty.
type Case struct {
	Name  string
	Scene Scene
	// Texts are what is to be read, the one nearest to the middle first.
	Texts []string
}

// Cases has every kind of difficulty that a reader must master; their pictures
// are made by the program in the folder make.
func Cases() []Case {
	base := Code{Text: Text, X: 180, Y: 180, Module: 4, Quiet: 4}
	with := func(change func(*Code)) Code {
		c := base
		change(&c)
		return c
	}
	plain := Scene{Noise: 2, Blur: 0.5}
	return build([]draft{
		{"upright", plain, []Code{base}},
		{"turned-45", plain, []Code{with(func(c *Code) { c.Turn = 45 })}},
		{"turned-200", plain, []Code{with(func(c *Code) { c.Turn = 200 })}},
		{"turned-71-small", plain, []Code{with(func(c *Code) { c.Turn, c.Module = 71, 2 })}},
		{"perspective", plain, []Code{with(func(c *Code) { c.Tilt, c.Turn = 0.55, 12 })}},
		{"perspective-corner", plain, []Code{with(func(c *Code) { c.Tilt, c.Lean, c.Module = 0.4, 0.4, 3.6 })}},
		{"close-up", plain, []Code{with(func(c *Code) { c.Module, c.Quiet = 6.9, 2 })}},
		{"leaves-the-frame", plain, []Code{with(func(c *Code) { c.Module, c.X, c.Y, c.Quiet = 6.5, 196, 196, 2 })}},
		{"curved", plain, []Code{with(func(c *Code) { c.Bend, c.Module = 1.5, 5 })}},
		{"inverted", plain, []Code{with(func(c *Code) { c.Dark, c.Light = 230, 25 })}},
		{"mirrored", plain, []Code{with(func(c *Code) { c.Mirrored, c.Turn = true, -20 })}},
		{"dots", plain, []Code{with(func(c *Code) { c.Dots, c.Module = 0.36, 5 })}},
		{"rounded", plain, []Code{with(func(c *Code) { c.Dots, c.Module = 0.5, 3 })}},
		{"no-quiet-zone", plain, []Code{with(func(c *Code) { c.Quiet, c.Turn = 0.6, 5 })}},
		{"low-contrast", Scene{Noise: 2, Blur: 0.7}, []Code{with(func(c *Code) { c.Dark, c.Light = 112, 140 })}},
		{"glare", Scene{Noise: 3, Blur: 0.6, Glare: 210, GlareX: 150, GlareY: 200}, []Code{with(func(c *Code) { c.Light = 150; c.Dark = 30 })}},
		{"glare-on-a-finder", Scene{Noise: 3, Blur: 0.6, Glare: 220, GlareX: 270, GlareY: 80}, []Code{base}},
		{"uneven-light", Scene{Noise: 2, Blur: 0.5, Slope: 0.85}, []Code{base}},
		{"moire", Scene{Noise: 3, Blur: 0.6, Moire: 0.28}, []Code{base}},
		{"noise", Scene{Noise: 32, Blur: 0.5}, []Code{with(func(c *Code) { c.Module = 5 })}},
		{"out-of-focus", Scene{Noise: 2, Blur: 2.1}, []Code{base}},
		{"motion", Scene{Noise: 2, Blur: 0.6, Motion: 6, Heading: 30}, []Code{with(func(c *Code) { c.Module = 4.5 })}},
		{"small", Scene{Noise: 2, Blur: 0.5}, []Code{with(func(c *Code) { c.Module = 1.6 })}},
		{"long-small", Scene{Noise: 3, Blur: 0.6}, []Code{with(func(c *Code) { c.Text, c.Module, c.Turn = Long, 2, 3 })}},
		{"hidden-finder", plain, []Code{with(func(c *Code) { c.Hidden, c.Module, c.Turn = 0.15, 5, 8 })}},
		{"two-codes", plain, []Code{
			with(func(c *Code) { c.Text, c.X, c.Y, c.Module = "nearer", 150, 130, 4 }),
			with(func(c *Code) { c.Text, c.X, c.Y, c.Module, c.Turn = "farther", 280, 290, 4, 30 }),
		}},
		{"strongly-curved", plain, []Code{with(func(c *Code) { c.Bend, c.Turn, c.Module = 1.95, 10, 5 })}},
		{"strongly-curved-lying", plain, []Code{with(func(c *Code) { c.Bend, c.Lying, c.Turn, c.Module = 1.8, true, 130, 5 })}},
		{"styled", plain, []Code{with(func(c *Code) { c.Eyes, c.Soft, c.Dots, c.Module, c.Turn = true, true, 0.45, 4.5, 20 })}},
		{"perspective-out-of-the-frame", plain, []Code{with(func(c *Code) {
			c.Text, c.Tilt, c.Lean, c.Module, c.Quiet = Text[:40], -0.68, -0.2, 9.2, 3
		})}},
		{"washed-out", Scene{Noise: 3, Blur: 0.6, Glare: 290, GlareX: 200, GlareY: 200}, []Code{with(func(c *Code) {
			c.Text, c.Module = Text[:60], 6
		})}},
	})
}

// draft is a case but for what follows from it.
type draft struct {
	name  string
	scene Scene
	codes []Code
}

func build(drafts []draft) []Case {
	var cases []Case
	for i, d := range drafts {
		c := Case{Name: d.name, Scene: d.scene}
		c.Scene.Width, c.Scene.Height, c.Scene.Seed, c.Scene.Codes = 360, 360, uint64(i+1), d.codes
		for _, code := range d.codes {
			c.Texts = append(c.Texts, code.Text)
		}
		cases = append(cases, c)
	}
	return cases
}
