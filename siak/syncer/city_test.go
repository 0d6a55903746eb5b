//go:build cgo && !windows

package syncer_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
	"ikd/station/siak/syncer"
	"ikd/station/store"
)

// TestCity pulls a city for the first time: the registry is a process of its
// own, and this one is the station. It says what that took. STATION_CITY=1 runs
// it; a path instead of the 1 is where the registry's file is kept for the next
// run. STATION_PEOPLE is how many people, 1.4 million by itself.
func TestCity(t *testing.T) {
	dir := os.Getenv("STATION_CITY")
	switch dir {
	case "":
		t.Skip("STATION_CITY is not set: it takes minutes")
	case "1":
		dir = t.TempDir()
	}
	addr, end := cityServer(t, dir)
	identity, err := registry.Enrol(t.Context(), addr, registry.EnrolOptions{StationName: "Loket 1"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "loket"), store.Officer{Name: "latihan"}, passphrase, cheap)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	client, err := registry.New(identity, registry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()

	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
	began, used := time.Now(), processorTime(t, syscall.RUSAGE_SELF)
	pullCity(t, s, client, identity)
	took, used := time.Since(began), processorTime(t, syscall.RUSAGE_SELF)-used
	f, err := s.Cache.Freshness(t.Context())
	if err != nil || f.Residents < cityPeople() {
		t.Errorf("%d people, %v", f.Residents, err)
	}
	server := end()
	fmt.Printf("%d people in %s; the station: %s of processor time, %d MB at the most; the registry: %s, %d MB\n",
		f.Residents, took.Round(100*time.Millisecond), used.Round(100*time.Millisecond), peakMB("self"),
		server.cpu.Round(100*time.Millisecond), server.peak)
}

// pullCity runs the workers until the first pull is complete.
func pullCity(t *testing.T, s *store.Store, client *registry.Client, identity registry.Identity) {
	t.Helper()
	workers := syncer.New(syncer.Stores{Outbox: s.Ledger, Cache: s.Cache}, client, area(identity), syncer.Events{
		Progress: func(p syncer.Progress) {
			if p.Failed != "" {
				t.Errorf("%+v", p)
			}
		},
	}, syncer.Options{})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- workers.Run(ctx) }()
	if err := workers.Puller.FirstPull(t.Context()); err != nil {
		t.Error(err)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func cityPeople() int {
	if n, err := strconv.Atoi(os.Getenv("STATION_PEOPLE")); err == nil {
		return n
	}
	return 1_400_000
}

// usage is what a process took.
type usage struct {
	cpu  time.Duration
	peak int // MB
}

// processorTime is of this process or its children.
func processorTime(t *testing.T, who int) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(who, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakMB is the most memory that a process has had; 0 where the system does not
// tell.
func peakMB(process string) int {
	status, _ := os.ReadFile("/proc/" + process + "/status")
	for line := range strings.Lines(string(status)) {
		if rest, is := strings.CutPrefix(line, "VmHWM:"); is {
			kib, _ := strconv.Atoi(strings.Fields(rest)[0])
			return kib * 1024 / 1_000_000
		}
	}
	return 0
}

// cityServer starts a registry of a city in a process of its own, and gives its
// address and what ends it.
func cityServer(t *testing.T, dir string) (addr string, end func() usage) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	serve := exec.CommandContext(t.Context(), self, "-test.run=^TestCityServer$", "-test.timeout=60m")
	serve.Env = append(os.Environ(), "STATION_CITY_SERVE="+dir)
	serve.Stderr = os.Stderr
	in, err := serve.StdinPipe() // its end ends it
	if err != nil {
		t.Fatal(err)
	}
	out, err := serve.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if rest, is := strings.CutPrefix(lines.Text(), "serving "); is {
			addr = rest
			break
		}
		fmt.Println(lines.Text())
	}
	if addr == "" {
		t.Fatal("the registry does not serve")
	}
	from := childTime(serve.Process.Pid)
	return addr, func() usage {
		u := usage{childTime(serve.Process.Pid) - from, peakMB(strconv.Itoa(serve.Process.Pid))}
		_ = in.Close()
		for lines.Scan() {
		}
		if err := serve.Wait(); err != nil {
			t.Error(err)
		}
		return u
	}
}

// childTime is the processor time of a running process, by /proc (clock ticks
// are hundredths of a second on every Linux).
func childTime(pid int) time.Duration {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// TestCityServer is the registry of [TestCity]. It serves until its input ends.
func TestCityServer(t *testing.T) {
	dir := os.Getenv("STATION_CITY_SERVE")
	if dir == "" {
		t.Skip("it is TestCity's other process")
	}
	began, used := time.Now(), processorTime(t, syscall.RUSAGE_SELF)
	s, err := sandbox.Open(t.Context(), sandbox.Options{Dir: dir, People: cityPeople(), Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	fmt.Printf("the people were there after %s, %s of processor time, %d MB at the most\n", time.Since(began).Round(100*time.Millisecond),
		(processorTime(t, syscall.RUSAGE_SELF) - used).Round(100*time.Millisecond), peakMB("self"))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, listener) }()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
	fmt.Printf("serving %s\n", listener.Addr())
	_, _ = io.Copy(io.Discard, os.Stdin)
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}
