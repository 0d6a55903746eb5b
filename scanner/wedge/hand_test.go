package wedge

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A burst that begins with a character never confirms, whatever its order and its
// pace below a hand's, and however long the program stood still meanwhile.
func TestNoBurstConfirms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h Hand
		now, typed := start, false
		for range rapid.IntRange(1, 200).Draw(t, "presses") {
			gap := time.Duration(rapid.IntRange(0, int(Pace/ms)-1).Draw(t, "gap")) * ms
			stall := time.Duration(rapid.SampledFrom([]int{0, 0, 0, 0, 400, 5000}).Draw(t, "stall")) * ms
			now = now.Add(gap + stall)
			m := Moment{At: now, Blind: stall}
			switch press := rapid.SampledFrom([]string{"stray", "stray", "Enter", "taken"}).Draw(t, "press"); {
			case press == "stray", !typed:
				h.Stray(m)
				typed = true
			case press == "taken":
				h.Taken(m)
			case h.Enter(m, false):
				t.Fatal("an Enter of a burst was taken for a hand's")
			}
		}
	})
}

// Within a second of a character that no field took no Enter acts, at any pace.
func TestSlowScannersDoNotConfirm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h Hand
		now, inField := start, rapid.Bool().Draw(t, "in a field")
		for range rapid.IntRange(1, 20).Draw(t, "characters") {
			now = now.Add(time.Duration(rapid.IntRange(0, 5000).Draw(t, "gap")) * ms)
			h.Scanned(Moment{At: now})
		}
		if rapid.Bool().Draw(t, "and one that no field took") {
			now = now.Add(2 * Quiet)
			h.Stray(Moment{At: now})
			inField = false
		}
		now = now.Add(time.Duration(rapid.IntRange(0, int(Quiet/ms)-1).Draw(t, "before Enter")) * ms)
		if h.Enter(Moment{At: now}, inField) {
			t.Fatal("an Enter right behind a scan was taken for a hand's")
		}
	})
}

// A person's single Enter acts at once: behind anything that is a second old, behind
// what a field took at a hand's pace, and where nothing was typed at all, even though
// the program stood still.
func TestAPersonsEnterActsAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h Hand
		now := start
		for range rapid.IntRange(0, 30).Draw(t, "before") {
			now = now.Add(time.Duration(rapid.IntRange(0, 2000).Draw(t, "gap")) * ms)
			switch rapid.IntRange(0, 2).Draw(t, "press") {
			case 0:
				h.Stray(Moment{At: now})
			case 1:
				h.Taken(Moment{At: now})
			default:
				h.Enter(Moment{At: now}, false)
			}
		}
		now = now.Add(Quiet + time.Duration(rapid.IntRange(0, 5000).Draw(t, "pause"))*ms)
		if !h.Enter(Moment{At: now}, rapid.Bool().Draw(t, "in a field")) {
			t.Fatal("a person's Enter was refused")
		}
	})
	var h Hand
	if !h.Enter(Moment{At: start, Blind: time.Minute}, false) {
		t.Error("an Enter into a busy program was lost, though nothing else was typed")
	}
	h.Taken(Moment{At: start})
	if !h.Enter(Moment{At: start.Add(20 * ms)}, true) {
		t.Error("Enter behind a field's text was refused in the field")
	}
	h.Taken(Moment{At: start})
	if h.Enter(Moment{At: start.Add(20 * ms)}, false) {
		t.Error("Enter behind a field's text acted outside it at once")
	}
	h = Hand{}
	h.Taken(Moment{At: start})
	if h.Key(); !h.Enter(Moment{At: start.Add(20 * ms)}, false) {
		t.Error("Enter behind another key of a hand was refused")
	}
}

// Who hammers on Enter after a refusal gets through: only a burst prolongs itself.
func TestRefusalDoesNotLast(t *testing.T) {
	var h Hand
	h.Stray(Moment{At: start})
	for at := 200 * ms; at < Quiet; at += 200 * ms {
		if h.Enter(Moment{At: start.Add(at)}, false) {
			t.Fatalf("acted after %v", at)
		}
	}
	if !h.Enter(Moment{At: start.Add(Quiet)}, false) {
		t.Error("still refused after a second")
	}
}

func TestBurst(t *testing.T) {
	var h Hand
	if h.Burst(start) {
		t.Error("a burst of nothing")
	}
	h.Stray(Moment{At: start})
	if !h.Burst(start.Add(Pace-1)) || h.Burst(start.Add(Pace)) {
		t.Error("a burst lasts for a hand's pace")
	}
}
