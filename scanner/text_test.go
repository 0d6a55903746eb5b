package scanner

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestBoundText(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"short", "IKD1:ABC", "IKD1:ABC"},
		{"empty", "", ""},
		{"at the bound", strings.Repeat("a", MaxText), strings.Repeat("a", MaxText)},
		{"over the bound", strings.Repeat("a", 1<<20), strings.Repeat("a", MaxText)},
		{"a character across the bound", strings.Repeat("a", MaxText-1) + "éx", strings.Repeat("a", MaxText-1)},
		{"not UTF-8", "a\xffb", "ab"},
		{"no start of a character", strings.Repeat("\x80", 2*MaxText), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := BoundText(tt.in); got != tt.want {
				t.Errorf("%d bytes, want %d", len(got), len(tt.want))
			}
		})
	}
}

func TestBoundTextHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := strings.Repeat(string(rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "bytes")), 400)
		got := BoundText(in)
		if len(got) > MaxText || !utf8.ValidString(got) {
			t.Fatalf("%d bytes, valid %v", len(got), utf8.ValidString(got))
		}
		if utf8.ValidString(in) && !strings.HasPrefix(in, got) {
			t.Fatal("valid text was changed, not only cut")
		}
	})
}
