package personname

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// mostVariants bounds what one search asks the index for beside [Normalize].
const mostVariants = 256

// Variants gives further words under which somebody of that name may stand in the
// index, beside those of [Normalize]: words written together and apart (Nuraini,
// Nur Aini), other renderings (Candra, Chandra), short forms and what they stand for
// (St., Siti). They are for a search that found nobody whose whole name agrees.
func Variants(name string) []string {
	known := make(map[string]bool)
	for _, w := range Normalize(name) {
		known[w] = true
	}
	words := asked(name)
	ways := slices.Concat(words, together(words))
	for _, w := range slices.Clone(ways) {
		ways = append(ways, spelledAs(w)...)
	}
	for _, w := range words {
		ways = append(ways, parts(w)...)
	}
	var all []string
	for _, w := range ways {
		if w = Spell(strings.ReplaceAll(w, "'", "")); len(w) > 1 && !known[w] && len(all) < mostVariants {
			known[w] = true
			all = append(all, w)
		}
	}
	return all
}

// together are neighbouring words written as one, short forms also in full, and an
// initial without a blank behind it (M.Ali).
func together(words []string) (all []string) {
	for i := range words {
		short, full := "", ""
		for n, w := range words[i:min(len(words), i+mostTogether)] {
			short, full = short+w, full+inFull(w)
			if n > 0 {
				all = append(all, short, full)
			}
		}
		if i+1 < len(words) {
			first, _ := utf8.DecodeRuneInString(words[i])
			all = append(all, string(first)+words[i+1])
		}
	}
	return all
}

// asked are the words of a name without titles, as they were written.
func asked(name string) []string {
	left, _ := strip(parse(name))
	all := make([]string, 0, len(left))
	for _, w := range left[:min(len(left), mostWords)] {
		all = append(all, base(w.text))
	}
	if kept := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return Titles[w] }); len(kept) > 0 {
		return kept
	}
	return all
}

// otherWays are what one writes for another and [Spell] does not make one.
var otherWays = [][2]string{
	{"CH", "C"},
	{"C", "CH"},
	{"AE", "AI"},
	{"AI", "AE"},
	{"GH", "G"},
	{"G", "GH"},
	{"LOH", "LAH"},
	{"LAH", "LOH"},
	{"ABDUL", "ABDU"},
	{"ABDU", "ABDUL"},
	{"'", "K"},
	{"CHR", "HR"},
	{"HR", "CHR"},
	{"YA", "IA"},
	{"IA", "YA"},
	{"YO", "IO"},
	{"IO", "YO"},
	{"YU", "IU"},
	{"IU", "YU"},
	{"YE", "IE"},
}

// spelledAs are the words that a word may have been written down as, where the
// index has another word for those.
func spelledAs(w string) (all []string) {
	for _, r := range meanings(w) {
		all = append(all, formsByRendering[r]...)
	}
	for _, c := range otherWays {
		if strings.Contains(w, c[0]) {
			all = append(all, strings.ReplaceAll(w, c[0], c[1]))
		}
	}
	for i := 1; i+1 < len(w); i++ { // Makruf, Ma'ruf
		if w[i] == 'K' && !strings.ContainsRune("AEIOU", rune(w[i+1])) {
			all = append(all, w[:i]+w[i+1:])
		}
	}
	return all
}

// formsByRendering are the short and full forms that have a rendering.
var formsByRendering = func() map[string][]string {
	all := map[string][]string{}
	for short, fulls := range fullForms {
		for _, w := range append(slices.Clone(fulls), short) {
			for _, r := range meanings(w) {
				all[r] = append(all[r], w)
			}
		}
	}
	for r, forms := range all {
		slices.Sort(forms)
		all[r] = slices.Compact(forms)
	}
	return all
}()

// shortestPart is the fewest letters of a word that is written together with
// another.
const shortestPart = 2

// parts are the two halves of a word, cut anywhere; the letter at the cut may be
// that of both (Nurahmah is Nur Rahmah).
func parts(w string) (all []string) {
	letters := []rune(w)
	for i := shortestPart; i+shortestPart <= len(letters); i++ {
		all = append(all, string(letters[:i]), string(letters[i:]), string(letters[i-1:]))
	}
	return all
}

// Query is a name that is asked for, taken apart once for all the people whom it is
// compared with.
type Query struct{ words []written }

// NewQuery takes a name apart.
func NewQuery(name string) Query {
	words := comparable(asked(name))
	if whole := slices.DeleteFunc(slices.Clone(words), func(w written) bool { return len(w.base) < 2 }); len(whole) > 0 {
		words = whole
	}
	return Query{words}
}

// Agreement counts the words of the name that was asked for which somebody's name
// has, in any order and spelling, written together or apart, cut short or not, and
// of how many. Titles do not count, nor do initials beside whole words.
func (q Query) Agreement(name string) (agree, of int) {
	theirs := asked(name)
	if lacks := func(w written) bool { return !slices.Contains(theirs, w.base) }; !slices.ContainsFunc(q.words, lacks) {
		return len(q.words), len(q.words) // as they were written, which is usual and costs little
	}
	b := comparable(theirs)
	for i := 0; i < len(q.words); {
		n := found(q.words[i:], b)
		agree += n
		i += max(n, 1)
	}
	return agree, len(q.words)
}

// comparable are the words of a name with what is needed to compare them.
func comparable(words []string) []written {
	all := make([]written, len(words))
	for i, w := range words {
		if w == "M" && i == 0 && len(words) > 1 {
			w = muhammad
		}
		all[i] = written{base: w, word: word{text: w}, meanings: append(meanings(w), Spell(strings.ReplaceAll(w, "'", "")))}
	}
	return all
}

// found is how many of the first words of a name stand in another: 1 where one
// does, also as several; more where several stand there as one; 0 for none.
func found(wanted, name []written) int {
	stands := func(w written) bool { return meet(wanted[0].meanings, w.meanings) || shortOf(w, wanted[0]) }
	if slices.ContainsFunc(name, stands) {
		return 1
	}
	for i := range name {
		for n := 2; n <= mostTogether && i+n <= len(name); n++ {
			if meet(wanted[0].meanings, inOne(name[i:i+n])) {
				return 1
			}
		}
	}
	for n := min(mostTogether, len(wanted)); n > 1; n-- {
		one := inOne(wanted[:n])
		if slices.ContainsFunc(name, func(w written) bool { return meet(one, w.meanings) }) {
			return n
		}
	}
	return 0
}
