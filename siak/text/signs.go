package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Signs are the letters and digits of a number or a code that somebody typed or
// pasted, without what stands between and around them: blanks, hyphens of every
// kind, full stops, stars and quotes of a message, characters that cannot be seen.
// Full-width letters and digits become those of ASCII. Nothing else is changed, so
// that who reads the code judges the rest; a byte that is not UTF-8 stays as
// U+FFFD.
//
// A name is no code: what is left out here would make one name of two.
func Signs(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.L, unicode.M, unicode.N) && !unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) || r == utf8.RuneError {
			return r
		}
		return -1
	}, norm.NFKC.String(s))
}
