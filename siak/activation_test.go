package siak

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestActivationID(t *testing.T) {
	id := NewActivationID()
	back, err := ParseActivationID(id.String())
	if err != nil || back != id {
		t.Errorf("ParseActivationID(String) = %v, %v", back, err)
	}
	for _, s := range []string{"", "x", id.String()[1:], "zzzzzzzz-0000-4000-8000-000000000000"} {
		if _, err := ParseActivationID(s); KindOf(err) != KindBadValue {
			t.Errorf("ParseActivationID(%q) = %v", s, err)
		}
	}
}

// However answers are lost, doubled or reordered, a state only travels
// forward and stays where it ended.
func TestStatesTravelForward(t *testing.T) {
	states := []State{Queued, Sending, Accepted, Active, Rejected, Held}
	rapid.Check(t, func(t *rapid.T) {
		at, acknowledged := Queued, false
		for _, next := range rapid.SliceOf(rapid.SampledFrom(states)).Draw(t, "answers") {
			if !at.CanBecome(next) {
				continue
			}
			if at.Final() {
				t.Fatalf("%s became %s", at, next)
			}
			if acknowledged && next.Waiting() {
				t.Fatalf("%s went back to the outbox as %s", at, next)
			}
			at, acknowledged = next, acknowledged || !next.Waiting()
		}
	})
}

func TestKindOf(t *testing.T) {
	inner := E("dial", KindOffline, errors.New("x"))
	if KindOf(nil) != "" || KindOf(errors.New("x")) != KindUnknown ||
		KindOf(fmt.Errorf("more: %w", inner)) != KindOffline || KindOf(E("send", KindUnavailable, inner)) != KindUnavailable {
		t.Error("KindOf does not find the outermost kind")
	}
}
