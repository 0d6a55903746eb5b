//go:build !windows

package store

import (
	"ikd/station/store/internal/cache"

	"context"
	"database/sql"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
	"ikd/station/store/internal/sqlitedb"
	"ikd/station/store/internal/storetest"
)

// BenchmarkCity loads a city and works with it, beside plain SQLite that keeps
// the same people unsealed, and prints the figures of docs/store.md. It runs once,
// whatever -benchtime says. STATION_PEOPLE is how many people, 1.4 million by itself;
// above 5 million there is nothing beside them.
func BenchmarkCity(b *testing.B) {
	people := 1_400_000
	if n, err := strconv.Atoi(os.Getenv("STATION_PEOPLE")); err == nil {
		people = n
	}
	if testing.Short() {
		people = 20_000
	}
	ours := sealedCity(b, people)
	plain := make([]figure, len(ours))
	if people <= 5_000_000 { // plain SQLite, which takes its rows as they come, needs hours for a province
		plain = plainCity(b, people)
	}
	// Not by b.Log, which keeps ten lines.
	fmt.Printf("\n%-42s %14s %14s %8s\n", fmt.Sprintf("%d people", people), "sealed", "plain SQLite", "ratio")
	for i, f := range ours {
		fmt.Printf("%-42s %14s %14s %8.2f\n", f.what, f, plain[i], f.value/plain[i].value)
	}
	for b.Loop() { // the work is done
	}
	b.ReportMetric(ours[0].value, "cpu-s/load")
}

// figure is one measured value.
type figure struct {
	what  string
	value float64
	unit  string
}

func (f figure) String() string { return fmt.Sprintf("%.4g %s", f.value, f.unit) }

var cityWords = strings.Fields(`SITI NUR AISYAH BUDI SANTOSO DEWI LESTARI AGUS SETIAWAN RINA MARLINA ENDANG SUHERMAN MUHAMMAD
	AHMAD ABDUL RAHMAN HIDAYAT WULANDARI KUSUMA PRATAMA RAHMAWATI NURHALIZA SIREGAR HARAHAP SITUMORANG YULIANTI FITRIANI MAULANA
	IBRAHIM PERMATA SARI PUTRI ANDRIANI SUPRIYADI WAHYUDI GUNAWAN KURNIAWAN HANDAYANI OKTAVIANI RAMADHAN SAPUTRA WIDODO SUSANTI`)

// citizen is made-up person i of a city; 28 of 100 have an active phone, which
// is what the city aims at.
func citizen(i int) siak.Resident {
	r := rand.New(rand.NewPCG(11, uint64(i)))
	const days = 70 * 365
	birth := siak.DateOf(time.Date(1938, 1, 1+i%days, 0, 0, 0, 0, time.UTC))
	n := i / days
	nik, err := siak.ParseNIK(fmt.Sprintf("3276%02d%02d%02d%02d%04d", 1+n%11, birth.Day, birth.Month, birth.Year%100, 9000+n/11%1000))
	if err != nil {
		panic(err)
	}
	p := siak.Resident{
		NIK: nik, Sex: siak.Male, Birth: birth, Marital: siak.Married, Recorded: i%9 > 0,
		District: storetest.Beji, Village: storetest.Villages[r.IntN(len(storetest.Villages))], Version: uint64(i + 1),
	}
	p.Name = cityWords[r.IntN(len(cityWords))] + " " + cityWords[r.IntN(len(cityWords))]
	if i%2 == 0 {
		p.Name += " " + cityWords[r.IntN(len(cityWords))]
	}
	if i%100 < 28 {
		p.ActivePhone[0], p.ActivePhone[1], p.ActivePhone[2] = 1, byte(i), byte(i>>8)
	}
	return p
}

// meter counts the processor time of this process, but for what was excluded.
type meter struct{ from, excluded time.Duration }

func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func newMeter() *meter { return &meter{from: cpu()} }

func (m *meter) without(work func()) {
	from := cpu()
	work()
	m.excluded += cpu() - from
}

