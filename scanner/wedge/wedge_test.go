package wedge

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ikd/station/scanner"
)

var start = time.Unix(1_700_000_000, 0)

// typed types the text with that gap and then Enter.
func typed(w *Wedge, text string, gap time.Duration, from time.Time) (scanner.Reading, bool) {
	at := from
	for _, r := range text {
		w.Rune(r, at)
		at = at.Add(gap)
	}
	return w.Enter(at)
}

func TestSpeedTellsScannersFromPeople(t *testing.T) {
	const code = "IKD1:6BFOXN*TS0BI$ZD"
	tests := []struct {
		name string
		text string
		gap  time.Duration
		want bool
	}{
		{"a scanner", code, 2 * time.Millisecond, true},
		{"a slow scanner", code, 30 * time.Millisecond, true},
		{"all in one bunch", code, 0, true},
		{"a fast typist", code, 45 * time.Millisecond, false},
		{"a typist", code, 120 * time.Millisecond, false},
		{"too short", "1234567", time.Millisecond, false},
		{"just long enough", "12345678", time.Millisecond, true},
		{"nothing", "", time.Millisecond, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var w Wedge
			r, ok := typed(&w, tt.text, tt.gap, start)
			if ok != tt.want {
				t.Fatalf("taken: %v", ok)
			}
			end := start.Add(time.Duration(len(tt.text)) * tt.gap)
			if ok && (r.Text != tt.text || !r.At.Equal(end) || r.Name != "") {
				t.Errorf("reading %+v", r)
			}
		})
	}
}

func TestGapBeginsANewText(t *testing.T) {
	var w Wedge
	for i, r := range "abc" {
		w.Rune(r, start.Add(time.Duration(i)*200*time.Millisecond))
	}
	if r, ok := typed(&w, "12345678", time.Millisecond, start.Add(2*time.Second)); !ok || r.Text != "12345678" {
		t.Errorf("read %v %q", ok, r.Text)
	}
	if _, ok := typed(&w, "", 0, start.Add(3*time.Second)); ok {
		t.Error("a second Enter read the text again")
	}
	for _, r := range "12345678" {
		w.Rune(r, start)
	}
	if _, ok := w.Enter(start.Add(MaxGap)); ok {
		t.Error("an Enter long after the text was a scanner's")
	}
	for _, r := range "12345678" {
		w.Rune(r, start)
	}
	if _, ok := w.Enter(start.Add(-time.Second)); ok {
		t.Error("a clock turned back was taken for speed")
	}
}

func TestBunchesCountByTheirMean(t *testing.T) {
	var w Wedge
	at := start
	for i := range 60 {
		if i%20 == 0 {
			at = at.Add(200 * time.Millisecond) // the window was busy
		}
		w.Rune('A', at)
	}
	if _, ok := w.Enter(at); !ok {
		t.Error("a scanner through a busy window was taken for a person")
	}
}

func TestControlCharactersAreLeftOut(t *testing.T) {
	var w Wedge
	if r, ok := typed(&w, "\x021234\x1d5678\x00", time.Millisecond, start); !ok || r.Text != "12345678" {
		t.Errorf("read %v %q", ok, r.Text)
	}
}

func TestRubbishIsBounded(t *testing.T) {
	var w Wedge
	for range 1 << 20 {
		w.Rune('é', start)
	}
	if cap(w.text) > 2*scanner.MaxText {
		t.Errorf("keeps %d bytes", cap(w.text))
	}
	if r, ok := w.Enter(start); !ok || r.Text != strings.Repeat("é", scanner.MaxText/2) {
		t.Errorf("read %v, %d bytes", ok, len(r.Text))
	}
}

func TestReset(t *testing.T) {
	var w Wedge
	for _, r := range "12345678" {
		w.Rune(r, start)
	}
	w.Reset()
	if _, ok := w.Enter(start); ok {
		t.Error("what was forgotten was read")
	}
}

// Whatever is typed, a reading is a bounded part of it that came fast.
func TestReadingHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var w Wedge
		at, all := start, ""
		for range rapid.IntRange(0, 40).Draw(t, "keys") {
			r := rapid.Rune().Draw(t, "rune")
			all += string(r)
			at = at.Add(time.Duration(rapid.IntRange(-5, 60).Draw(t, "gap")) * time.Millisecond)
			w.Rune(r, at)
		}
		r, ok := w.Enter(at)
		if !ok {
			return
		}
		n := len([]rune(r.Text))
		if n < MinLength || len(r.Text) > scanner.MaxText || r.Took > time.Duration(n-1)*MaxMean {
			t.Fatalf("%d characters in %v", n, r.Took)
		}
	})
}

func TestTyping(t *testing.T) {
	var w Wedge
	at := time.Unix(0, 0)
	for range 10 {
		at = at.Add(5 * time.Millisecond)
		w.Rune('A', at)
	}
	if !w.Typing(at.Add(5 * time.Millisecond)) {
		t.Error("a scanner at work is not noticed")
	}
	if w.Typing(at.Add(MaxGap)) {
		t.Error("it is still typing long after its last character")
	}
	var person Wedge
	for range 10 {
		at = at.Add(120 * time.Millisecond)
		person.Rune('A', at)
	}
	if person.Typing(at) {
		t.Error("a person is taken for a scanner")
	}
}
