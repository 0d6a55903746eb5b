package e2e

import (
	"bufio"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
	"ikd/station/store"
)

// floodSize is how many activations go through: 500, or FLOOD of them.
func floodSize(t *testing.T) int {
	n, err := strconv.Atoi(os.Getenv("FLOOD"))
	if os.Getenv("FLOOD") == "" {
		return 500
	}
	if err != nil {
		t.Fatal("FLOOD: ", err)
	}
	return n
}

// TestFlood: two stations and the registry as programs, a network between them
// that does everything networks do, and SIGKILL for all three. In the end
// nothing is lost, nothing doubled, and who came second with the same citizen
// was told.
func TestFlood(t *testing.T) {
	t.Parallel()
	f := newFlood(t)
	n, started := floodSize(t), time.Now()
	stop, troubled := make(chan struct{}), make(chan struct{})
	go func() { defer close(troubled); f.misfortune(stop) }()
	for i := range n {
		f.citizen(i)
	}
	close(stop)
	<-troubled
	confirmed := time.Since(started)
	f.network.heal()
	f.drain()
	t.Logf("%d citizens in %s, all settled after %s; troubles %v; stations killed %d times, the registry %d times",
		n, confirmed.Round(time.Second), time.Since(started).Round(time.Second), f.troubles, f.kills, f.registryKills)
	f.judge(n)
}

// flood is everything of one run.
type flood struct {
	t        *testing.T
	dir      string
	address  string // the registry's own
	network  *badNetwork
	training *registry.Training
	stations []*stationProcess
	draw     *rand.Rand

	mu                   sync.Mutex
	registry             *exec.Cmd
	troubles             map[string]int
	kills, registryKills int
}

// stationProcess is a station's process and what it said.
type stationProcess struct {
	f         *flood
	dir       string
	confirmed []string

	cmd   *exec.Cmd
	in    io.WriteCloser
	lines chan string
}

func newFlood(t *testing.T) *flood {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	f := &flood{
		t: t, dir: t.TempDir(), address: freeAddress(t), draw: rand.New(rand.NewPCG(seed, 0)), troubles: map[string]int{},
	}
	f.startRegistry()
	t.Cleanup(f.stopRegistry)
	f.network = newBadNetwork(t, f.address)
	training, err := registry.DialTraining(f.address, registry.Options{Timeout: 2 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = training.Close() })
	f.training = training
	for _, name := range []string{"loket-1", "loket-2"} {
		s := &stationProcess{f: f, dir: filepath.Join(f.dir, name)}
		f.stations = append(f.stations, s)
		s.start()
		t.Cleanup(s.kill)
	}
	for _, s := range f.stations {
		s.await("ready")
	}
	return f
}

