package desk

import (
	"slices"
	"testing"

	"ikd/station/siak"
)

func TestEveryToneHasASound(t *testing.T) {
	for _, tone := range siak.Tones() {
		if !slices.Contains(Sounds(), toneSounds[tone]) {
			t.Errorf("tone %d has no sound in toneSounds of app/desk/card.go", tone)
		}
	}
}
