package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ikd/station/scanner"
	"ikd/station/siak"
)

func each(t *testing.T, check func(t *testing.T, w *Words)) {
	for _, l := range Langs() {
		t.Run(string(l), func(t *testing.T) { check(t, For(l)) })
	}
}

func sentence(t *testing.T, what, s string) {
	t.Helper()
	switch {
	case strings.TrimSpace(s) == "":
		t.Errorf("%s: no words", what)
	case strings.ContainsAny(s, "{}"):
		t.Errorf("%s: an open place in %q", what, s)
	case !strings.HasSuffix(s, "."):
		t.Errorf("%s: %q is no sentence", what, s)
	}
}

func TestEveryMemberOfEverySetHasItsWords(t *testing.T) {
	day := siak.Date{Year: 2027, Month: 3, Day: 12}
	each(t, func(t *testing.T, w *Words) {
		for _, o := range siak.Outcomes() {
			told := w.Outcome(o, day)
			sentence(t, string(o), told.Do)
			if told.Title == "" || told.Next == "" {
				t.Errorf("%s: title %q, next %q", o, told.Title, told.Next)
			}
		}
		for _, x := range siak.Warnings() {
			sentence(t, string(x), w.Warning(x))
		}
		for _, k := range siak.Kinds() {
			sentence(t, string(k), w.Kind(k).What)
			if o, isOutcome := siak.ParseOutcome(string(k)); !isOutcome || o != siak.UnderAge {
				sentence(t, string(k), w.Kind(k).Do)
			}
		}
		for _, r := range siak.Reasons() {
			sentence(t, string(r), w.Reason(r))
		}
		for _, r := range siak.HeldReasons() {
			officer, centre := w.Held(r)
			sentence(t, "held, the officer: "+string(r), officer)
			sentence(t, "held, the centre: "+string(r), centre)
		}
		for _, o := range siak.Outcomes() { // any of them may be a reason
			sentence(t, "reason "+string(o), w.Reason(siak.Reason(o)))
		}
		for _, s := range siak.States() {
			told := w.State(s, siak.ReasonNone)
			sentence(t, string(s), told.Do)
			if told.Short == "" || told.Title == "" {
				t.Errorf("%s: short %q, title %q", s, told.Short, told.Title)
			}
		}
	})
}

func TestEveryHintOfTheScannerHasItsOwnWords(t *testing.T) {
	each(t, func(t *testing.T, w *Words) {
		seen := map[string]bool{}
		for _, h := range scanner.Hints() {
			key := "hint." + h.String()
			text := w.Text(key)
			if text == "" || text == key || seen[text] {
				t.Errorf("%v: %q", h, text)
			}
			seen[text] = true
		}
	})
}

func TestEveryFaultOfTheCameraHasItsOwnWords(t *testing.T) {
	faults := []scanner.Fault{
		scanner.FaultBusy, scanner.FaultLost, scanner.FaultNoCamera,
		scanner.FaultBadImage, scanner.FaultDenied,
	}
	each(t, func(t *testing.T, w *Words) {
		for _, f := range faults {
			if w.Kind(siak.Kind(f)) == w.Kind(siak.KindUnknown) {
				t.Errorf("%s has no words of its own", f)
			}
		}
	})
}

// The sections hold what the sets hold and nothing else.
func TestNoMemberIsLeftOver(t *testing.T) {
	each(t, func(t *testing.T, w *Words) {
		sameLen(t, "outcomes", len(w.file.Outcomes), len(siak.Outcomes()))
		sameLen(t, "warnings", len(w.file.Warnings), len(siak.Warnings()))
		sameLen(t, "states", len(w.file.States), len(siak.States()))
		sameLen(t, "held", len(w.file.Held), len(siak.HeldReasons()))
		sameLen(t, "reasons", len(w.file.Reasons), len(siak.Reasons()))
		kinds := slices.DeleteFunc(siak.Kinds(), func(k siak.Kind) bool {
			_, isOutcome := siak.ParseOutcome(string(k))
			return isOutcome
		})
		sameLen(t, "kinds", len(w.file.Kinds), len(kinds))
	})
}

func sameLen(t *testing.T, what string, got, want int) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %d in the file, %d in the set", what, got, want)
	}
}

var places = regexp.MustCompile(`\{[^}]*\}`)