func (m *meter) seconds() float64 { return (cpu() - m.from - m.excluded).Seconds() }

// replies are the registry's pages of people as they are on the wire (but for
// zstd), and the people decoded from them; making them up is not counted.
func replies(b *testing.B, m *meter, people int) iter.Seq[siak.Page] {
	const size = 1000
	return func(yield func(siak.Page) bool) {
		from := at(0, 0)
		for i := 0; i < people; i += size {
			var bytes []byte
			to := at(1, uint64(min(i+size, people)))
			m.without(func() {
				page := siak.Page{From: from, To: to, Upserts: make([]siak.Resident, 0, size), More: i+size < people, Total: uint64(people)}
				for k := i; k < min(i+size, people); k++ {
					page.Upserts = append(page.Upserts, citizen(k))
				}
				var err error
				bytes, err = proto.Marshal(wire.FromPage(page))
				storetest.OK(b, err)
			})
			var message pb.ListChangesResponse
			storetest.OK(b, proto.Unmarshal(bytes, &message))
			page, err := wire.ToPage(from, &message)
			storetest.OK(b, err)
			if !yield(page) {
				return
			}
			from = to
		}
	}
}

// peak is the most memory that the process has had since the last call of
// forgetPeak, in bytes; 0 where the system does not tell.
func peak() float64 {
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if rest, is := strings.CutPrefix(line, "VmHWM:"); is {
			kib, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kib * 1024
		}
	}
	return 0
}

func forgetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// timed runs work n times and gives the middle and the 99th percentile in µs.
func timed(n int, work func(i int)) (p50, p99 float64) {
	times := make([]time.Duration, n)
	for i := range n {
		from := time.Now()
		work(i)
		times[i] = time.Since(from)
	}
	slices.Sort(times)
	micro := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }
	return micro(times[n/2]), micro(times[n*99/100])
}

func sizeOf(b *testing.B, path string) float64 {
	info, err := os.Stat(path)
	storetest.OK(b, err)
	return float64(info.Size()) / 1e6
}

func sealedCity(b *testing.B, people int) (all []figure) {
	dir := b.TempDir()
	s := create(b, dir, quick())
	note := func(what string, value float64, unit string) { all = append(all, figure{what, value, unit}) }

	forgetPeak()
	m := newMeter()
	storetest.OK(b, s.Cache.Fill(b.Context(), func(apply func(context.Context, siak.Page) error) error {
		for page := range replies(b, m, people) {
			storetest.OK(b, apply(b.Context(), page))
		}
		return nil
	}))
	note("first load, processor time", m.seconds(), "s")
	note("first load, most memory of the process", peak()/1e6, "MB")
	names := nameIndexSize(b, s)
	note("file without the name index", sizeOf(b, cache.FileOf(s.Cache).Path)-names, "MB")
	note("name index", names, "MB")

	some := func(i int) siak.Resident { return citizen(i * 7919 % people) }
	timed(20000, func(i int) { _, _, _ = s.Cache.Resident(b.Context(), some(i).NIK) })
	p50, p99 := lookups(b, 20000, some, func(r siak.Resident) bool {
		_, known, err := s.Cache.Resident(b.Context(), r.NIK)
		return known && err == nil
	})
	note("look-up p50", p50, "µs")
	note("look-up p99", p99, "µs")
	p50, p99 = lookups(b, 5000, some, func(r siak.Resident) bool {
		found, err := s.Cache.Search(b.Context(), r.Name, r.Birth)
		return err == nil && slices.ContainsFunc(found, func(f siak.Resident) bool { return f.NIK == r.NIK })
	})
	note("search by name p50", p50, "µs")
	note("search by name p99", p99, "µs")

	seq := uint64(people)
	days := deltas(b, people, func(page []siak.Resident) {
		from, to := at(1, seq), at(1, seq+uint64(len(page)))
		storetest.OK(b, s.Cache.Apply(b.Context(), siak.Page{From: from, To: to, Upserts: page}))
		seq = to.Seq
	}, func() {
		cache.MergeBeyond(s.Cache, 0, cache.MergeRows)
		storetest.OK(b, cache.MergeRecent(b.Context(), s.Cache))
	})
	note("delta of 10,000 rows, processor time", days[0], "s")
	note("six of them, merged, processor time", days[1], "s")
	cache.FileOf(s.Cache).Checkpoint(b.Context())
	note("whole file after them", sizeOf(b, cache.FileOf(s.Cache).Path), "MB")

	p50, p99 = timed(500, func(i int) {
		storetest.OK(b, s.Ledger.Confirm(b.Context(), storetest.Confirmed(i, storetest.NewClock().At)))
	})
	note("confirm p50", p50/1000, "ms")
	note("confirm p99", p99/1000, "ms")
	return all
}

