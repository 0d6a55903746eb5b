package e2e

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
	"ikd/station/store"
)

// outcomes EXPECTED LINES holds that every phone was told its outcome. A file
// that was confirmed before the program was killed is replayed afterwards, and
// the line then names the earlier activation.
func cmdOutcomes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: outcomes EXPECTED LINES")
	}
	expected := map[string]siak.Outcome{}
	for _, l := range decodeLines[printedPhone](ts, args[0]) {
		expected[l.File] = l.Outcome
	}
	if len(expected) < 30 || !coversAll(expected) {
		ts.Fatalf("%d phones do not cover every outcome", len(expected))
	}
	told := map[string]bool{}
	for _, l := range decodeLines[printedReading](ts, args[1]) {
		if l.Outcome == "" { // a change of state
			continue
		}
		want := expected[l.File]
		again := l.Outcome == siak.Replayed && l.Activation != "" && want.Confirmable()
		if l.Outcome != want && !again {
			ts.Fatalf("%s: %s, want %s", l.File, l.Outcome, want)
		}
		if want.Confirmable() && l.Activation == "" {
			ts.Fatalf("%s: %s was not confirmed", l.File, l.Outcome)
		}
		told[l.File] = true
	}
	if len(told) != len(expected) {
		ts.Fatalf("%d of %d phones were told an outcome", len(told), len(expected))
	}
}

func coversAll(expected map[string]siak.Outcome) bool {
	seen := map[siak.Outcome]bool{}
	for _, o := range expected {
		seen[o] = true
	}
	return len(seen) == len(siak.Outcomes())
}

// exactly-once REGISTRY STATION N holds that the registry has each activation
// of the station once, and each person once, all of them accepted; N is how
// many there must be. The registry must not be running.
func cmdExactlyOnce(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: exactly-once REGISTRY STATION N")
	}
	ctx := context.Background()
	mine, err := store.Outbox(ctx, ts.MkAbs(args[1]))
	ts.Check(err)
	box, err := sandbox.Open(ctx, sandbox.Options{Dir: ts.MkAbs(args[0])})
	ts.Check(err)
	defer func() { ts.Check(box.Close()) }()
	theirs, err := box.Activations(ctx)
	ts.Check(err)
	state, registrations := map[siak.ActivationID]siak.State{}, map[string]bool{}
	for _, a := range theirs {
		if registrations[a.RegistrationID] {
			ts.Fatalf("the registry has a person twice")
		}
		registrations[a.RegistrationID] = true
		state[a.ID] = a.State
	}
	for _, row := range mine {
		if row.State != siak.Accepted || state[row.ID] != siak.Accepted {
			ts.Fatalf("activation %s: here %s, at the registry %q", row.ID, row.State, state[row.ID])
		}
	}
	if len(mine) != len(theirs) || args[2] != strconv.Itoa(len(mine)) {
		ts.Fatalf("%d activations here, %d at the registry, want %s", len(mine), len(theirs), args[2])
	}
}

func decodeLines[T any](ts *testscript.TestScript, file string) []T {
	var all []T
	for line := range strings.Lines(ts.ReadFile(file)) {
		var v T
		ts.Check(json.Unmarshal([]byte(line), &v))
		all = append(all, v)
	}
	return all
}