// startRegistry starts it, or starts it again, on the same file and port.
func (f *flood) startRegistry() {
	f.mu.Lock()
	defer f.mu.Unlock()
	path, err := exec.LookPath("station")
	if err != nil {
		f.t.Fatal(err)
	}
	people := strconv.Itoa(max(1500, 5*floodSize(f.t)/2))
	f.registry = exec.Command(path, "sandbox", "--listen", f.address, "--dir", filepath.Join(f.dir, "registry"), "--people", people)
	if err := f.registry.Start(); err != nil {
		f.t.Fatal(err)
	}
	eventually(f.t, "the registry listens", func() bool {
		conn, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", f.address)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
}

func (f *flood) stopRegistry() {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, _ = f.registry.Process.Kill(), f.registry.Wait()
}

// misfortune changes the line every quarter of a second, and kills the registry
// now and then.
func (f *flood) misfortune(stop chan struct{}) {
	draw := rand.New(rand.NewPCG(f.draw.Uint64(), 1))
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for i := 1; ; i++ {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		f.troubles[f.network.trouble(draw)]++
		if i%20 == 0 {
			f.stopRegistry()
			f.registryKills++
			f.startRegistry()
		}
	}
}

// citizen brings somebody to a counter, every twentieth to both; every
// hundredth time a station is killed while it works.
func (f *flood) citizen(i int) {
	var phone registry.Phone
	eventually(f.t, "somebody steps up", func() (shown bool) {
		var err error
		phone, err = f.training.ShowPhone(f.t.Context(), registry.PhoneRequest{Outcome: siak.Eligible})
		if kind := siak.KindOf(err); err != nil && !kind.Unreachable() && kind != siak.KindUnavailable {
			f.t.Fatal(err)
		}
		return err == nil
	})
	s := f.stations[i%2]
	s.show(phone.Code)
	if i%20 == 10 {
		f.stations[(i+1)%2].show(phone.Code)
	}
	if i%100 == 99 {
		s.say("code " + phone.Code) // in the middle of its work
		s.kill()
		f.kills++
		s.start()
		s.await("ready")
	}
}

// drain waits until the registry has acknowledged everything.
func (f *flood) drain() {
	for _, s := range f.stations {
		s.say("now")
		eventually(f.t, "the outbox is empty", func() bool {
			for _, row := range s.outbox() {
				if row.State.Waiting() {
					return false
				}
			}
			return true
		})
	}
}

func (s *stationProcess) outbox() []store.OutboxRow {
	rows, err := store.Outbox(s.f.t.Context(), s.dir)
	if err != nil {
		s.f.t.Fatal(err)
	}
	return rows
}

func (s *stationProcess) start() {
	program, err := os.Executable()
	if err != nil {
		s.f.t.Fatal(err)
	}
	s.cmd = exec.Command(program)
	s.cmd.Env = append(os.Environ(), floodFolder+"="+s.dir, floodRegistry+"="+s.f.network.addr)
	s.cmd.Stderr = os.Stderr
	out, err := s.cmd.StdoutPipe()
	in, err2 := s.cmd.StdinPipe()
	if err := errors.Join(err, err2, s.cmd.Start()); err != nil {
		s.f.t.Fatal(err)
	}
	lines := make(chan string, 1000)
	s.in, s.lines = in, lines
	go func() {
		defer close(lines)
		for read := bufio.NewScanner(out); read.Scan(); {
			lines <- read.Text()
		}
	}()
}

// kill is SIGKILL; what the station had printed by then counts.
func (s *stationProcess) kill() {
	_ = s.cmd.Process.Kill()
	for line := range s.lines {
		s.note(line)
	}
	_ = s.cmd.Wait()
}

func (s *stationProcess) say(line string) { _, _ = io.WriteString(s.in, line+"\n") }

func (s *stationProcess) show(code string) {
	s.say("code " + code)
	s.await("confirmed ", "outcome ")
}

// note keeps what the station said was safe.
func (s *stationProcess) note(line string) {
	if id, is := strings.CutPrefix(line, "confirmed "); is {
		s.confirmed = append(s.confirmed, id)
	}
}

func (s *stationProcess) await(what ...string) {
	s.f.t.Helper()
	deadline := time.NewTimer(90 * time.Second)
	defer deadline.Stop()
	for {
		select {
		case line, open := <-s.lines:
			if !open {
				s.f.t.Fatal("the station ended by itself")
			}
			s.note(line)
			for _, w := range what {
				if strings.HasPrefix(line, w) {
					return
				}
			}
		case <-deadline.C:
			s.f.t.Fatalf("the station never said %q", what)
		}
	}
}

// judge compares the ledgers with the registry's own file.
func (f *flood) judge(citizens int) {
	for _, s := range f.stations {
		s.kill()
	}
	f.stopRegistry()
	box, err := sandbox.Open(f.t.Context(), sandbox.Options{Dir: filepath.Join(f.dir, "registry")})
	if err != nil {
		f.t.Fatal(err)
	}
	defer func() { _ = box.Close() }()
	all, err := box.Activations(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	there := make(map[siak.ActivationID]sandbox.Activation, len(all))
	standing := map[string]int{}
	again := 0
	for _, a := range all {
		there[a.ID] = a
		again += a.Submissions - 1
		if a.State == siak.Accepted {
			standing[a.RegistrationID]++
		}
	}
	told := f.compare(there)
	for registration, n := range standing {
		if n != 1 {
			f.t.Errorf("%s stands %d times", registration, n)
		}
	}
	if len(standing) != citizens {
		f.t.Errorf("%d citizens have an activation that stands, of %d", len(standing), citizens)
	}
	f.t.Logf("%d activations at the registry, handed in again %d times; %d conflicts told", len(all), again, told)
}

// compare holds every ledger against the registry, and what was said to be safe
// against the ledger; it counts the conflicts that were told.
func (f *flood) compare(there map[siak.ActivationID]sandbox.Activation) (told int) {
	seen := 0
	for _, s := range f.stations {
		rows := map[string]store.OutboxRow{}
		for _, row := range s.outbox() {
			seen++
			rows[row.ID.String()] = row
			if a, arrived := there[row.ID]; !arrived || a.State != row.State || a.Reason != row.Reason {
				f.t.Errorf("%s is %s (%s) here, %s (%s) there", row.ID, row.State, row.Reason, a.State, a.Reason)
			}
			if row.State == siak.Rejected {
				told++
				if row.Reason != siak.ReasonPresentationUsed && row.Reason != siak.ReasonAlreadyPending {
					f.t.Errorf("%s was rejected as %s", row.ID, row.Reason)
				}
			}
		}
		for _, id := range s.confirmed {
			if _, kept := rows[id]; !kept {
				f.t.Errorf("%s was said to be safe and is gone", id)
			}
		}
	}
	if seen != len(there) {
		f.t.Errorf("the ledgers have %d activations, the registry %d", seen, len(there))
	}
	return told
}
