package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// between is what stands between and around the groups of a code in a letter, a
// message or a cell of a spreadsheet: full stops, stars, quotes, brackets. Hyphens,
// quotes and dashes of typography are told by their class.
const between = `.,:;*_'"/\()[]<>|=~·•` + "`´\u2212"

// Signs are the signs of a number or a code that somebody typed or pasted, without
// what stands between and around them: blanks, hyphens of every kind, full stops,
// stars and quotes of a message, characters that cannot be seen. Full-width letters
// and digits become those of ASCII. Everything else stays for who reads the code to
// refuse; a byte that is not UTF-8 stays as U+FFFD.
//
// A name is no code: what is left out here would make one name of two.
func Signs(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.White_Space, unicode.Cc, unicode.Pd, unicode.Pi, unicode.Pf) || invisible(r) || strings.ContainsRune(between, r) {
			return -1
		}
		return r
	}, norm.NFKC.String(strings.ReplaceAll(s, "´", ""))) // NFKC would make a blank with a mark of it
}
