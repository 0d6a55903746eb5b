package personname

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normalize gives the words under which a name stands in the index of a station's
// copy of the register. They are the coarse sieve of a search: what falls together
// without being one name costs a look at a person with the same birth date, no
// more, and [Compare] and [Query] judge what was found. The index keeps hashes
// of these words: a change of this rule asks for an index that is made anew, while
// [Variants] may ask it for more.
//
//  1. Capitals, no accents, no punctuation; a hyphen or slash parts words
//     ("S.Pd." is SPD, "Nur-Aini" is NUR AINI).
//  2. Titles and degrees are left out (see titles), unless nothing else is left.
//  3. Short forms of Muhammad, and of Abdul, are written in full (see shortForms).
//     A single M at the beginning is Muhammad, as on most cards.
//  4. Each word is brought to one spelling (see spellings): the spelling before
//     1972 (oe, tj, dj, sj, nj, j, ch) and today's (u, c, j, sy, ny, y, kh), and
//     what the ear does not tell apart (f and v and p, q and k, z and j, y and i
//     or j, ie and i, sy and sh and s, th and t, h and kh).
//  5. A letter that is doubled counts once (Ahmad, Achmad, Akhmad, Ahmmad).
//
// The order of words is of no account, and a word that stands twice counts once.
func Normalize(name string) []string {
	words := bareWords(name)
	for i, w := range words {
		words[i] = Spell(w)
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// bareWords is steps 1 to 3.
func bareWords(name string) []string {
	words := strings.Fields(plain(name))
	if kept := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return Titles[w] }); len(kept) > 0 {
		words = kept
	}
	for i, w := range words {
		if full, short := shortForms[w]; short {
			words[i] = full
		} else if w == "M" && i == 0 && len(words) > 1 {
			words[i] = muhammad
		}
	}
	return words
}

// plain is step 1. Nearly all names are letters and spaces, and a city has 1.4
// million of them.
func plain(name string) string {
	if lettersOnly(name) {
		return strings.ToUpper(name)
	}
	return Fold(strings.Map(func(r rune) rune {
		if r == '/' || r == ',' {
			return ' '
		}
		return r
	}, base(strings.ToUpper(norm.NFC.String(name)))))
}

// Fold brings a name to capitals, one space between words, no punctuation
// ("Siti-Aisyah, S.Pd." and "SITI AISYAH SPD" are one).
func Fold(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range name {
		switch {
		case isApostrophe(r), isJoiner(r):
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

// lettersOnly reports whether a name is of plain letters and spaces, in which
// [Fold] changes nothing but their case.
func lettersOnly(name string) bool {
	for _, c := range []byte(name) {
		if c != ' ' && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return true
}

// Spell brings a word to its one spelling. The rules are applied until nothing
// changes, so that a folded word folds to itself; each of them shortens a word
// or takes a letter for good, so that this ends.
func Spell(word string) string {
	for {
		next := once(spellings.Replace(word))
		if next == word {
			return word
		}
		word = next
	}
}

// once is step 5.
func once(word string) string {
	if !doubled(word) {
		return word
	}
	return string(slices.Compact([]rune(word)))
}

func doubled(word string) bool {
	last := rune(-1)
	for _, r := range word {
		if r == last {
			return true
		}
		last = r
	}
	return false
}

// spellings is step 4. Where several match, the first of them does. A y before a
// vowel is the consonant, any other the vowel.
var spellings = func() *strings.Replacer {
	pairs := strings.Fields(`CHR KR IY I IJ I`) // Christian, Kristian; Fitriyah
	for vowel := range strings.SplitSeq("AEIOU", "") {
		pairs = append(pairs, "SY"+vowel, "S"+vowel, "NY"+vowel, "N"+vowel, "Y"+vowel, "J"+vowel) // Syarif, Nyoman, Yusuf
	}
	return strings.NewReplacer(append(pairs, strings.Fields(`
		SJ S SH S NJ N  TJ C DJ J DZ J DH D
		CH H KH H  TH T TS S
		OE U OO U OU U UW U IE I EE I
		F P V P Q K X KS Z J Y I`)...)...)
}()

const muhammad = "MUHAMAD"

// shortForms is step 3; its keys are as step 1 leaves them.
var shortForms = func() map[string]string {
	forms := map[string]string{"ABD": "ABDUL", "ABDL": "ABDUL", "ABDOEL": "ABDUL", "ABDOL": "ABDUL"}
	for w := range strings.FieldsSeq(`MD MHD MUH MOH MOCH MUCH MUHD MOHD MOCHD MUHAM MOHAM
		MUHAMAD MUHAMMAD MUHAMMED MUHAMED MUHAMMADE MOHAMAD MOHAMMAD MOHAMED MOHAMMED
		MOCHAMAD MOCHAMMAD MOCHAMED MOCHAMMED MUCHAMAD MUCHAMMAD MUCHAMMED MUKHAMAD MUKHAMMAD MOKHAMAD MOKHAMMAD
		MUHAMAT MUHAMMAT MOHAMAT MUHAMADE`) {
		forms[w] = muhammad
	}
	return forms
}()

// Titles is step 2: of pilgrims, of learning, of rank, before and behind a name.
var Titles = func() map[string]bool {
	all := make(map[string]bool)
	for w := range strings.FieldsSeq(`H HJ HJH HAJI HAJJAH KH KHAJI DR DRA DRS DRG DRH DRDR IR PROF USTADZ USTADZAH USTAD
		SPD SPDI SPDSD SAG SE SEI SH SHI ST SKOM SSOS SSI SIP SKM SKEP SKED SKG SPSI SFARM SHUT SPT SPI SPN SST SSTP STP STHI SSN SGZ SAP SIKOM
		MPD MPDI MAG MM MH MHUM MSI MT MKOM MKES MKEB MAP MAK ME MSC MA MBA MPSI MSN MKN MIKOM MENG
		AMD AMDKEB AMDKEP AMDKOM AMAPD BA BSC LC PHD NERS NS APT SPA SPOG SPPD SPB`) {
		all[w] = true
	}
	return all
}()
