package personname

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// finds reports whether a search for a name leads to another, by the words of the
// index and then in the open, as store does it.
func finds(wanted, name string) bool {
	index := Normalize(name)
	leads := slices.ContainsFunc(slices.Concat(Normalize(wanted), Variants(wanted)), func(w string) bool { return slices.Contains(index, w) })
	agree, of := NewQuery(wanted).Agreement(name)
	return leads && agree > 0 && agree*2 >= of
}

// Whom the decision takes for one person, the search finds by either name, unless
// there is nothing to ask the index for but an initial.
func TestSearchFindsWhomTheDecisionKnows(t *testing.T) {
	t.Parallel()
	for _, p := range readPairs(t) {
		if p.must == "differ" {
			continue
		}
		for _, c := range [][2]string{{p.first, p.second}, {p.second, p.first}} {
			if len(Normalize(c[0])) > 0 && !finds(c[0], c[1]) {
				t.Errorf("%s does not find %s (%s): %v, %v", c[0], c[1], p.why, Normalize(c[0]), Normalize(c[1]))
			}
		}
	}
}

func TestTogetherAndApart(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`[BDGKLMNPRST][AIU][BDGKLMNPRST][AIU][NRS]`)
	rapid.Check(t, func(t *rapid.T) {
		a, b, other := word.Draw(t, "a"), word.Draw(t, "b"), word.Draw(t, "other")
		apart := []string{a, b, other}
		if Titles[a+b] || slices.ContainsFunc(apart, func(w string) bool { return Titles[w] || fullForms[w] != nil }) {
			return
		}
		together := a + b + " " + other
		for _, c := range [][2]string{{strings.Join(apart, " "), together}, {together, strings.Join(apart, " ")}, {a + b, a + " " + b}, {a + " " + b, a + b}} {
			agree, of := NewQuery(c[0]).Agreement(c[1])
			if agree != of || !finds(c[0], c[1]) {
				t.Fatalf("%s, %s: %d of %d agree, found: %v", c[0], c[1], agree, of, finds(c[0], c[1]))
			}
		}
	})
}

func TestVariantsAreBounded(t *testing.T) {
	t.Parallel()
	for _, long := range []string{strings.Repeat("ABCDEFGH", 100), strings.Repeat("AB CD ", 500), "Q", ""} {
		if n := len(Variants(long)); n > mostVariants {
			t.Errorf("%d variants", n)
		}
	}
}
