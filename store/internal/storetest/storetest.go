// Package storetest has the made-up people and the checks that the tests below store share.
package storetest

import (
	"encoding/binary"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"testing"
	"time"

	"ikd/station/siak"
)

func WantKind(t testing.TB, err error, kind siak.Kind) {
	t.Helper()
	if got := siak.KindOf(err); got != kind {
		t.Fatalf("kind %q, want %q (%v)", got, kind, err)
	}
}

func OK(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Beji is the partition of most tests.
const Beji = siak.Region("327606")

var (
	givenNames = []string{"SITI AISYAH", "BUDI SANTOSO", "DEWI LESTARI", "AGUS SETIAWAN", "RINA MARLINA", "ENDANG SUHERMAN"}
	lastNames  = []string{"RAHMAWATI", "PRATAMA", "NURHALIZA", "HIDAYAT", "WULANDARI", "KUSUMA", "SIREGAR", "HARAHAP"}
	Villages   = []string{"BEJI TIMUR", "KEMIRI MUKA", "PONDOK CINA", "TANAH BARU", "KUKUSAN"}
)

// MadeUp is made-up person i: real region, impossible serial.
func MadeUp(i int) siak.Resident {
	r := mathrand.New(mathrand.NewPCG(7, uint64(i)))
	birth := siak.DateOf(time.Date(1950+i%55, time.Month(1+i%12), 1+i%28, 0, 0, 0, 0, time.UTC))
	nik, err := siak.ParseNIK(fmt.Sprintf("3276%02d%02d%02d%02d%04d", 1+i%11, birth.Day, birth.Month, birth.Year%100, 9000+i%1000))
	if err != nil {
		panic(err)
	}
	person := siak.Resident{
		NIK:      nik,
		Name:     givenNames[r.IntN(len(givenNames))] + " " + lastNames[r.IntN(len(lastNames))],
		Sex:      siak.Male,
		Birth:    birth,
		Marital:  siak.Marital(r.IntN(5)),
		Life:     siak.Life(r.IntN(4)),
		Recorded: i%3 > 0,
		District: Beji,
		Village:  Villages[r.IntN(len(Villages))],
		Version:  uint64(i + 1),
	}
	if i%3 == 0 {
		binary.BigEndian.PutUint64(person.ActivePhone[:], r.Uint64()|1)
	}
	return person
}

// People are the first n made-up people with NIKs that differ.
func People(n int) []siak.Resident {
	all := make([]siak.Resident, 0, n)
	seen := make(map[siak.NIK]bool, n)
	for i := 0; len(all) < n; i++ {
		if p := MadeUp(i); !seen[p.NIK] {
			seen[p.NIK] = true
			all = append(all, p)
		}
	}
	return all
}

// Confirmed is a made-up activation that an officer just confirmed.
func Confirmed(i int, at time.Time) siak.Activation {
	person := MadeUp(i)
	a := siak.Activation{
		Statement: siak.Statement{
			ID:              siak.NewActivationID(),
			RegistrationID:  fmt.Sprintf("registration-%d", i),
			Outcome:         siak.Eligible,
			ResidentVersion: person.Version,
			PolicyVersion:   1,
			TrustVersion:    2,
			Officer:         "latihan",
			Session:         "7f3a",
			ReadAt:          at.Add(-5 * time.Second).UTC(),
			ConfirmedAt:     at.UTC(),
			ClockOffset:     -1500 * time.Millisecond,
		},
		NIK:          person.NIK,
		Name:         person.Name,
		Presentation: []byte("presentation of " + person.Name + person.NIK.Digits()),
		Signed:       []byte("signed"),
	}
	binary.BigEndian.PutUint64(a.PresentationID[:], uint64(i)+1)
	a.PresentationDigest[0] = byte(i)
	return a
}

// Clock is a clock that a test turns.
type Clock struct{ At time.Time }

func NewClock() *Clock { return &Clock{time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)} }

func (c *Clock) Now() time.Time { return c.At }

func (c *Clock) Pass(d time.Duration) { c.At = c.At.Add(d) }

// Folder is a folder for a test whose files are there before a station is: it is
// its owner's alone, as a station's folder must be.
func Folder(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	OK(t, os.Chmod(dir, 0o700))
	return dir
}
