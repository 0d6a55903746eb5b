package text

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestCanonical(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                             "",
		"Budi Santoso":                 "Budi Santoso",
		"  BUDI \u00a0\u2003 SANTOSO ": "BUDI SANTOSO",  // no-break and em space
		"Budi\tSantoso\r\n":            "Budi Santoso",  // a cell, pasted
		"\nBudi":                       "Budi",          //
		"Jose\u0301":                   "Jos\u00e9",     // NFD
		"\u212a. Wijaya":               "K. Wijaya",     // the Kelvin sign
		"Nur\u3000Aini":                "Nur Aini",      // ideographic space
		"O\u2019Brien":                 "O\u2019Brien",  // the apostrophe is kept: who compares folds it
		"ꦲꦏ꧀\u200cꦱꦫ":                  "ꦲꦏ꧀\u200cꦱꦫ",   // after pangkon
		"ᬦ᭄\u200dᬤ":                    "ᬦ᭄\u200dᬤ",     // after adeg-adeg
		"می\u200cخواهم":                "می\u200cخواهم", // between Arabic letters
		"محمد":                         "محمد",
		"王小明":                          "王小明",
	} {
		if got, err := Canonical(in); err != nil || got != want {
			t.Errorf("Canonical(%+q) = %+q, %v, want %+q", in, got, err, want)
		}
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in       string
		position int
		reason   Reason
		says     string
	}{
		{"Nur\u200baini", 4, Invisible, "U+200B ZERO WIDTH SPACE"},
		{"\u202etinaS", 1, Direction, "U+202E RIGHT-TO-LEFT OVERRIDE"},
		{"Siti \u2067Aisyah", 6, Direction, "U+2067 RIGHT-TO-LEFT ISOLATE"},
		{"Siti\u200f", 5, Direction, "U+200F RIGHT-TO-LEFT MARK"},
		{"\ufeffBudi", 1, Invisible, "U+FEFF ZERO WIDTH NO-BREAK SPACE"},
		{"Bu\u00addi", 3, Invisible, "U+00AD SOFT HYPHEN"},
		{"Bu\u034fdi", 3, Invisible, "U+034F COMBINING GRAPHEME JOINER"},
		{"Budi\ufe0f", 5, Invisible, "U+FE0F VARIATION SELECTOR-16"},
		{"Budi\U000e0041", 5, Invisible, "U+E0041"},
		{"Budi\u3164", 5, Invisible, "U+3164 HANGUL FILLER"},
		{"Budi\u2800Santoso", 5, Invisible, "U+2800 BRAILLE PATTERN BLANK"},
		{"Budi\nSantoso", 5, LineBreak, "U+000A LINE FEED"},
		{"Budi\u2028Santoso", 5, LineBreak, "U+2028 LINE SEPARATOR"},
		{"W\x01y", 2, Control, "U+0001"},
		{"Budi\x00", 5, Control, "U+0000 NULL"},
		{"Budi\x1dSantoso", 5, Control, "U+001D GROUP SEPARATOR"},
		{"Jos\xe9 Pereira", 4, NotUTF8, "byte 0xE9"},
		{"Jos\xed\xa0\x80", 4, NotUTF8, "byte 0xED"}, // half of a surrogate pair
		{"Jos\ufffd", 4, Lost, "U+FFFD REPLACEMENT CHARACTER"},
		{"\uf8ff", 1, Private, "U+F8FF"},
		{"B\u0378", 2, Unassigned, "U+0378"},
		{"B\uffff", 2, Unassigned, "U+FFFF"},
		{"Nur\u200dAini", 4, Invisible, "U+200D ZERO WIDTH JOINER"}, // between Latin letters
		{"Nur\u200cAini", 4, Invisible, "U+200C ZERO WIDTH NON-JOINER"},
		{"مح\u200c", 3, Invisible, "U+200C ZERO WIDTH NON-JOINER"}, // at the end it joins nothing
		{"ꦏ꧀\u200c\u200cꦱ", 4, Invisible, "U+200C ZERO WIDTH NON-JOINER"},
		{"a" + strings.Repeat("\u0301", 40), 10, Pile, "U+0301"},
		{"\u00e1" + strings.Repeat("\u0344", 4), 5, Pile, "U+0344"}, // each of these is two
	} {
		_, err := Canonical(c.in)
		f, ok := errors.AsType[*Fault](err)
		if !ok || f.Position != c.position || f.Reason != c.reason || f.Character() != c.says {
			t.Errorf("Canonical(%+q): %v, want character %d, %s, %s", c.in, err, c.position, c.says, c.reason)
		}
	}
}

func second(_ string, err error) error { return err }

// drawn is text with the characters that are refused among letters of several
// scripts, or any bytes at all.
var drawn = rapid.OneOf(
	rapid.String(),
	rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
	rapid.StringOf(rapid.SampledFrom([]rune("aAé́̈ \t\n\u00a0\u200b\u200c\u200d\u202e\ufffdꦏ꧀ꦱمح\u0344ǘ\u115f\uf8ff"))),
)

func TestCanonicalIsCanonical(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := drawn.Draw(t, "text")
		out, err := Canonical(in)
		clean := Clean(in)
		if !utf8.ValidString(clean) || !norm.NFC.IsNormalString(clean) || strings.TrimSpace(clean) != clean {
			t.Fatalf("Clean: %+q", clean)
		}
		if again := Clean(clean); again != clean {
			t.Fatalf("Clean: %+q, then %+q", clean, again)
		}
		if f, ok := errors.AsType[*Fault](second(Canonical(clean))); ok && f.Reason != Lost {
			t.Fatalf("Clean leaves %v", f)
		}
		if f, ok := errors.AsType[*Fault](err); ok {
			if n := utf8.RuneCountInString(in); f.Position < 1 || f.Position > n {
				t.Fatalf("position %d of %d", f.Position, n)
			}
			return
		}
		if clean != out {
			t.Fatalf("Canonical %+q, Clean %+q", out, clean)
		}
		for _, form := range []norm.Form{norm.NFC, norm.NFD} {
			if again, err := Canonical(form.String(in)); err != nil || again != out {
				t.Fatalf("%+q, then %+q, %v", out, again, err)
			}
		}
	})
}
