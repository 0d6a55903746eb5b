package main

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"ikd/station/app"
	"ikd/station/app/desk"
	"ikd/station/scanner"
	"ikd/station/siak"
)

// BenchmarkFrameToVerdict measures what the officer waits for: from the camera
// frame that shows a code to the state with the verdict, through the live
// pipeline, the real signatures, the sealed cache with 5,000 residents, the
// audit's commit and the desk. What is left is one repaint of the window.
func BenchmarkFrameToVerdict(b *testing.B) {
	dir := b.TempDir()
	w, err := newWorld(b.Context(), dir)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = w.Close() }()
	s, err := newSession(b.Context(), opening{
		dir: filepath.Join(dir, "station"), officer: trainingOfficer,
		passphrase: []byte(trainingPassphrase), registry: w.gate.Addr(),
		step: func(app.Step) {},
	}, w)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	verdicts := make(chan desk.Card, 1)
	s.desk.Subscribe(func(now desk.State) {
		if now.Phase == desk.Judged {
			select {
			case verdicts <- *now.Card:
			default:
			}
		}
	})
	s.Watch(func(v scanner.View) { v.Release() })
	var waits []time.Duration
	for b.Loop() {
		waits = append(waits, oneVerdict(b.Context(), b, s, verdicts).Latency)
	}
	slices.Sort(waits)
	b.ReportMetric(milliseconds(waits[len(waits)/2]), "p50-ms")
	b.ReportMetric(milliseconds(waits[len(waits)*95/100]), "p95-ms")
}

// oneVerdict waits for the verdict on the citizen in front and puts it away.
func oneVerdict(ctx context.Context, b *testing.B, s *session, verdicts chan desk.Card) desk.Card {
	select {
	case card := <-verdicts:
		for s.desk.State().Phase == desk.Judged { // keys are not heard in the first instants
			s.desk.PutAway()
			select {
			case <-time.After(20 * time.Millisecond):
			case <-ctx.Done():
			}
		}
		s.world.parade.call(siak.Eligible)
		return card
	case <-time.After(30 * time.Second):
		b.Fatal("no verdict")
	}
	return desk.Card{}
}