// lookups times look-ups of people who must be found.
func lookups(b *testing.B, n int, some func(int) siak.Resident, find func(siak.Resident) bool) (p50, p99 float64) {
	who := make([]siak.Resident, n)
	for i := range who {
		who[i] = some(i*31 + 7)
	}
	return timed(n, func(i int) {
		if !find(who[i]) {
			b.Fatal("somebody is not found")
		}
	})
}

// deltas has the changes of six days written, page by page and with what comes at
// the end, and gives the processor time of the first day and of all.
func deltas(b *testing.B, people int, write func([]siak.Resident), end func()) (seconds [2]float64) {
	b.Helper()
	m := newMeter()
	for day := range 6 {
		var delta []siak.Resident
		m.without(func() { delta = deltaOf(people, day) })
		for page := range slices.Chunk(delta, 1000) {
			write(page)
		}
		if day == 0 {
			seconds[0] = m.seconds()
		}
	}
	end()
	seconds[1] = m.seconds()
	return seconds
}

// deltaOf is a day's changes: mostly phones that became active, some moves of
// the record, some new people.
func deltaOf(people, day int) []siak.Resident {
	all := make([]siak.Resident, 10_000)
	for k := range all {
		i := day*len(all) + k
		p := citizen(i * 104729 % people)
		switch i % 20 {
		case 0:
			p = citizen(people + i)
		case 1:
			p.Name += " BINTI"
		default:
			p.ActivePhone[3] = 7
		}
		p.Version = uint64(people + i + 1)
		all[k] = p
	}
	return all
}

// nameIndexSize is by how much the file shrinks without the name index, in MB.
func nameIndexSize(b *testing.B, s *Store) float64 {
	path := filepath.Join(b.TempDir(), "nameless")
	copyFile(b, cache.FileOf(s.Cache).Path, path)
	db, err := sqlitedb.OpenWriter(path, sqlitedb.Access{Synchronous: "OFF"})
	storetest.OK(b, err)
	_, err = db.ExecContext(b.Context(), `DROP VIEW words; DROP TABLE names; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)`)
	storetest.OK(b, err)
	storetest.OK(b, db.Close())
	return sizeOf(b, cache.FileOf(s.Cache).Path) - sizeOf(b, path)
}

