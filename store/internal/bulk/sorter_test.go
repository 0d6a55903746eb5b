package bulk

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func check(t *rapid.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A sorter that spills gives what one that does not gives.
func TestSorter(t *testing.T) {
	pattern := filepath.Join(t.TempDir(), "run-*")
	rapid.Check(t, func(t *rapid.T) {
		s := Sorter{Pattern: pattern, Limit: rapid.IntRange(0, 300).Draw(t, "limit")}
		defer s.Close()
		var want []string
		for range rapid.IntRange(0, 60).Draw(t, "records") {
			r := Record{First: rapid.Uint64Range(0, 9).Draw(t, "first"), Second: rapid.Uint64Range(0, 1<<40).Draw(t, "second"), Data: rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(t, "data")}
			check(t, s.Add(r))
			want = append(want, fmt.Sprintf("%d %020d %x", r.First, r.Second, r.Data))
		}
		streams, err := s.Streams()
		check(t, err)
		m, err := Merge(streams)
		check(t, err)
		var got []string
		for range want {
			r, err := m.Next()
			check(t, err)
			got = append(got, fmt.Sprintf("%d %020d %x", r.First, r.Second, r.Data))
		}
		if _, err := m.Next(); err == nil {
			t.Fatal("more than was put in")
		}
		if !slices.IsSortedFunc(got, func(a, b string) int { return strings.Compare(a[:22], b[:22]) }) {
			t.Fatal("not in order")
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(want, got) {
			t.Fatal("not what was put in")
		}
	})
	if left, _ := filepath.Glob(pattern); len(left) > 0 {
		t.Fatalf("%d runs were left", len(left))
	}
}
