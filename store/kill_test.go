package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/store/internal/ledger"
	"ikd/station/store/internal/storetest"
)

// childDir tells the test binary to be the program that is killed, childJob
// what it does there; "" is work.
const (
	childDir = "STORE_TEST_CHILD_DIR"
	childJob = "STORE_TEST_CHILD_JOB"
)

func TestMain(m *testing.M) {
	for variable, run := range Child {
		if dir := os.Getenv(variable); dir != "" {
			fmt.Fprintln(os.Stderr, run(dir))
			os.Exit(1)
		}
	}
	if dir := os.Getenv(childDir); dir != "" {
		job := work
		switch os.Getenv(childJob) {
		case "rotate":
			job = rotateAll
		case "bind":
			job = bindAll
		}
		if err := job(context.Background(), dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// work confirms, sends and settles until it is killed, and prints the ID of
// each activation once Confirm has acknowledged it.
func work(ctx context.Context, dir string) error {
	s, err := Open(ctx, dir, "", passphrase, quick())
	if err != nil {
		return err
	}
	for {
		a := storetest.Confirmed(rand.IntN(1<<40), time.Now())
		if err := s.Ledger.Confirm(ctx, a); err != nil {
			return err
		}
		fmt.Println(a.ID)
		ids := []siak.ActivationID{a.ID}
		if err := s.Ledger.Attempt(ctx, ids, time.Now()); err != nil {
			return err
		}
		if _, err := s.Ledger.SettleAll(ctx, []siak.Verdict{{ID: a.ID, State: siak.Accepted}}, uint64(time.Now().UnixNano())); err != nil {
			return err
		}
	}
}

// What was acknowledged before a kill is there after it, whole, and the audit's
// chain with it.
func TestKilledInTheMiddle(t *testing.T) {
	const rounds = 30
	dir := t.TempDir()
	s := create(t, dir, quick())
	storetest.OK(t, s.Settings.SetIdentity(t.Context(), newIdentity(t)))
	closeStore(t, s)
	acknowledged := map[siak.ActivationID]bool{}
	for round := range rounds {
		killAfter(t, dir, 1+rand.IntN(12), acknowledged)
		report, err := VerifyAudit(t.Context(), dir)
		storetest.OK(t, err)
		rows, err := ledger.Outbox(t.Context(), dir)
		storetest.OK(t, err)
		there := map[siak.ActivationID]bool{}
		for _, r := range rows {
			there[r.ID] = true
		}
		for id := range acknowledged {
			if !there[id] {
				t.Fatalf("round %d: an acknowledged activation is gone", round)
			}
		}
		if !report.Sound() || len(rows) > len(acknowledged)+round+1 {
			t.Fatalf("round %d: audit %+v, %d activations, %d acknowledged", round, report, len(rows), len(acknowledged))
		}
	}
	s = reopen(t, dir, quick())
	all, err := s.Ledger.Activations(t.Context(), time.Time{})
	storetest.OK(t, err)
	for _, a := range all {
		if ledger.Unreadable(a) {
			t.Fatal("an activation does not open")
		}
	}
	t.Logf("%d acknowledged, %d there", len(acknowledged), len(all))
}

// killAfter starts the program and kills it some moments after its nth
// acknowledgement; what came out of the pipe was acknowledged.
func killAfter(t *testing.T, dir string, n int, acknowledged map[siak.ActivationID]bool) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), childDir+"="+dir)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	storetest.OK(t, err)
	storetest.OK(t, child.Start())
	lines := bufio.NewScanner(out)
	for seen := 0; lines.Scan(); seen++ {
		id, err := siak.ParseActivationID(lines.Text())
		storetest.OK(t, err)
		acknowledged[id] = true
		if seen == n {
			spin(rand.IntN(5000))
			storetest.OK(t, child.Process.Kill()) // SIGKILL; the rest of the pipe is read to its end
		}
	}
	if err := child.Wait(); err == nil {
		t.Fatal("the program ended by itself")
	}
}

// spin lets a random moment pass that no clock rounds.
func spin(n int) {
	for range n {
		_ = siak.NewActivationID()
	}
}