// plainCity keeps the same people in the clear, as SQLite is used most.
func plainCity(b *testing.B, people int) (all []figure) {
	path := filepath.Join(b.TempDir(), "plain.db")
	note := func(what string, value float64, unit string) { all = append(all, figure{what, value, unit}) }
	db, err := sqlitedb.OpenWriter(path, sqlitedb.Access{Synchronous: "OFF"})
	storetest.OK(b, err)
	defer db.Close()
	_, err = db.ExecContext(b.Context(), `CREATE TABLE residents (nik INTEGER PRIMARY KEY, version INTEGER, name TEXT, birth TEXT, sex INTEGER,
		marital INTEGER, life INTEGER, recorded INTEGER, district TEXT, village TEXT, phone BLOB)`)
	storetest.OK(b, err)
	const put = `INSERT INTO residents VALUES (?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (nik) DO UPDATE SET version = excluded.version, name = excluded.name, phone = excluded.phone`
	write := func(page []siak.Resident) {
		storetest.OK(b, sqlitedb.Transact(b.Context(), db, func(tx *sql.Tx) error {
			statement, err := tx.PrepareContext(b.Context(), put)
			storetest.OK(b, err)
			for _, r := range page {
				nik, _ := strconv.ParseInt(r.NIK.Digits(), 10, 64)
				var phone []byte
				if !r.ActivePhone.IsZero() {
					phone = r.ActivePhone[:]
				}
				_, err := statement.ExecContext(b.Context(), nik, int64(r.Version), r.Name, r.Birth.String(), int(r.Sex), int(r.Marital),
					int(r.Life), r.Recorded, string(r.District), r.Village, phone)
				storetest.OK(b, err)
			}
			return statement.Close()
		}))
	}
	forgetPeak()
	m := newMeter()
	for page := range replies(b, m, people) {
		write(page.Upserts)
	}
	note("", m.seconds(), "s")
	note("", peak()/1e6, "MB")
	_, err = db.ExecContext(b.Context(), `PRAGMA wal_checkpoint(TRUNCATE)`)
	storetest.OK(b, err)
	note("", sizeOf(b, path), "MB")
	_, err = db.ExecContext(b.Context(), `CREATE INDEX names ON residents (birth, name); PRAGMA wal_checkpoint(TRUNCATE)`)
	storetest.OK(b, err)
	note("", sizeOf(b, path)-all[2].value, "MB")

	some := func(i int) siak.Resident { return citizen(i * 7919 % people) }
	ask := func(query string, arg func(siak.Resident) []any) func(r siak.Resident) bool {
		return func(r siak.Resident) bool {
			rows, err := db.QueryContext(b.Context(), `SELECT version, name, birth, sex, marital, life, recorded, district, village, phone FROM residents WHERE `+query, arg(r)...)
			storetest.OK(b, err)
			defer rows.Close()
			n := 0
			for ; rows.Next(); n++ {
				var p siak.Resident
				var birth string
				var phone []byte
				storetest.OK(b, rows.Scan(&p.Version, &p.Name, &birth, &p.Sex, &p.Marital, &p.Life, &p.Recorded, &p.District, &p.Village, &phone))
			}
			return n > 0
		}
	}
	byNIK := ask(`nik = ?`, func(r siak.Resident) []any { return []any{r.NIK.Digits()} })
	timed(20000, func(i int) { byNIK(some(i)) })
	p50, p99 := lookups(b, 20000, some, byNIK)
	note("", p50, "µs")
	note("", p99, "µs")
	p50, p99 = lookups(b, 5000, some, ask(`birth = ? AND name = ?`, func(r siak.Resident) []any { return []any{r.Birth.String(), r.Name} }))
	note("", p50, "µs")
	note("", p99, "µs")

	days := deltas(b, people, write, func() {})
	note("", days[0], "s")
	note("", days[1], "s")
	_, err = db.ExecContext(b.Context(), `PRAGMA wal_checkpoint(TRUNCATE)`)
	storetest.OK(b, err)
	note("", sizeOf(b, path), "MB")

	ledger, err := sqlitedb.OpenWriter(filepath.Join(b.TempDir(), "plain-ledger.db"), sqlitedb.Access{Synchronous: sqlitedb.SyncFull})
	storetest.OK(b, err)
	defer ledger.Close()
	_, err = ledger.ExecContext(b.Context(), `CREATE TABLE activations (id BLOB PRIMARY KEY, nik TEXT, name TEXT, at INTEGER, presentation BLOB, signed BLOB)`)
	storetest.OK(b, err)
	p50, p99 = timed(500, func(i int) {
		a := storetest.Confirmed(i, storetest.NewClock().At)
		storetest.OK(b, sqlitedb.Transact(b.Context(), ledger, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(b.Context(), `INSERT INTO activations VALUES (?,?,?,?,?,?)`, a.ID[:], a.NIK.Digits(), a.Name, 1, a.Presentation, a.Signed)
			return err
		}))
	})
	note("", p50/1000, "ms")
	note("", p99/1000, "ms")
	return all
}
