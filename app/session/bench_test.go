package session

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ikd/station/app/desk"
	"ikd/station/app/training"
	"ikd/station/scanner"
	"ikd/station/siak"
)

// BenchmarkFrameToVerdict measures what the officer waits for: from the moment
// at which a camera of 30 frames a second hands over the first picture of a
// phone to the state with the verdict, through the live pipeline, the real
// signatures, the sealed cache (of a city of 1.4 million too, see STATION_PEOPLE),
// the audit's commit and the desk. BenchmarkWindow adds what the screen takes.
func BenchmarkFrameToVerdict(b *testing.B) {
	for _, people := range []int{0, cityPeople()} {
		b.Run(fmt.Sprintf("beside-%d", people), func(b *testing.B) { frameToVerdict(b, people) })
	}
}

func frameToVerdict(b *testing.B, people int) {
	dir := b.TempDir()
	w, err := training.Start(b.Context(), dir)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = w.Close() }()
	begun := make(chan time.Time, 1)
	w.Camera = newWebcam(func(at time.Time) { put(begun, at) })
	settle(b, w, dir, people)
	s, err := newSession(b.Context(), counterOf(w, dir), w)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	judged := make(chan time.Time, 1)
	s.desk.Subscribe(func(now desk.State) {
		if now.Phase == desk.Judged {
			put(judged, time.Now())
		}
	})
	s.Watch(func(v scanner.View) { v.Release() })
	var waits []time.Duration
	for range citizens {
		waits = append(waits, oneVerdict(b, s, begun, judged))
	}
	report(b, waits)
}

// citizens is how many step up in a measurement, whatever -benchtime says.
const citizens = 40

// put keeps the first value that nobody has taken yet.
func put[T any](to chan T, v T) {
	select {
	case to <- v:
	default:
	}
}

// report gives the middle and the 95th percentile.
func report(b *testing.B, waits []time.Duration) {
	once(b)
	slices.Sort(waits)
	b.ReportMetric(inMilliseconds(waits[len(waits)/2]), "p50-ms")
	b.ReportMetric(inMilliseconds(waits[len(waits)*95/100]), "p95-ms")
}

// once ends a benchmark that has done its work, whatever -benchtime says.
func once(b *testing.B) {
	for b.Loop() { // the work is done
	}
	b.ReportMetric(0, "ns/op")
}

// oneVerdict waits for the verdict on the citizen in front, puts it away and
// calls the next.
func oneVerdict(b *testing.B, s *Session, begun, judged chan time.Time) time.Duration {
	var took time.Duration
	select {
	case at := <-judged:
		took = at.Sub(<-begun)
	case <-time.After(30 * time.Second):
		b.Fatal("no verdict")
	}
	for s.desk.State().Phase == desk.Judged { // keys do not count in the first instants
		s.desk.PutAway()
		select {
		case <-time.After(20 * time.Millisecond):
		case <-b.Context().Done():
		}
	}
	select { // a state that was told once more
	case <-judged:
	default:
	}
	s.environment.Queue.Call(siak.Eligible)
	return took
}

func inMilliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
