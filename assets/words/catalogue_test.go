package words

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// fileOf is the place where a text of a language is added.
func fileOf(l Lang) string { return "assets/words/" + string(l) + ".json" }

// messages are the texts of a language's file by their ids.
func messages(t *testing.T, l Lang) map[string]*i18n.Message {
	t.Helper()
	name := string(l) + ".json"
	b, err := files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	file, err := i18n.ParseMessageFileBytes(b, name, nil)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*i18n.Message{}
	for _, m := range file.Messages {
		all[m.ID] = m
	}
	return all
}

// everyLanguage are the texts of all languages.
func everyLanguage(t *testing.T) map[Lang]map[string]*i18n.Message {
	t.Helper()
	all := map[Lang]map[string]*i18n.Message{}
	for _, l := range Langs() {
		all[l] = messages(t, l)
	}
	return all
}

// forms are the plural forms of a text that are written down, by their CLDR
// names.
func forms(m *i18n.Message) map[string]string {
	all := map[string]string{"zero": m.Zero, "one": m.One, "two": m.Two, "few": m.Few, "many": m.Many, "other": m.Other}
	maps.DeleteFunc(all, func(_, text string) bool { return text == "" })
	return all
}

func TestEveryFileIsAListedLanguage(t *testing.T) {
	entries, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if l := Lang(strings.TrimSuffix(e.Name(), ".json")); !slices.Contains(Langs(), l) {
			t.Errorf("%s is there, but %q is not in Langs() of assets/words/words.go", fileOf(l), l)
		}
	}
}

// TestEveryLanguageHasEveryText says what a language lacks. A text that is in
// no language is found by TestEveryTextThatIsUsedExists.
func TestEveryLanguageHasEveryText(t *testing.T) {
	all := everyLanguage(t)
	for _, l := range Langs() {
		for other, texts := range all {
			for id, m := range texts {
				if all[l][id] == nil {
					t.Errorf("%s lacks %q, which is %q in %s", fileOf(l), id, m.Other, fileOf(other))
				}
			}
		}
		for id, m := range all[l] {
			if m.Other == "" {
				t.Errorf(`%s: %q is empty or has no form "other"`, fileOf(l), id)
			}
		}
	}
}

var placeOf = regexp.MustCompile(`\{[^}]*\}`)

func placesOf(text string) []string {
	found := placeOf.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// TestPlacesAreTheSameEverywhere: every language and every plural form has a
// place for each argument, and no place for anything else.
func TestPlacesAreTheSameEverywhere(t *testing.T) {
	all := everyLanguage(t)
	number := regexp.MustCompile(`^\{[0-9]\}$`)
	for l, texts := range all {
		for id, m := range texts {
			want := placesOf(all[ID][id].Other)
			for form, text := range forms(m) {
				got := placesOf(text)
				if !slices.Equal(got, want) {
					t.Errorf("%s: %q, form %q: places %v, want those of %s: %v", fileOf(l), id, form, got, fileOf(ID), want)
				}
				for _, place := range got {
					if !number.MatchString(place) {
						t.Errorf("%s: %q, form %q: %s is no place", fileOf(l), id, form, place)
					}
				}
			}
		}
	}
}

// counts are numbers that between them ask for every plural form of every
// language that CLDR describes.
var counts = func() []int {
	all := []int{1e3, 1e6, 2e6, 1e9}
	for n := range 201 {
		all = append(all, n)
	}
	return all
}()

// TestEveryCountHasItsPluralForm: what has plural forms in one language has in
// every language those that the language uses.
func TestEveryCountHasItsPluralForm(t *testing.T) {
	all := everyLanguage(t)
	counted := map[string]bool{}
	for _, texts := range all {
		for id, m := range texts {
			if len(forms(m)) > 1 {
				counted[id] = true
			}
		}
	}
	if len(counted) < 20 {
		t.Fatalf("only %d texts have plural forms", len(counted))
	}
	for id := range counted {
		for _, l := range Langs() {
			for _, n := range counts {
				if _, err := For(l).localize(id, n, "x", "x"); err != nil {
					t.Errorf("%s: %q with the number %d: %v", fileOf(l), id, n, err)
					break
				}
			}
		}
	}
}

// notCounted are the English texts in which a word follows a place and does not
// change with it.
var notCounted = map[string]string{
	"about":   "clock.behind clock.ahead clock.slow clock.fast clock.fell status.sync.left scan.pulling.left wait.cache.left data.left",
	"of many": "scan.pulling wait.cache list.page status.sync store.turning",
	"a name": "about.add about.disable about.reset about.change staff.reset.text " +
		"lock.other store.drift",
	"a time":   "format.today format.yesterday staff.waits",
	"a secret": "erase.sure",
}

// TestWordsAfterANumberHavePluralForms finds a count that was written without
// plural forms: a word follows the number.
func TestWordsAfterANumberHavePluralForms(t *testing.T) {
	except := map[string]bool{}
	for _, ids := range notCounted {
		for id := range strings.FieldsSeq(ids) {
			except["ui."+id] = true
		}
	}
	word := regexp.MustCompile(`\{([0-9])\} (\p{L}+)`)
	for id, m := range messages(t, EN) {
		plural := len(forms(m)) > 1
		found := false
		for _, match := range word.FindAllStringSubmatch(m.Other, -1) {
			if match[2] == "MB" {
				continue
			}
			found = true
			if !except[id] && (!plural || match[1] != "0") {
				t.Errorf(`%s: %q: give it the forms {"one": …, "other": …} with the count as {0}, or set the number apart from its word; `+
					"a text that does not count is listed in notCounted", fileOf(EN), id)
			}
		}
		if except[id] && (plural || !found) {
			t.Errorf("%q need not be in notCounted", id)
		}
	}
}

// TestEnglishAgreesWithTheNumber reads every text that has a count with 0, 1
// and 2.
func TestEnglishAgreesWithTheNumber(t *testing.T) {
	singular := regexp.MustCompile(`\b1 (?:people|\p{L}+s)\b`)
	plural := regexp.MustCompile(`\b[02] (?:people|\p{L}+s)\b`)
	for id, m := range messages(t, EN) {
		if len(forms(m)) == 1 {
			continue
		}
		for n, wrong := range map[int]bool{0: false, 1: true, 2: false} {
			text, _ := For(EN).text(id, n, "x", "x")
			if singular.MatchString(text) || plural.MatchString(text) == wrong {
				t.Errorf("%s: %q with %d: %q", fileOf(EN), id, n, text)
			}
		}
	}
}

// TestArgumentsAreNotReadAsTexts: what was typed into a field stands as it was
// typed, whatever it looks like.
func TestArgumentsAreNotReadAsTexts(t *testing.T) {
	each(t, func(t *testing.T, w *Words) {
		for _, typed := range []string{"{1}", "{0}", "{{.}}", "%d", "{", "}", "{1", "$1", "{2}"} {
			got := w.Text("search.born", typed, "secret")
			if strings.Count(got, "secret") != 1 || !strings.Contains(got, typed) {
				t.Errorf("%q gives %q", typed, got)
			}
		}
		if got := w.Text("wipe.file", 2, "{0}"); !strings.HasSuffix(got, ": {0}") {
			t.Errorf("%q", got)
		}
	})
}

func TestMissingArgumentLeavesItsPlace(t *testing.T) {
	each(t, func(t *testing.T, w *Words) {
		if got := w.Text("search.born", "x"); !strings.Contains(got, "{1}") {
			t.Errorf("%q", got)
		}
	})
}
