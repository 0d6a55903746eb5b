package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// badNetwork is a toxiproxy before the registry, as a process of its own.
type badNetwork struct {
	t    *testing.T
	api  string
	addr string // where stations connect
}

// toxiproxy is built from a module of its own: see ../../.ci/toxi/go.mod.
func newBadNetwork(t *testing.T, upstream string) *badNetwork {
	t.Helper()
	program := filepath.Join(t.TempDir(), "toxiproxy.exe")
	build := exec.Command("go", "build", "-modfile=../../.ci/toxi/go.mod", "-o", program, "github.com/Shopify/toxiproxy/v2/cmd/server")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	host, port, _ := net.SplitHostPort(freeAddress(t))
	cmd := exec.Command(program, "-host", host, "-port", port)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = cmd.Process.Kill(), cmd.Wait() })
	n := &badNetwork{t: t, api: "http://" + net.JoinHostPort(host, port), addr: freeAddress(t)}
	eventually(t, "toxiproxy answers", func() bool {
		return n.call("/proxies", map[string]any{"name": "line", "listen": n.addr, "upstream": upstream, "enabled": true}) == nil
	})
	return n
}

func (n *badNetwork) call(path string, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	res, err := http.Post(n.api+path, "application/json", bytes.NewReader(text))
	if err != nil {
		return err
	}
	said, _ := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if res.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s: %s", res.Status, said)
	}
	return nil
}

func (n *badNetwork) must(path string, body any) {
	n.t.Helper()
	if err := n.call(path, body); err != nil {
		n.t.Fatal(err)
	}
}

// heal takes every fault away.
func (n *badNetwork) heal() { n.must("/reset", nil) }

// down has new connections refused, and cuts those that there are.
func (n *badNetwork) down() { n.must("/proxies/line", map[string]any{"enabled": false}) }

func (n *badNetwork) toxic(kind, stream string, attributes map[string]any) {
	n.must("/proxies/line/toxics", map[string]any{"type": kind, "stream": stream, "toxicity": 1, "attributes": attributes})
}

// trouble draws what is wrong with the line next, and says its name.
func (n *badNetwork) trouble(r *rand.Rand) string {
	n.heal()
	stream := []string{"upstream", "downstream"}[r.IntN(2)]
	troubles := []struct {
		name string
		make func()
	}{
		{"none", func() {}},
		{"latency", func() { n.toxic("latency", stream, map[string]any{"latency": 200, "jitter": 150}) }},
		{"reset", func() { n.toxic("reset_peer", stream, map[string]any{"timeout": r.IntN(80)}) }},
		{"slow close", func() { n.toxic("slow_close", stream, map[string]any{"delay": 800}) }},
		{"bandwidth", func() { n.toxic("bandwidth", stream, map[string]any{"rate": 8}) }},
		{"half-open", func() { n.toxic("timeout", stream, map[string]any{"timeout": 0}) }},
		{"blackhole", func() {
			n.toxic("timeout", "upstream", map[string]any{"timeout": 0})
			n.toxic("timeout", "downstream", map[string]any{"timeout": 0})
		}},
		{"cut within", func() { n.toxic("limit_data", stream, map[string]any{"bytes": 1000 + r.IntN(20000)}) }},
		{"slices", func() {
			n.toxic("slicer", stream, map[string]any{"average_size": 64, "size_variation": 32, "delay": 200})
		}},
		{"down", n.down},
	}
	chosen := troubles[r.IntN(len(troubles))]
	chosen.make()
	return chosen.name
}

// freeAddress is a port of loopback that was free a moment ago.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// eventually looks every 20 ms, for a minute and a half.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	end := time.NewTimer(90 * time.Second)
	defer end.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-end.C:
			t.Fatalf("not within 90 s: %s", strings.TrimSpace(what))
		}
	}
}
