package personname

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestPlainIsWhatItWas: the short way for plain letters leads where the long way
// does.
func TestPlainIsWhatItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[A-Za-z ]{0,40}`).Draw(t, "name")
		if !lettersOnly(name) {
			t.Fatal("these are letters")
		}
		short, long := strings.Fields(plain(name)), strings.Fields(Fold(strings.ToUpper(name)))
		if !slices.Equal(short, long) {
			t.Fatalf("%q and %q", short, long)
		}
	})
	for _, name := range []string{"Nur-Aini", "S.Pd.", "JOSÉ", "A/B", "A,B", "O'Brien", "X2", "a\tb", "a[b", "a{b", "a@b", "a`b"} {
		if lettersOnly(name) {
			t.Errorf("%q is taken for letters", name)
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Siti-Aisyah": "SITI AISYAH", "  Nur  Hidayah ": "NUR HIDAYAH", "Ma'ruf": "MARUF", "M. Arief": "M ARIEF", "": "",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}