func TestBothLanguagesHaveTheSameKeysAndPlaces(t *testing.T) {
	id, en := For(ID).file.UI, For(EN).file.UI
	for key, text := range id {
		other, ok := en[key]
		if !ok {
			t.Errorf("%s is not in English", key)
			continue
		}
		a, b := places.FindAllString(text, -1), places.FindAllString(other, -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("%s: places %v and %v", key, a, b)
		}
	}
	sameLen(t, "ui", len(en), len(id))
}

// literals are the string literals of the Go files that may use a text.
func literals(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	var files []string
	for _, pattern := range []string{"*.go", filepath.Join("..", "..", "app", "*.go"), filepath.Join("..", "..", "*.go")} {
		matches, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, matches...)
	}
	if len(files) < 20 {
		t.Fatalf("only %d Go files found", len(files))
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, src, 0)
		if err != nil {
			continue // its own package's build says so
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil {
					found[s] = true
				}
			}
			return true
		})
	}
	return found
}

func TestNoTextIsUnused(t *testing.T) {
	used := literals(t)
	for _, h := range scanner.Hints() {
		used[h.String()] = true
	}
	for key := range For(ID).file.UI {
		dot := strings.LastIndexByte(key, '.') + 1
		if !used[key] && (!used[key[:dot]] || !used[key[dot:]]) {
			t.Errorf("nobody says %q", key)
		}
	}
}

var looksLikeKey = regexp.MustCompile(`^(header|wait|ask|clock|sex|region|queued|do|hint|today|list|status|net|data|store|camera|menu|look|help|start|signin|step|train|format|window)\.[a-z.]+$`)

func TestEveryTextThatIsSaidExists(t *testing.T) {
	for s := range literals(t) {
		if looksLikeKey.MatchString(s) && !strings.HasSuffix(s, ".") {
			if _, ok := For(ID).file.UI[s]; !ok {
				t.Errorf("no words for %q", s)
			}
		}
	}
}

func TestUnknownLanguageIsIndonesian(t *testing.T) {
	if For("xx").Lang() != ID || For("").Lang() != ID {
		t.Error("an unknown language is not Indonesian")
	}
}

func TestFormat(t *testing.T) {
	id, en := For(ID), For(EN)
	at := time.Date(2026, 3, 12, 1, 41, 0, 0, time.UTC)
	day := siak.Date{Year: 2027, Month: 3, Day: 12}
	for _, c := range []struct{ got, want string }{
		{id.Date(day), "12 Maret 2027"},
		{en.Date(day), "12 March 2027"},
		{id.Date(siak.Date{}), "–"},
		{id.ClockZone(at, siak.WIB), "08.41 WIB"},
		{id.ClockZone(at, siak.WIT), "10.41 WIT"},
		{en.ClockZone(at, nil), "08:41 WIB"},
		{id.When(at, at.Add(time.Hour), siak.WIB), "08.41 hari ini"},
		{id.When(at, at.Add(24*time.Hour), siak.WIB), "08.41 kemarin"},
		{id.When(at, at.Add(72*time.Hour), siak.WIB), "12 Maret 2026"},
		// Midnight is the zone's: 16.30 UTC is 23.30 WIB, an hour later the next day.
		{id.When(at.Add(15*time.Hour), at.Add(16*time.Hour), siak.WIB), "23.41 kemarin"},
		{id.Number(0), "0"},
		{id.Number(999), "999"},
		{id.Number(5000), "5.000"},
		{en.Number(1400000), "1,400,000"},
		{id.Number(-1234), "-1.234"},
		{id.Duration(-90 * time.Second), "1 menit"},
		{id.Duration(40 * time.Second), "40 detik"},
		{id.Duration(26 * time.Hour), "26 jam"},
		{id.Duration(72 * time.Hour), "3 hari"},
		{id.Place("Kukusan", "327606"), "Kel. Kukusan, Kec. Beji"},
		{id.Place("", "327601"), "Kec. Pancoran Mas"},
		{id.Place("Dago", "327302"), "Kel. Dago, wilayah 32.73.02"},
		{id.Place("", ""), ""},
		{id.Text("today.sent", 1200), "terkirim 1.200"},
		{id.Text("no.such.key"), "no.such.key"},
		{id.Outcome(siak.UnderAge, day).Do, "Aktivasi bisa dilakukan mulai 12 Maret 2027, atau setelah menikah."},
		{id.State(siak.Rejected, siak.ReasonCodeExpired).Do, "Kode di e-mail tidak dimasukkan tepat waktu. Ulangi aktivasi."},
		{id.Reason("something-new"), id.Reason(siak.ReasonInternal)},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
