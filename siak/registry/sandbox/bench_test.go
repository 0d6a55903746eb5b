package sandbox_test

import (
	"testing"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
)

func BenchmarkCreate5000(b *testing.B) {
	for b.Loop() {
		s, err := sandbox.Open(b.Context(), sandbox.Options{Dir: b.TempDir(), People: 5000})
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPull5000 is a first pull of 5,000 people over TLS on loopback.
func BenchmarkPull5000(b *testing.B) {
	s := open(b, sandbox.Options{People: 5000})
	id, c := enrol(b, serve(b, s), registry.Options{})
	for b.Loop() {
		var have cache
		have.pull(b, c, id, 0)
	}
}

// BenchmarkSubmit is one activation at a time: shown, read, signed, judged and
// stored.
func BenchmarkSubmit(b *testing.B) {
	c := newClock()
	s := open(b, sandbox.Options{People: 20_000, Now: c.now})
	d := newDesk(b, serve(b, s), c.now)
	for b.Loop() {
		b.StopTimer()
		code, _ := show(b, s, sandbox.PhoneRequest{Outcome: siak.Eligible})
		claim, o := d.read(code, c.now())
		a := d.confirm(claim, o, c.now())
		b.StartTimer()
		d.submit(a)
	}
}
