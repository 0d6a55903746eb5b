package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"os"
	"testing"

	"ikd/station/siak/registry/sandbox"
)

// TestAttacks: against a registry of this version the attacks of whoever has no
// certificate, and those on the list of revocations, do not come through.
func TestAttacks(t *testing.T) {
	s, err := sandbox.Open(t.Context(), sandbox.Options{Dir: t.TempDir(), People: 60})
	if err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, ln) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		_ = s.Close()
	})
	var out bytes.Buffer
	o := options{Registry: ln.Addr().String(), Change: true, Attacks: []string{"bombs", "standing", "scope", "times", "revocations"}}
	if _, err := run(t.Context(), o, &out); err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for dec := json.NewDecoder(&out); dec.More(); {
		var line outcome
		if err := dec.Decode(&line); err != nil {
			t.Fatal(err)
		}
		t.Logf("%+v", line)
		seen[line.Attack] = line.Result
	}
	for _, name := range []string{
		"bomb in zstd without a certificate", "bomb in gzip without a certificate", "bomb in zstd of a station", "bomb in gzip of a station",
		"small bombs at once without a certificate", "small bombs at once of a station", "calls whose body never comes",
		"the trust list whole", "revocations in pages",
	} {
		if seen[name] != held {
			t.Errorf("%s: %q", name, seen[name])
		}
	}
}

// TestElsewhere: what is not on this machine is attacked only where somebody says
// that it is theirs.
func TestElsewhere(t *testing.T) {
	for _, addr := range []string{"192.0.2.1:8443", "registry.test.ikd.invalid:8443", "localhost.invalid:1", "8443"} {
		if _, err := run(t.Context(), options{Registry: addr}, os.Stdout); err == nil {
			t.Errorf("%s is attacked", addr)
		}
	}
	for _, addr := range []string{"127.0.0.1:8443", "[::1]:8443", "localhost:8443"} {
		if !onThisMachine(addr) {
			t.Errorf("%s is elsewhere", addr)
		}
	}
}
