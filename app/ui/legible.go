package ui

import (
	"fmt"
	"strings"
	"unicode"

	"ikd/station/assets"
)

// legible is a text as it can be drawn, and whether the second font is needed for it:
// what neither font has stands as its code point, "[U+4E2D]", never as an empty box.
// The fonts of the system are not asked: another laptop has others.
func legible(text string) (shown string, second bool) {
	if !strings.ContainsFunc(text, func(r rune) bool { return r > '~' && !assets.HasGlyph(r) && r != '\u200b' }) {
		return text, false
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case assets.HasGlyph(r) || joins(r):
			b.WriteRune(r)
		case assets.HasSecondGlyph(r):
			second = true
			b.WriteRune(r)
		case unicode.IsControl(r):
			b.WriteByte(' ')
		default:
			fmt.Fprintf(&b, "[U+%04X]", r)
		}
	}
	return b.String(), second
}

// joins reports whether a character is never seen itself: what joins letters or parts
// them, what says that Arabic goes on from right to left, and [WordBreak].
func joins(r rune) bool { return r >= 0x200b && r <= 0x200f }

// Legible reports whether every letter of a text can be shown, in one font or the other.
func Legible(text string) bool {
	shown, _ := legible(text)
	return shown == text
}

// shorter is the first n runes of a text with "…" for the rest; a letter keeps its
// signs, and a text that ends from right to left has its "…" at its left end.
func shorter(runes []rune, n int) string {
	for n > 0 && unicode.Is(unicode.M, runes[n]) {
		n--
	}
	short := string(runes[:n]) + "…"
	if n > 0 && rightToLeft(runes[n-1]) {
		short += "\u200f"
	}
	return short
}

func rightToLeft(r rune) bool { return unicode.In(r, unicode.Arabic, unicode.Hebrew) }
