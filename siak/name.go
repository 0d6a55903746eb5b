package siak

import (
	"strings"
	"unicode"
)

// FoldName brings a name to the form in which names are compared: capitals,
// one space between words, no punctuation ("Siti-Aisyah, S.Pd." and "SITI
// AISYAH SPD" are one).
func FoldName(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range name {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(unicode.ToUpper(r))
		case unicode.IsSpace(r) || r == '-':
			gap = true
		}
	}
	return b.String()
}

// nameDistance is the Levenshtein distance of two names after folding: how
// many letters must be put in, left out or changed.
func nameDistance(a, b string) int {
	s, t := []rune(FoldName(a)), []rune(FoldName(b))
	row := make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range s {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range t {
			change := diagonal
			if x != y {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(t)]
}
