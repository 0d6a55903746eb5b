package session

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"ikd/station/app/runtime"
	"ikd/station/app/training"
	"ikd/station/siak"
)

// cityPeople is how many people a city's cache holds: STATION_PEOPLE, 1.4
// million by itself.
func cityPeople() int {
	if n, err := strconv.Atoi(os.Getenv("STATION_PEOPLE")); err == nil {
		return n
	}
	return 1_400_000
}

// settle sets a station of the training registry up in the folder, with that many people in
// its cache beside those whom the registry will send.
func settle(b *testing.B, w *training.Environment, dir string, people int) {
	work, err := runtime.Open(b.Context(), counterOf(w, dir))
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := work.Close(); err != nil {
			b.Fatal(err)
		}
	}()
	err = work.Store.Cache.Fill(b.Context(), func(apply func(context.Context, siak.Page) error) error {
		return populate(b.Context(), people, apply)
	})
	if err != nil {
		b.Fatal(err)
	}
}

// counterOf is the training officer's opening of the folder.
func counterOf(w *training.Environment, dir string) runtime.Options {
	return runtime.Options{
		Dir: filepath.Join(dir, "station"), Officer: training.Officer, Passphrase: []byte(training.Passphrase),
		Registry: w.Network.Addr(), AnySecret: true,
	}
}

// populate makes up people of the kecamatan of Kota Depok that the training
// registry does not have, and hands them to apply page by page.
func populate(ctx context.Context, people int, apply func(context.Context, siak.Page) error) error {
	const size = 5000
	kecamatan := []siak.Region{"327602", "327603", "327604", "327607", "327608", "327609", "327610", "327611"}
	cursors := make([]siak.Cursor, len(kecamatan))
	for i := 0; i < people; i += size {
		at := i / size % len(kecamatan)
		from := cursors[at]
		from.Partition = kecamatan[at]
		to := siak.Cursor{Partition: kecamatan[at], Epoch: 1, Seq: from.Seq + size}
		page := siak.Page{From: from, To: to}
		for k := i; k < min(i+size, people); k++ {
			r, err := inhabitant(k, kecamatan[at])
			if err != nil {
				return err
			}
			r.Version = from.Seq + uint64(k-i) + 1
			page.Upserts = append(page.Upserts, r)
		}
		if err := apply(ctx, page); err != nil {
			return err
		}
		cursors[at] = to
	}
	return nil
}

// inhabitant is made-up person i, with a NIK of their own.
func inhabitant(i int, kecamatan siak.Region) (siak.Resident, error) {
	const days, serials = 70 * 365, 1000
	if i >= days*serials {
		return siak.Resident{}, fmt.Errorf("person %d is one too many", i)
	}
	birth := siak.DateOf(time.Date(1938, 1, 1+i%days, 0, 0, 0, 0, time.UTC))
	nik, err := siak.ParseNIK(fmt.Sprintf("%s%02d%02d%02d%04d", kecamatan, birth.Day, birth.Month, birth.Year%100, 9000+i/days))
	first, last := [...]string{"SITI", "BUDI", "DEWI", "AGUS", "RINA"}, [...]string{"LESTARI", "SANTOSO", "WULANDARI", "HIDAYAT"}
	return siak.Resident{
		NIK: nik, Name: first[i%len(first)] + " " + last[i%len(last)], Sex: siak.Male, Birth: birth,
		Marital: siak.Married, Recorded: true, District: kecamatan, Village: "TIRTAJAYA",
	}, err
}
