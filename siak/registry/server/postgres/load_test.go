package postgres_test

import (
	"regexp"
	"strconv"
	"sync"
	"testing"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/storagetest"
)

// stations hand in at once, as clients of pgbench do.
const stations = 8

// BenchmarkActivations is what the registry judges and stores durably in a
// second (fsync on), beside what pgbench does on the same server in the same
// run: its built-in TPC-B-like script, which is five statements and a commit,
// at scale 10. Both have as many clients, and share the machine with the server.
// An activation is two signatures checked and some ten statements; it comes in
// calls of 50, as from an outbox, or alone.
func BenchmarkActivations(b *testing.B) {
	c := storagetest.Postgres(b)
	s := open(b, made(b, c)+"&pool_max_conns=16")
	w := storagetest.NewHarness(b, s, storagetest.NewClock())
	desks := make([]storagetest.Station, stations)
	for i := range desks {
		desks[i] = w.NewStation(b)
	}
	citizens := 0
	measure := func(b *testing.B, batch int) {
		calls := prepare(b, w, desks, &citizens, batch)
		b.ResetTimer()
		var wg sync.WaitGroup
		for i, d := range desks {
			wg.Go(func() { handIn(b, w, d, calls[i]) })
		}
		wg.Wait()
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "activations/s")
	}
	b.Run("pgbench before", func(b *testing.B) { pgbench(b, c) })
	b.Run("calls of 50", func(b *testing.B) { measure(b, 50) })
	b.Run("calls of 1", func(b *testing.B) { measure(b, 1) })
	b.Run("pgbench after", func(b *testing.B) { pgbench(b, c) })
}

// prepare has b.N citizens confirmed at the desks, in calls of a batch each.
func prepare(b *testing.B, w *storagetest.Harness, desks []storagetest.Station, citizens *int, batch int) [][][]server.Submission {
	b.Helper()
	calls := make([][][]server.Submission, len(desks))
	for left, i := b.N, 0; left > 0; i++ {
		d := i % len(desks)
		n := min(batch, left, b.N/len(desks)+1)
		call := make([]server.Submission, 0, n)
		for _, c := range w.NewCitizens(b, *citizens, n) {
			call = append(call, desks[d].Activation(b, w, c))
		}
		calls[d] = append(calls[d], call)
		*citizens, left = *citizens+n, left-n
	}
	return calls
}

func handIn(b *testing.B, w *storagetest.Harness, d storagetest.Station, calls [][]server.Submission) {
	for _, call := range calls {
		vs, err := w.Registry.Submit(b.Context(), d.Caller, call)
		if err != nil {
			b.Error(err)
			return
		}
		for _, v := range vs {
			if v.State != siak.Accepted {
				b.Errorf("%s %q", v.State, v.Reason)
				return
			}
		}
	}
}

var tps = regexp.MustCompile(`tps = ([0-9.]+) \(without`)

// pgbench runs PostgreSQL's own benchmark for five seconds.
func pgbench(b *testing.B, c *storagetest.Cluster) {
	name, _ := c.NewDatabase(b)
	if out, err := c.Command("pgbench", name, "-i", "-q", "-s", "10").CombinedOutput(); err != nil {
		b.Skipf("no pgbench here: %v\n%s", err, out)
	}
	out, err := c.Command("pgbench", name, "-c", strconv.Itoa(stations), "-j", "2", "-T", "5").CombinedOutput()
	if err != nil {
		b.Fatalf("pgbench: %v\n%s", err, out)
	}
	found := tps.FindSubmatch(out)
	if found == nil {
		b.Fatalf("pgbench said\n%s", out)
	}
	n, _ := strconv.ParseFloat(string(found[1]), 64)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(n, "transactions/s")
}

// BenchmarkImport takes 20,000 residents in, and then the same again.
func BenchmarkImport(b *testing.B) {
	c := storagetest.Postgres(b)
	residents := storagetest.Residents(b, 0, 20_000)
	rows := func(yield func(siak.Resident, error) bool) {
		for _, r := range residents {
			if !yield(r, nil) {
				return
			}
		}
	}
	for b.Loop() {
		b.StopTimer()
		w := storagetest.NewHarness(b, open(b, made(b, c)), storagetest.NewClock())
		b.StartTimer()
		for range 2 {
			if _, err := w.Registry.Import(b.Context(), rows); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(2*len(residents)*b.N)/b.Elapsed().Seconds(), "people/s")
}
