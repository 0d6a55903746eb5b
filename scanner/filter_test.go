package scanner

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// at is a frame's time, in milliseconds from a start that does not matter.
func at(ms int) time.Time { return time.UnixMilli(1_700_000_000_000 + int64(ms)) }

func TestFilter(t *testing.T) {
	type step struct {
		text string
		ms   int
		want bool
	}
	tests := []struct {
		name  string
		steps []step
	}{
		{"taken once while held in view", []step{{"a", 0, true}, {"a", 3000, false}, {"a", 7900, false}, {"a", 12800, false}}},
		{"again after the cool-down out of sight", []step{{"a", 0, true}, {"a", 4999, false}, {"a", 9999, true}}},
		{"another at once", []step{{"a", 0, true}, {"b", 0, true}, {"a", 1, false}, {"b", 2, false}}},
		{"out of order", []step{{"a", 9000, true}, {"a", 8000, false}, {"a", 1000, true}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := NewFilter(CoolDown)
			for i, s := range tt.steps {
				if got := f.Take(s.text, at(s.ms)); got != s.want {
					t.Errorf("step %d: Take(%q, %d ms) = %v", i, s.text, s.ms, got)
				}
			}
		})
	}
}

func TestFilterForget(t *testing.T) {
	f := NewFilter(CoolDown)
	f.Take("a", at(0))
	f.Take("b", at(0))
	f.Forget("a")
	if !f.Take("a", at(1)) {
		t.Error("forgotten text was not taken again")
	}
	if f.Take("b", at(1)) {
		t.Error("forgetting one text forgot another")
	}
}

func TestFilterWithoutCoolDown(t *testing.T) {
	f := NewFilter(0)
	for range 2 {
		if !f.Take("a", at(0)) {
			t.Error("a filter without cool-down holds texts back")
		}
	}
}

func TestFilterIsBounded(t *testing.T) {
	f := NewFilter(CoolDown)
	for i := range 10 * remembered {
		f.Take(fmt.Sprint(i), at(i))
	}
	if len(f.seen) != remembered || cap(f.seen) > 4*remembered {
		t.Errorf("remembers %d texts in room for %d", len(f.seen), cap(f.seen))
	}
	if f.Take(fmt.Sprint(10*remembered-1), at(10*remembered)) {
		t.Error("the latest text was forgotten")
	}
}

// The filter against a plain map of when each text was last seen.
func TestFilterModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, last, now := NewFilter(CoolDown), map[string]int{}, 0
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now += rapid.IntRange(0, 4000).Draw(t, "pause")
			text := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "text")
			seen, known := last[text]
			want := !known || now-seen >= int(CoolDown.Milliseconds())
			if got := f.Take(text, at(now)); got != want {
				t.Fatalf("Take(%q, %d) = %v, last seen %d (%v)", text, now, got, seen, known)
			}
			last[text] = now
		}
	})
}
