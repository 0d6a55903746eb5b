package cache

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"ikd/station/siak"
	"ikd/station/store/internal/storetest"
)

func TestResidentComesBack(t *testing.T) {
	for i := range 500 {
		want := storetest.MadeUp(i)
		b, err := EncodeResident(want)
		storetest.OK(t, err)
		got, err := decodeResident(b)
		storetest.OK(t, err)
		want.Version = 0 // stands beside it
		if got != want {
			t.Fatalf("person %d came back as another", i)
		}
	}
}

func TestAnyResidentComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := storetest.MadeUp(rapid.IntRange(0, 1000).Draw(t, "i"))
		want.Version = 0
		want.Name = rapid.String().Draw(t, "name")
		want.Village = rapid.String().Draw(t, "village")
		want.Birth = siak.Date{
			Year:  rapid.IntRange(0, 9999).Draw(t, "year"),
			Month: time.Month(rapid.IntRange(0, 12).Draw(t, "month")),
			Day:   rapid.IntRange(0, 31).Draw(t, "day"),
		}
		want.District = siak.Region(rapid.StringMatching(`|[0-9]{2,8}`).Draw(t, "district"))
		b, err := EncodeResident(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeResident(b)
		if err != nil || got != want {
			t.Fatalf("came back as another: %v", err)
		}
	})
}

func TestDecodeResidentRefusesRubbish(t *testing.T) {
	b, err := EncodeResident(storetest.MadeUp(3))
	storetest.OK(t, err)
	for n := range b {
		if _, err := decodeResident(b[:n]); siak.KindOf(err) != siak.KindDamaged {
			t.Fatalf("read from the first %d bytes", n)
		}
	}
	_, err = decodeResident(append(b, 0))
	storetest.WantKind(t, err, siak.KindDamaged)
}

func TestEncodeResidentRefusesWhatHasNoRoom(t *testing.T) {
	for name, spoil := range map[string]func(*siak.Resident){
		"no NIK":  func(r *siak.Resident) { r.NIK = siak.NIK{} },
		"sex":     func(r *siak.Resident) { r.Sex = 4 },
		"marital": func(r *siak.Resident) { r.Marital = 8 },
		"life":    func(r *siak.Resident) { r.Life = 4 },
		"year":    func(r *siak.Resident) { r.Birth.Year = 1 << 15 },
		"month":   func(r *siak.Resident) { r.Birth.Month = 13 },
		"region":  func(r *siak.Resident) { r.District = "Beji" },
	} {
		r := storetest.MadeUp(1)
		spoil(&r)
		if _, err := EncodeResident(r); siak.KindOf(err) != siak.KindBadValue {
			t.Errorf("%s: taken in", name)
		}
	}
}
