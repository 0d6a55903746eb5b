package scanner

import (
	"strings"
	"unicode/utf8"
)

// MaxText is how many bytes of a text are kept. The largest QR code, version
// 40-L, holds 4,296 alphanumeric characters or 2,953 bytes (ISO/IEC 18004,
// table 7), so what is longer is no code of ours whatever its rest says.
const MaxText = 8 << 10

// BoundText is the text as valid UTF-8, cut at [MaxText] bytes without
// splitting a character.
func BoundText(text string) string {
	if len(text) > MaxText {
		cut := MaxText
		for cut > MaxText-utf8.UTFMax && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	// Deleting, not replacing: a replacement character is longer than what it
	// stands for and could pass the bound.
	return strings.ToValidUTF8(text, "")
}
