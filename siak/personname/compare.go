package personname

import (
	"slices"
	"strings"
)

// Difference is what two names differ in, put in the order in which they were
// given; the zero Difference: in nothing that tells.
type Difference struct {
	// People: they are names of two people; nothing else is set.
	People bool
	// Spelling: they are spelled differently, shortened, or parted into words
	// differently.
	Spelling bool
	// FirstTitled, SecondTitled: that one has a title which the other lacks.
	FirstTitled, SecondTitled bool
}

// Same reports whether the names are one.
func (d Difference) Same() bool { return d == Difference{} }

// Compare compares the names of a person in two places. Which one is given first
// does not matter to what is found, nor do their forms of Unicode, case, blanks
// and punctuation.
func Compare(first, second string) Difference {
	a, b := parse(first), parse(second)
	if surface(a) == surface(b) {
		return Difference{}
	}
	nameA, titlesA := strip(a)
	nameB, titlesB := strip(b)
	if oneName(nameA, nameB) {
		return Difference{
			Spelling:    surface(nameA) != surface(nameB),
			FirstTitled: !allIn(titlesA, titlesB), SecondTitled: !allIn(titlesB, titlesA),
		}
	}
	// What looks like a title may be an initial: R. Saleh, Rudi Saleh.
	one := oneName(a, b)
	return Difference{People: !one, Spelling: one}
}

func allIn(some, all []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

// mostWords is more than any name has; longer texts are compared as they stand.
const mostWords = 24

// oneName reports whether two names without titles are one person's, spelled one
// way or another: word stands beside word in the same order, see [pairing.from].
func oneName(a, b []word) bool {
	if surface(a) == surface(b) {
		return true
	}
	if len(a) == 0 || len(b) == 0 || len(a) > mostWords || len(b) > mostWords || ofTwoSexes(a, b) {
		return false
	}
	p := pairing{a: read(a), b: read(b), dead: map[[2]int]bool{}}
	return p.from(0, 0, false)
}

// ofTwoSexes reports whether the particles of one name say son, and those of the
// other daughter.
func ofTwoSexes(a, b []word) bool {
	sex := func(words []word) (male, female bool) {
		for i := range words {
			s := sexOf(words, i)
			male, female = male || s == 'L', female || s == 'P'
		}
		return male, female
	}
	maleA, femaleA := sex(a)
	maleB, femaleB := sex(b)
	return maleA && femaleB && !femaleA && !maleB || femaleA && maleB && !maleA && !femaleB
}

// written is a word with what is needed to compare it.
type written struct {
	word
	base     string
	meanings []string
	particle bool
}

func read(words []word) []written {
	all := make([]written, len(words))
	for i, w := range words {
		all[i] = written{word: w, base: base(w.text), meanings: meanings(w.text), particle: particle(words, i)}
	}
	return all
}

// pairing sets the words of two names beside each other.
type pairing struct {
	a, b []written
	dead map[[2]int]bool // places from which no way leads on, with a whole word found before
}

// mostTogether is the most words that are written as one.
const mostTogether = 4

// from reports whether the words from i and from j on can be paired: one with one,
// several that are written together with one, a particle with none. At least one
// word must be whole: initials alone are nobody's name.
func (p *pairing) from(i, j int, whole bool) bool {
	if i == len(p.a) && j == len(p.b) {
		return whole
	}
	if whole && p.dead[[2]int{i, j}] {
		return false
	}
	ok := p.pair(i, j, whole) || p.together(i, j) || p.skip(i, j, whole)
	if whole && !ok {
		p.dead[[2]int{i, j}] = true
	}
	return ok
}

// pair pairs one word with one.
func (p *pairing) pair(i, j int, whole bool) bool {
	if i == len(p.a) || j == len(p.b) {
		return false
	}
	a, b := p.a[i], p.b[j]
	if a.text == b.text || meet(a.meanings, b.meanings) {
		return p.from(i+1, j+1, whole || len(a.base) > 1 && len(b.base) > 1)
	}
	return (shortOf(a, b) || shortOf(b, a)) && p.from(i+1, j+1, whole)
}

// skip pairs a particle with nothing.
func (p *pairing) skip(i, j int, whole bool) bool {
	return i < len(p.a) && p.a[i].particle && p.from(i+1, j, whole) ||
		j < len(p.b) && p.b[j].particle && p.from(i, j+1, whole)
}

// together pairs one word with several that are one when they are written
// together.
func (p *pairing) together(i, j int) bool {
	for n := 2; n <= mostTogether; n++ {
		if i < len(p.a) && j+n <= len(p.b) && meet(p.a[i].meanings, inOne(p.b[j:j+n])) && p.from(i+1, j+n, true) ||
			j < len(p.b) && i+n <= len(p.a) && meet(p.b[j].meanings, inOne(p.a[i:i+n])) && p.from(i+n, j+1, true) {
			return true
		}
	}
	return false
}

// inOne are the renderings of words written together, the short ones also in full;
// none where one of them is an initial.
func inOne(words []written) []string {
	var short, full strings.Builder
	for _, w := range words {
		if len(w.base) < 2 {
			return nil
		}
		short.WriteString(w.text)
		full.WriteString(inFull(w.text))
	}
	return append(renderings(short.String()), renderings(full.String())...)
}

// longestShort is the most letters of a word that is cut off with a full stop.
const longestShort = 5

// shortOf reports whether a is b cut short: an initial, or a few letters up to a
// consonant with a full stop behind them (Frans., Suh.).
func shortOf(a, b written) bool {
	letters := []rune(a.base)
	if len(letters) == 0 || len(a.base) >= len(b.base) || !strings.HasPrefix(b.base, a.base) {
		return false
	}
	return len(letters) == 1 ||
		a.dotted && len(letters) <= longestShort && !slices.Contains([]rune("AEIOU"), letters[len(letters)-1])
}
