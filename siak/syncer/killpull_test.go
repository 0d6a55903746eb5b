//go:build cgo && !windows

package syncer_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/sandbox"
	"ikd/station/siak/syncer"
	"ikd/station/store"
)

// killedPage is how many rows the killed stations ask for at a time.
const killedPage = 100

// TestPullSurvivesSIGKILL: a station that is killed again and again in the middle
// of its first pull asks for the pages anew that were on their way, and for no
// others; in the end it has what the registry has.
func TestPullSurvivesSIGKILL(t *testing.T) {
	t.Parallel()
	const people = 10_000
	o := &office{t: t}
	o.serveWith(sandbox.Options{People: people, Seed: 3})
	dir := t.TempDir()
	identity, err := registry.Enrol(t.Context(), o.gate.Addr(), registry.EnrolOptions{StationName: "Loket 1"})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(identity)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "identity.json"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := store.Create(t.Context(), filepath.Join(dir, "loket"), store.Officer{Name: "latihan"}, passphrase, cheap)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	fetched, kills, done := 0, 0, false
	for ; !done; kills++ {
		var n int
		n, done = killedLife(t, dir, 10+rand.IntN(20))
		if fetched += n; kills > people/killedPage {
			t.Fatal("it never gets to the end")
		}
	}
	kills--
	anew := fetched - people
	t.Logf("killed %d times: %d people were fetched anew, %d rows for each death", kills, anew, anew/max(1, kills))
	if kills < 3 || anew > 2*killedPage*kills { // the page that is taken in, and the next one
		t.Errorf("%d people were fetched anew after %d deaths", anew, kills)
	}
	if s, err = store.Open(t.Context(), filepath.Join(dir, "loket"), "", passphrase, cheap); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	o.identity = identity
	if o.client, err = registry.New(identity, registry.Options{}); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = o.client.Close() }()
	if n := differing(t, o, s); n != 0 {
		t.Errorf("%d partitions differ", n)
	}
}

// killedLife runs a station that pulls and kills it after so many pages. It gives
// the rows that were fetched and whether the pull came to its end before.
func killedLife(t *testing.T, dir string, pages int) (rows int, done bool) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	life := exec.CommandContext(t.Context(), self, "-test.run=^TestKilledStation$")
	life.Env = append(os.Environ(), "STATION_KILLED="+dir)
	life.Stderr = os.Stderr
	out, err := life.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := life.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); !done && pages > 0 && lines.Scan(); {
		if n, is := strings.CutPrefix(lines.Text(), "page "); is {
			var more int
			if _, err := fmt.Sscan(n, &more); err != nil {
				t.Fatal(err)
			}
			rows += more
			pages--
		}
		done = lines.Text() == "done"
	}
	_ = life.Process.Kill()
	_ = life.Wait()
	return rows, done
}

// TestKilledStation is the station of [TestPullSurvivesSIGKILL].
func TestKilledStation(t *testing.T) {
	dir := os.Getenv("STATION_KILLED")
	if dir == "" {
		t.Skip("it is another test's other process")
	}
	var identity registry.Identity
	b, err := os.ReadFile(filepath.Join(dir, "identity.json"))
	if err == nil {
		err = json.Unmarshal(b, &identity)
	}
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), filepath.Join(dir, "loket"), "", passphrase, cheap)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	client, err := registry.New(identity, registry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	workers := syncer.New(syncer.Stores{Outbox: s.Ledger, Cache: s.Cache}, loudRegistry{client}, area(identity), syncer.Events{}, syncer.Options{PageLimit: killedPage})
	ctx, stop := context.WithCancel(t.Context())
	ran := make(chan error, 1)
	go func() { ran <- workers.Run(ctx) }()
	if err := workers.Puller.FirstPull(t.Context()); err != nil {
		t.Fatal(err)
	}
	fmt.Println("done")
	stop()
	if err := <-ran; err != nil {
		t.Error(err)
	}
}

// loudRegistry says which pages it fetched.
type loudRegistry struct{ *registry.Client }

func (c loudRegistry) Changes(ctx context.Context, from siak.Cursor, limit int) (siak.Page, error) {
	page, err := c.Client.Changes(ctx, from, limit)
	if err == nil {
		fmt.Printf("page %d\n", len(page.Upserts))
	}
	return page, err
}
