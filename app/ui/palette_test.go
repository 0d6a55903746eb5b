package ui

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2/theme"

	"ikd/station/siak"
)

// luminance is the relative luminance of WCAG 2.2.
func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func ratio(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrast(t *testing.T) {
	if r := ratio(rgb(0x000000), rgb(0xffffff)); math.Abs(r-21) > 0.01 {
		t.Fatalf("black on white is %.2f", r)
	}
	for name, p := range map[string]*Palette{"light": lightPalette, "dark": darkPalette, "contrast": contrastPalette} {
		const text, shape = 4.5, 3
		hold := func(what string, fg, bg color.NRGBA, least float64) {
			t.Helper()
			if r := ratio(fg, bg); r < least {
				t.Errorf("%s: %s is %.2f:1, want %.1f:1", name, what, r, least)
			}
		}
		for _, bg := range []color.NRGBA{p.Page, p.Surface, p.Subtle} {
			hold("text", p.Text, bg, text)
			hold("muted text", p.Muted, bg, text)
			hold("the primary button", p.Accent, bg, shape)
			for tone, s := range p.tones {
				hold(fmt.Sprintf("icon of tone %d", tone), s.Mark, bg, shape)
			}
		}
		hold("text on the button", p.OnAccent, p.Accent, text)
		hold("text on the picture", p.OnVideo, p.Video, text)
		hold("text on the training strip", p.OnStrip, p.Strip, text)
		hold("words of a mistake", p.Tone(siak.ToneRefused).Mark, p.Surface, text)
		for _, s := range p.tones {
			hold("band", s.OnBand, s.Band, text)
		}
	}
}

// A tone that a palette lacks would be drawn in no colour at all.
func TestEveryPaletteHasEveryTone(t *testing.T) {
	for _, l := range Looks() {
		p := PaletteFor(l, theme.VariantDark)
		for _, tone := range siak.Tones() {
			if s := p.Tone(tone); s.Band.A == 0 || s.OnBand.A == 0 || s.Mark.A == 0 {
				t.Errorf("tone %d has no colours in the palette of look %q in app/ui/palette.go", tone, l)
			}
		}
	}
	for _, tone := range siak.Tones() { // a light system has the fourth palette
		if lightPalette.Tone(tone) == (Shade{}) {
			t.Errorf("tone %d has no colours in lightPalette of app/ui/palette.go", tone)
		}
	}
}

func TestLookFollowsTheSystemOnlyWhenAsked(t *testing.T) {
	for _, c := range []struct {
		look Look
		dark bool
		want *Palette
	}{
		{LookAuto, false, lightPalette},
		{LookAuto, true, darkPalette},
		{LookLight, true, lightPalette},
		{LookDark, false, darkPalette},
		{LookContrast, false, contrastPalette},
		{"nonsense", true, lightPalette},
	} {
		system := theme.VariantLight
		if c.dark {
			system = theme.VariantDark
		}
		if PaletteFor(c.look, system) != c.want {
			t.Errorf("look %q on a dark system %v", c.look, c.dark)
		}
	}
}
