package scanner

import (
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// story is judgements of frames, one each eighth of a second.
func story(s *steady, start time.Time, told ...Hint) (shown []Hint) {
	for i, h := range told {
		shown = append(shown, s.put(h, start.Add(time.Duration(i)*aimEvery)))
	}
	return shown
}

func times(n int, h ...Hint) (all []Hint) {
	for range n {
		all = append(all, h...)
	}
	return all
}

func TestHintFollows(t *testing.T) {
	shown := story(new(steady), time.Now(), append(times(20, HintFrame), times(8, HintCloser)...)...)
	if shown[0] != HintFrame || shown[20] != HintFrame || shown[27] != HintCloser {
		t.Errorf("shown %v", shown)
	}
}

func TestHintPassesOverOneFrame(t *testing.T) {
	told := append(times(20, HintFrame), HintGlare, HintFrame, HintFrame, HintGlare, HintHold, HintFrame)
	for i, h := range story(new(steady), time.Now(), told...) {
		if h != HintFrame {
			t.Errorf("frame %d: %v", i, h)
		}
	}
}

func TestHintsThatAlternateDoNotFlicker(t *testing.T) {
	for _, told := range [][]Hint{
		times(200, HintHold, HintCloser), times(100, HintBrighter, HintGlare, HintFrame),
		times(100, HintHold, HintHold, HintGlare, HintGlare),
	} {
		if n := changes(story(new(steady), time.Now(), told...)); n != 0 {
			t.Errorf("%d changes", n)
		}
	}
}

func changes(shown []Hint) (n int) {
	for i := range shown {
		if i > 0 && shown[i] != shown[i-1] {
			n++
		}
	}
	return n
}

// Whatever is judged, and however irregularly, a hint stays to be read.
func TestHintStaysToBeRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s steady
		now := time.Unix(1_800_000_000, 0)
		var before Hint
		var since time.Time
		for i := range rapid.IntRange(1, 400).Draw(t, "frames") {
			now = now.Add(time.Duration(rapid.IntRange(1, 600).Draw(t, "ms")) * time.Millisecond)
			h := s.put(rapid.SampledFrom(Hints()).Draw(t, "judged"), now)
			switch {
			case i == 0:
				before, since = h, now
			case h != before:
				if d := now.Sub(since); d < HintStays {
					t.Fatalf("%v was shown for %v", before, d)
				}
				before, since = h, now
			}
		}
	})
}

func TestHintNames(t *testing.T) {
	seen := map[string]bool{"": true}
	for _, h := range Hints() {
		if seen[h.String()] {
			t.Errorf("hint %d is called %q", h, h)
		}
		seen[h.String()] = true
	}
	if HintNone.String() != "" || Hint(200).String() != "" || len(seen) != len(hintNames) {
		t.Error("names and hints differ")
	}
}

func TestHintInTheView(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var views []View
		dec := &letters{miss: func(c byte) bool { return c < 'n' }}
		src := script(frames(26, 200*ms, ended))
		if err := Run(t.Context(), src, dec, nil, viewing(&views, true)); err != nil {
			t.Fatal(err)
		}
		// Of the first frame nothing is known yet; "n" is read at 2.6 s.
		if views[0].Hint != HintNone || views[2].Hint != HintFrame || views[12].Hint != HintFrame || views[25].Hint != HintHold {
			t.Errorf("hints %v, %v, %v, %v", views[0].Hint, views[2].Hint, views[12].Hint, views[25].Hint)
		}
	})
}
