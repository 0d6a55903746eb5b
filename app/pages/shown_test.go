package pages

import (
	"testing"

	"ikd/station/siak"
)

func TestEveryStateHasAMark(t *testing.T) {
	for _, s := range siak.States() {
		if m := stateMarks[s]; m.icon == "" {
			t.Errorf("the state %s has no mark in stateMarks of app/pages/shown.go", s)
		}
	}
}
