package text

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Reason says why a character is refused. The set is closed.
type Reason string

// The reasons.
const (
	NotUTF8    Reason = "not-utf8"   // a byte of another encoding
	Lost       Reason = "lost"       // U+FFFD: an earlier conversion lost a letter
	Control    Reason = "control"    // of a terminal or a file, no letter
	LineBreak  Reason = "line-break" // the text must stand on one line
	Invisible  Reason = "invisible"  // has no width
	Direction  Reason = "direction"  // turns the direction of writing round
	Private    Reason = "private"    // means something in one font only
	Unassigned Reason = "unassigned" // means nothing
	Pile       Reason = "pile"       // too many marks on one letter
)

// Reasons lists the closed set.
func Reasons() []Reason {
	return []Reason{NotUTF8, Lost, Control, LineBreak, Invisible, Direction, Private, Unassigned, Pile}
}

// Fault is the first character for which a text is refused. It tells nothing
// else of the text, so that it may be logged.
type Fault struct {
	Rune rune // utf8.RuneError for a byte that is not UTF-8
	Byte byte // that byte; 0 for every other reason
	// Position counts in characters (runes) from 1, in the text as it was given.
	Position int
	Reason   Reason
}

func (f *Fault) Error() string {
	return fmt.Sprintf("character %d is %s (%s)", f.Position, f.Character(), strings.ReplaceAll(string(f.Reason), "-", " "))
}

// Character is the character as a person can look it up: "U+200B ZERO WIDTH
// SPACE", "U+F8FF", "byte 0xE9".
func (f *Fault) Character() string {
	if f.Reason == NotUTF8 {
		return fmt.Sprintf("byte 0x%02X", f.Byte)
	}
	if name, ok := names[f.Rune]; ok {
		return fmt.Sprintf("U+%04X %s", f.Rune, name)
	}
	return fmt.Sprintf("U+%04X", f.Rune)
}

const (
	zwnj = '\u200c'
	zwj  = '\u200d'
)

// firstFault is what a text is refused for, or nil. Line breaks at the ends are
// no fault, as blanks are none.
func firstFault(s string) *Fault {
	inner := len(strings.TrimRightFunc(s, isBlank))
	inside, position, w := false, 0, window{}
	for i, r := range s {
		position++
		inside = inside || !isBlank(r)
		if isBreak(r) && (!inside || i >= inner) {
			w.take(' ')
			continue
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			return &Fault{Rune: r, Byte: s[i], Position: position, Reason: NotUTF8}
		}
		if why := w.judge(r, s[i+size:]); why != "" {
			return &Fault{Rune: r, Position: position, Reason: why}
		}
		w.take(r)
	}
	return nil
}

// window is what of the text before a character matters.
type window struct {
	last   rune
	marks  int  // on the last letter, taken apart
	virama bool // among the marks since the last letter, in whatever order (NFC sorts them)
}

func (w *window) take(r rune) {
	w.last = r
	switch norm.NFC.PropertiesString(string(r)).CCC() {
	case 0:
		w.virama = false
	case virama:
		w.virama = true
	}
	if !unicode.IsMark(r) {
		w.marks = -1 // the letter itself
	}
	w.marks += parts(r)
}

// parts is the number of characters that a character is taken apart into (NFD),
// so that both forms of a text are judged alike.
func parts(r rune) int { return utf8.RuneCountInString(norm.NFD.String(string(r))) }

// judge says why a character may not follow what the window has seen and stand
// before rest, or "".
func (w *window) judge(r rune, rest string) Reason {
	switch {
	case r == zwj && w.virama, r == zwnj && (w.virama || w.inArabic(rest)):
		return ""
	case unicode.IsMark(r) && w.marks+parts(r) > maxMarks:
		return Pile
	}
	return forbidden(r)
}

// forbidden says why a character may stand nowhere, or "".
func forbidden(r rune) Reason {
	switch {
	case r == utf8.RuneError:
		return Lost
	case isBreak(r):
		return LineBreak
	case isBlank(r):
		return ""
	case unicode.Is(unicode.Cc, r):
		return Control
	case unicode.Is(unicode.Bidi_Control, r):
		return Direction
	case invisible(r):
		return Invisible
	case unicode.Is(unicode.Co, r):
		return Private
	case !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S):
		return Unassigned
	}
	return ""
}

// virama is the canonical combining class of the signs that kill a vowel (UAX
// #44, Canonical_Combining_Class 9).
const virama = 9

func (w *window) inArabic(rest string) bool {
	next, _ := utf8.DecodeRuneInString(rest)
	return unicode.Is(unicode.Arabic, w.last) && unicode.Is(unicode.Arabic, next)
}

// invisible: characters of format, those that a renderer ignores, and three
// symbols and letters that are drawn as a blank.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) ||
		r == '\u2800' || r == '\u1680'
}

// names of the characters that are found in practice, as Unicode has them.
var names = map[rune]string{
	0x00: "NULL", 0x07: "BELL", 0x08: "BACKSPACE", 0x0a: "LINE FEED", 0x0b: "LINE TABULATION", 0x0c: "FORM FEED",
	0x0d: "CARRIAGE RETURN", 0x1b: "ESCAPE", 0x1c: "FILE SEPARATOR", 0x1d: "GROUP SEPARATOR", 0x1e: "RECORD SEPARATOR",
	0x1f: "UNIT SEPARATOR", 0x7f: "DELETE", 0x85: "NEXT LINE",
	0xad: "SOFT HYPHEN", 0x34f: "COMBINING GRAPHEME JOINER", 0x61c: "ARABIC LETTER MARK",
	0x115f: "HANGUL CHOSEONG FILLER", 0x1160: "HANGUL JUNGSEONG FILLER", 0x180e: "MONGOLIAN VOWEL SEPARATOR",
	0x200b: "ZERO WIDTH SPACE", 0x200c: "ZERO WIDTH NON-JOINER", 0x200d: "ZERO WIDTH JOINER",
	0x200e: "LEFT-TO-RIGHT MARK", 0x200f: "RIGHT-TO-LEFT MARK", 0x2028: "LINE SEPARATOR", 0x2029: "PARAGRAPH SEPARATOR",
	0x202a: "LEFT-TO-RIGHT EMBEDDING", 0x202b: "RIGHT-TO-LEFT EMBEDDING", 0x202c: "POP DIRECTIONAL FORMATTING",
	0x202d: "LEFT-TO-RIGHT OVERRIDE", 0x202e: "RIGHT-TO-LEFT OVERRIDE",
	0x2060: "WORD JOINER", 0x2061: "FUNCTION APPLICATION", 0x2062: "INVISIBLE TIMES", 0x2063: "INVISIBLE SEPARATOR", 0x2064: "INVISIBLE PLUS",
	0x2066: "LEFT-TO-RIGHT ISOLATE", 0x2067: "RIGHT-TO-LEFT ISOLATE", 0x2068: "FIRST STRONG ISOLATE", 0x2069: "POP DIRECTIONAL ISOLATE",
	0x2800: "BRAILLE PATTERN BLANK", 0x3164: "HANGUL FILLER", 0xfe0e: "VARIATION SELECTOR-15", 0xfe0f: "VARIATION SELECTOR-16",
	0xfeff: "ZERO WIDTH NO-BREAK SPACE", 0xffa0: "HALFWIDTH HANGUL FILLER", 0xfffc: "OBJECT REPLACEMENT CHARACTER", 0xfffd: "REPLACEMENT CHARACTER",
}
