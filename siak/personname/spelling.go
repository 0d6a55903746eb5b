package personname

import (
	"slices"
	"strings"
)

// renderings are what a word may be in one spelling: two words are spelled
// differently, and are one, where they have a rendering in common. Not everything
// that is written alike sounds alike: J is Y in the spelling before 1972 and J in
// today's, CH is today's KH, an English C or, before R, a K, Z is J to many, an apostrophe is
// silent or a K (Ma'ruf, Makruf). So a word has several renderings, and what is one
// with a third is not yet one with the other: ZANI and JANI, JANI and YANI, but not
// ZANI and YANI.
func renderings(w string) []string {
	all := []string{oneSpelling.Replace(base(w))}
	for _, c := range [][3]string{{"CHR", "", "KR"}, {"CH", "H", "C"}, {"J", "J", "Y"}, {"Z", "Z", "J"}, {"'", "", "K"}} {
		for _, r := range all {
			if strings.Contains(r, c[0]) {
				all = append(all, strings.ReplaceAll(r, c[0], c[2]))
			}
		}
		for i := range all {
			if c[0] == "CH" || c[0] == "'" {
				all[i] = strings.ReplaceAll(all[i], c[0], c[1])
			}
		}
	}
	for i, r := range all {
		all[i] = settle(r)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// fixedJ is a J that no other rendering changes: that of DJ.
const fixedJ = "\x01"

// oneSpelling is what has one rendering: before 1972 to today's, and Arabic and
// foreign groups of consonants.
var oneSpelling = strings.NewReplacer(
	"SCH", "S", "DJ", fixedJ, "TJ", "C", "DZ", "Z", "SJ", "S", "SH", "S", "TS", "S", "KH", "H", "TH", "T", "DH", "D", "GH", "G",
	"F", "P", "V", "P", "Q", "K", "X", "KS", "LLOH", "LLAH",
)

// settle is what remains to be told of a rendering: vowels, and letters that stand
// doubled. Each rule shortens a word or takes a letter for good, so that it ends.
func settle(w string) string {
	w = strings.ReplaceAll(w, fixedJ, "J")
	for {
		next := once(glides.Replace(vowels.Replace(w)))
		if next == w {
			return w
		}
		w = next
	}
}

// vowels of the spelling before 1972 and of English.
var vowels = strings.NewReplacer("OE", "U", "OO", "U", "OU", "U", "IE", "I", "EE", "I", "AE", "AI")

// glides: a Y before a vowel is the consonant, but behind another one, any other Y
// the vowel; NY is a letter of its own (Tanya, Tania); SY is an S
// before a vowel (Syaiful, Saiful), and Abdul takes on the next letter
// (Abdurrahman).
var glides = func() *strings.Replacer {
	pairs := []string{"ABDULR", "ABDUR", "ABDULS", "ABDUS", "ABDULN", "ABDUN", "ABDULT", "ABDUT"}
	for vowel := range strings.SplitSeq("AEIOU", "") {
		for consonant := range strings.SplitSeq("BCDGHKLMPRTWZ", "") { // Prasetyo, Prasetio
			pairs = append(pairs, consonant+"Y"+vowel, consonant+"I"+vowel)
		}
		pairs = append(pairs, "IY"+vowel, "I"+vowel, "UW"+vowel, "U"+vowel, "SY"+vowel, "S"+vowel, "Y"+vowel, "Y"+vowel)
	}
	return strings.NewReplacer(append(pairs, "Y", "I")...)
}()

// meanings are a word's renderings and those of what it is short for.
func meanings(w string) []string {
	all := renderings(w)
	for _, full := range fullForms[base(w)] {
		all = append(all, renderings(full)...)
	}
	return all
}

// meet reports whether two words have a rendering in common.
func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(r string) bool { return r != "" && slices.Contains(b, r) })
}
