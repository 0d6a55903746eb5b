// Package text has the one form in which a text that people typed, pasted or
// sent in a file is taken in: names of people, offices, stations and officers,
// places, addresses. Every entrance calls [Canonical]; what lies in older files
// and databases is read with [Clean], which never fails.
//
// The form is that of RFC 8266 (nicknames) and RFC 8264 (PRECIS) as far as it
// serves a register of people: NFC, one blank between words, nothing that cannot
// be seen. Case is kept: who compares folds it.
//
// The package is pure and stands below the domain.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxMarks is the most marks that one letter may carry. No script of a living
// language needs more than four; a pile of them covers the lines above and
// below, and beyond thirty the normalisation itself would put in an invisible
// character (UAX #15, Stream-Safe Text Format).
const maxMarks = 8

// Canonical brings a text to its one form: NFC (UAX #15), every kind of blank
// (tabs and the blanks of typography) folded to one U+0020, none at the ends.
// Line breaks at the ends go with the blanks, for they come with what is pasted.
//
// It refuses with a [*Fault] what is not text that everybody sees alike: bytes
// that are not UTF-8, U+FFFD (a letter that was lost before), control characters
// and line breaks, characters of zero width, those that change the direction of
// writing, private and unassigned ones, and piles of marks.
//
// Two invisible characters are part of an orthography: the zero width joiner and
// non-joiner choose the form of a letter in Javanese, Balinese, Sundanese and
// Arabic, in names too. They are let through where RFC 5892 (Appendix A.1 and
// A.2) lets them stand in a domain's name: after a virama (pangkon, adeg-adeg,
// pamaaeh), the non-joiner also between two Arabic letters. There they change
// what is seen; anywhere else, between Latin letters say, they would make two
// names of what looks like one.
//
// Canonical(Canonical(s)) is Canonical(s).
func Canonical(s string) (string, error) {
	if plain(s) {
		return s, nil
	}
	if f := firstFault(s); f != nil {
		return "", f
	}
	return fold(s), nil
}

// Clean brings a text that was taken in by an older version to its one form and
// never fails: what [Canonical] refuses is left out, a line break becomes a
// blank, and each byte that is not UTF-8 becomes U+FFFD. What is canonical stays
// as it is.
func Clean(s string) string {
	if plain(s) {
		return s
	}
	if firstFault(s) == nil {
		return fold(s)
	}
	var b strings.Builder
	w := window{}
	for _, r := range s {
		switch {
		case isBreak(r):
			r = ' '
		case r != utf8.RuneError && w.judge(r, "") != "":
			continue
		}
		w.take(r)
		b.WriteRune(r)
	}
	// A joiner needs what follows it too, which a second look knows.
	out := b.String()
	if f := firstFault(out); f != nil && f.Rune != utf8.RuneError {
		out = strings.NewReplacer(string(zwj), "", string(zwnj), "").Replace(out)
	}
	return fold(out)
}

// plain is the short way: nearly every text is of ASCII letters with single
// blanks, and a register has millions of them.
func plain(s string) bool {
	blank := true // a blank at the beginning is not plain
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && blank {
			return false
		}
		blank = c == ' '
	}
	return !blank || s == ""
}

// fold is the form of a text that has no fault.
func fold(s string) string {
	return strings.Join(strings.FieldsFunc(norm.NFC.String(s), isBlank), " ")
}

// isBlank: the blanks of Unicode (White_Space), line breaks included.
func isBlank(r rune) bool { return unicode.IsSpace(r) }

// isBreak: the white space that ends a line, which no single-line text has.
func isBreak(r rune) bool {
	return r >= '\n' && r <= '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}
