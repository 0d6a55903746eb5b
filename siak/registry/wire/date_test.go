package wire

import (
	"testing"

	"pgregory.net/rapid"

	"ikd/station/siak"
)

// TestToDate: what is a date of that form is one here, and nothing else.
func TestToDate(t *testing.T) {
	same := func(s string) bool {
		want, err := siak.ParseDate(s)
		is := err == nil && want.Compact() == s
		got, err := ToDate(s)
		return (err == nil) == is && (!is || got == want)
	}
	for _, s := range []string{
		"", "19900229", "20000229", "19000229", "20240230", "20241301", "20240001", "20240100", "00000101", "99991231",
		"2024-01-02", "+2024010", "2024010", "202401011", "２０２４０１０１", "2024 101", "20_40101",
	} {
		if !same(s) {
			t.Errorf("%q", s)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		if s := rapid.StringMatching(`[0-2][09][0-9]{2}[0-3][0-9][0-4][0-9]`).Draw(t, "date"); !same(s) {
			t.Fatalf("%q", s)
		}
	})
}
