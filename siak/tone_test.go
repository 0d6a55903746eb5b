package siak

import "testing"

func TestEveryOutcomeHasATone(t *testing.T) {
	used := map[Tone]bool{}
	for _, o := range Outcomes() {
		tone, ok := tones[o]
		if !ok {
			t.Errorf("%q has no tone: add it to tones in siak/outcome.go", o)
		}
		used[tone] = true
	}
	if len(tones) != len(Outcomes()) {
		t.Errorf("%d outcomes have a tone, %d are in Outcomes() of siak/outcome.go", len(tones), len(Outcomes()))
	}
	for _, tone := range Tones() {
		if !used[tone] {
			t.Errorf("no outcome has tone %d", tone)
		}
	}
	for tone := range used {
		if int(tone) >= len(Tones()) || Tones()[tone] != tone {
			t.Errorf("tone %d is not in Tones() of siak/outcome.go", tone)
		}
	}
	if Outcome("no such outcome").Tone() != ToneRefused {
		t.Error("an unknown outcome is not refused")
	}
}
