package assets

import (
	"sync"

	"fyne.io/fyne/v2"
	"golang.org/x/image/font/sfnt"
)

// FontSecond and FontSecondBold are for texts with a letter that the program's own
// font lacks: Noto Sans with the Javanese, Balinese and Arabic scripts. Their lines are
// higher, since those scripts write below and above their letters.
var (
	FontSecond     = resource("fonts/SecondFont-Regular.ttf")
	FontSecondBold = resource("fonts/SecondFont-Bold.ttf")
)

// glyphs tells which characters a font has. It may be used by many goroutines.
type glyphs func() *sfnt.Font

// The fonts in the order in which they are asked.
var (
	ownGlyphs    = glyphsOf(FontRegular)
	secondGlyphs = glyphsOf(FontSecond)
)

// glyphsOf panics, once it is asked, on a font that cannot be read: a mistake of the
// program, which every test finds.
func glyphsOf(r *fyne.StaticResource) glyphs {
	return sync.OnceValue(func() *sfnt.Font {
		f, err := sfnt.Parse(r.StaticContent)
		if err != nil {
			panic(err)
		}
		return f
	})
}

func (g glyphs) has(r rune) bool {
	var b sfnt.Buffer
	i, err := g().GlyphIndex(&b, r)
	return err == nil && i != 0
}

// HasGlyph reports whether the program's own font has a character.
func HasGlyph(r rune) bool { return r >= ' ' && r <= '~' || ownGlyphs.has(r) }

// HasSecondGlyph reports whether the second font has a character. It has all of Latin.
func HasSecondGlyph(r rune) bool { return secondGlyphs.has(r) }
