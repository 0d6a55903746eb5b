package main

import (
	"context"
	"os"
	"testing"
	"time"
)

// TestMain is the registry where the simulation starts its own program as one.
func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		os.Exit(run(context.Background(), os.Args[1:]))
	}
	os.Exit(m.Run())
}

// Fifty stations whose line was down find their registry again: everything
// arrives, once.
func TestFiftyStations(t *testing.T) {
	var lines []any
	s := &simulation{tell: func(line any) error { lines = append(lines, line); return nil }, options: options{
		Stations: 50, Activations: 5, Parts: 1, Outage: 2 * time.Second, Patience: 2 * time.Minute, Spread: 2 * time.Second,
		People: 2000, Seed: 1, Dir: t.TempDir(), Fresh: 10,
	}}
	if err := s.run(t.Context()); err != nil {
		t.Fatal(err, lines)
	}
	w, ok := lines[len(lines)-1].(summary)
	if !ok || w.Confirmed != 250 || w.Lost != 0 || w.Doubled != 0 || w.Strange != 0 {
		t.Errorf("%+v", w)
	}
	back, ok := lines[len(lines)-2].(traffic)
	if !ok || back.Phase != "return" || back.Items < 250 {
		t.Errorf("%+v", back)
	}
	t.Logf("%+v", back)
}

func TestBounds(t *testing.T) {
	good := options{Stations: 1, Patience: time.Minute}
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*options){
		"no station":         func(o *options) { o.Stations = 0 },
		"too many stations":  func(o *options) { o.Stations = mostStations + 1 },
		"too much work":      func(o *options) { o.Activations = mostActivations + 1 },
		"for ever":           func(o *options) { o.Patience = 2 * mostPatience },
		"elsewhere":          func(o *options) { o.Registry = "registry.example:443" },
		"changes of another": func(o *options) { o.Registry, o.Changes = "127.0.0.1:8443", 1 },
	} {
		o := good
		if change(&o); o.check() == nil {
			t.Errorf("%s is allowed", name)
		}
	}
	for _, here := range []string{"127.0.0.1:8443", "localhost:1", "[::1]:2", "127.0.0.1"} {
		o := good
		if o.Registry = here; o.check() != nil {
			t.Errorf("%s is not allowed", here)
		}
	}
}
