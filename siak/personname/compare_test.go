package personname

import (
	_ "embed"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

//go:embed testdata/pairs.tsv
var pairs string

type pair struct{ first, second, must, why string }

func readPairs(t testing.TB) (all []pair) {
	t.Helper()
	for line := range strings.Lines(pairs) {
		if line = strings.TrimSuffix(line, "\n"); strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 4 {
			t.Fatalf("%q has %d columns", line, len(f))
		}
		all = append(all, pair{f[0], f[1], f[2], f[3]})
	}
	return all
}

func verdict(d Difference) string {
	titled := d.FirstTitled || d.SecondTitled
	switch {
	case d.People:
		return "differ"
	case titled && d.Spelling:
		return "both"
	case titled:
		return "title"
	case d.Spelling:
		return "spelling"
	default:
		return "same"
	}
}

func TestPairs(t *testing.T) {
	t.Parallel()
	all := readPairs(t)
	if len(all) < 120 {
		t.Fatalf("%d pairs", len(all))
	}
	for _, p := range all {
		if got := verdict(Compare(p.first, p.second)); got != p.must {
			t.Errorf("%s, %s: %s, want %s (%s)", p.first, p.second, got, p.must, p.why)
		}
	}
}

func TestWhichHasTheTitle(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		first, second string
		want          Difference
	}{
		{"AYU LESTARI, S.Pd", "Ayu Lestari", Difference{FirstTitled: true}},
		{"AYU LESTARI", "Hj. Ayu Lestari", Difference{SecondTitled: true}},
		{"AYU LESTARI, S.Pd., M.Pd.", "Ayu Lestari, S.Pd.", Difference{FirstTitled: true}},
		{"Dr. AYU LESTARI", "Ir. Ayu Lestari", Difference{FirstTitled: true, SecondTitled: true}},
		{"Dr. Ir. AYU LESTARI", "Ir. Dr. Ayu Lestari", Difference{}},
	} {
		if got := Compare(c.first, c.second); got != c.want {
			t.Errorf("%s, %s: %+v", c.first, c.second, got)
		}
	}
}

// drawnName is a name of the table, or one of words that are drawn.
func drawnName(t testing.TB) *rapid.Generator[string] {
	var known []string
	for _, p := range readPairs(t) {
		known = append(known, p.first, p.second)
	}
	drawn := rapid.Map(rapid.SliceOfN(drawnWord, 1, 4), func(w []string) string { return strings.Join(w, " ") })
	return rapid.OneOf(rapid.SampledFrom(known), drawn, rapid.StringN(0, 12, -1))
}

var drawnWord = rapid.OneOf(
	rapid.StringMatching(`[A-Z]{2,8}`),
	rapid.SampledFrom(strings.Fields("SITI M. MUH. ABD. NUR AINI NURAINI BIN BINTI I NI MADE H. DR. DJOKO JOKO OEMAR UMAR MA'RUF S.PD R. KARTINI")),
)

func TestCompareIsSymmetric(t *testing.T) {
	t.Parallel()
	names := drawnName(t)
	rapid.Check(t, func(t *rapid.T) {
		a, b := names.Draw(t, "a"), names.Draw(t, "b")
		there, back := Compare(a, b), Compare(b, a)
		back.FirstTitled, back.SecondTitled = back.SecondTitled, back.FirstTitled
		if there != back {
			t.Fatalf("%q, %q: %+v, the other way round %+v", a, b, there, back)
		}
		if d := there; d.People && (d.Spelling || d.FirstTitled || d.SecondTitled) {
			t.Fatalf("two people, and more: %+v", d)
		}
		if there.Same() && Key(a) != Key(b) && bare(a) == bare(b) {
			t.Fatalf("%q and %q are one name and two accounts", a, b)
		}
	})
}

// bare is a name without titles, for the test above: titles with other
// punctuation are the same, and are not the same account.
func bare(name string) string { n, _ := strip(parse(name)); return surface(n) }

func TestCompareIsReflexive(t *testing.T) {
	t.Parallel()
	names := drawnName(t)
	rapid.Check(t, func(t *rapid.T) {
		a := names.Draw(t, "name")
		for _, other := range []string{a, norm.NFD.String(a), norm.NFC.String(a), "  " + a + "\t", strings.ReplaceAll(a, " ", "\u00a0 "), strings.ToLower(strings.ToUpper(a))} {
			if d := Compare(a, other); !d.Same() {
				t.Fatalf("%q, %q: %+v", a, other, d)
			}
		}
	})
}

func TestCompareKnowsNoForm(t *testing.T) {
	t.Parallel()
	names := drawnName(t)
	rapid.Check(t, func(t *rapid.T) {
		a, b := names.Draw(t, "a"), names.Draw(t, "b")
		if want, got := Compare(a, b), Compare(norm.NFD.String(a), strings.ReplaceAll(norm.NFC.String(b), " ", "\u2003")); got != want {
			t.Fatalf("%q, %q: %+v, in another form %+v", a, b, want, got)
		}
	})
}

// consonants are what is left of a rendering without its vowels.
func consonants(rendering string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("AEIOU", r) {
			return -1
		}
		return r
	}, rendering)
}

// Two words that have no rendering with the same consonants are never one name,
// unless a table says so or one is cut off.
func TestConsonantsTellPeopleApart(t *testing.T) {
	t.Parallel()
	whole := rapid.StringMatching(`[A-Z]{3,9}`).Filter(func(w string) bool { return fullForms[w] == nil && !titlesBefore[w] && !titlesBehind[w] })
	rapid.Check(t, func(t *rapid.T) {
		a := whole.Draw(t, "a")
		b := rapid.OneOf(whole, rapid.Custom(func(t *rapid.T) string { // one letter of a is another
			i, letters := rapid.IntRange(0, len(a)-1).Draw(t, "i"), []byte(a)
			letters[i] = rapid.SampledFrom([]byte("BCDGHKLMNPRSTWYZ")).Draw(t, "letter")
			return string(letters)
		})).Draw(t, "b")
		if fullForms[b] != nil || titlesBefore[b] || titlesBehind[b] {
			return
		}
		for _, x := range renderings(a) {
			for _, y := range renderings(b) {
				if consonants(x) == consonants(y) {
					return
				}
			}
		}
		for _, with := range []string{"%", "SITI %", "% SANTOSO", "I MADE %"} {
			if d := Compare(strings.Replace(with, "%", a, 1), strings.Replace(with, "%", b, 1)); !d.People {
				t.Fatalf("%s, %s: %+v", a, b, d)
			}
		}
	})
}

// A short form in the table stands for a name that is longer, and stands alone.
func TestFullFormsAreReadable(t *testing.T) {
	t.Parallel()
	for short, fulls := range fullForms {
		if base(short) != short || len(fulls) == 0 {
			t.Errorf("%s is not as names are read, or stands for nothing", short)
		}
		for _, full := range fulls {
			if full == short {
				t.Errorf("%s stands for itself", short)
			}
		}
	}
}

// No text makes the comparison slow.
func TestCompareEnds(t *testing.T) {
	t.Parallel()
	for _, long := range []string{strings.Repeat("A ", 100), strings.Repeat("CHZJ'", 200), strings.Repeat("BIN ", 23), strings.Repeat("JCHZ ", 24), strings.Repeat("B. ", 24)} {
		Compare(long, long+"X")
		Compare(long, strings.ReplaceAll(long, " ", ""))
	}
}
