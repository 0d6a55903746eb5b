package siak

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// mustNIK parses a made-up NIK (serials 9000 to 9999, which no real one has).
func mustNIK(t testing.TB, s string) NIK {
	t.Helper()
	n, err := ParseNIK(s)
	if err != nil {
		t.Fatalf("ParseNIK: %v", err)
	}
	return n
}

func TestParseNIK(t *testing.T) {
	tests := []struct {
		name, in string
		ok       bool
	}{
		{"man", "3276061703929001", true},
		{"woman", "3276065703929001", true},
		{"born on 29 February", "3276062902049001", true},
		{"woman born on the 31st", "3276067112999001", true},
		{"too short", "327606170392900", false},
		{"too long", "32760617039290011", false},
		{"letter", "327606170392900A", false},
		{"full-width digits", "327606170392900１", false},
		{"no such province", "0976061703929001", false},
		{"province beyond the list", "9776061703929001", false},
		{"city 00", "3200061703929001", false},
		{"kecamatan 00", "3276001703929001", false},
		{"day 0", "3276060003929001", false},
		{"day 32", "3276063203929001", false},
		{"day 40 is neither man nor woman", "3276064003929001", false},
		{"day 72", "3276067203929001", false},
		{"month 13", "3276061713929001", false},
		{"30 February", "3276063002929001", false},
		{"31 April", "3276063104929001", false},
		{"serial 0000", "3276061703920000", false},
		{"empty", "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := ParseNIK(test.in)
			if (err == nil) != test.ok {
				t.Fatalf("ParseNIK = %v, want ok: %v", err, test.ok)
			}
			if err != nil && KindOf(err) != KindBadNIK {
				t.Errorf("kind %q, want %q", KindOf(err), KindBadNIK)
			}
		})
	}
}

func TestNIKParts(t *testing.T) {
	man, woman := mustNIK(t, "3276061703929001"), mustNIK(t, "3276065703929001")
	if man.Sex() != Male || woman.Sex() != Female {
		t.Errorf("sexes %v, %v", man.Sex(), woman.Sex())
	}
	if man.Region() != "327606" {
		t.Errorf("region %q", man.Region())
	}
	birth := Date{1992, time.March, 17}
	if !man.BornOn(birth) || !woman.BornOn(birth) {
		t.Error("BornOn denies the date in the NIK")
	}
	if man.BornOn(Date{1992, time.March, 18}) || man.BornOn(Date{1993, time.March, 17}) {
		t.Error("BornOn affirms another date")
	}
}

// A NIK must not get into a log or an error by way of a careless verb.
func TestNIKNeverPrints(t *testing.T) {
	n := mustNIK(t, "3276061703929001")
	resident := Resident{NIK: n}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "nik", n, "resident", resident)
	for _, text := range []string{
		fmt.Sprint(n), fmt.Sprintf("%v %+v %#v %s %q %x %d", n, n, n, n, n, n, n),
		fmt.Sprintf("%v %+v %#v", resident, resident, resident), log.String(),
	} {
		if strings.Contains(text, "170392") {
			t.Errorf("the birth date of the NIK is in %q", text)
		}
	}
	if got, want := n.String(), "3276 •••• •••• 9001"; got != want {
		t.Errorf("String = %q, want %q", got, want)
	}
}

func FuzzParseNIK(f *testing.F) {
	for _, s := range []string{"3276061703929001", "3276065703929001", "3276062902049001", "", "0000000000000000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseNIK(s)
		if err != nil {
			if strings.Contains(err.Error(), s) && len(s) > 2 {
				t.Errorf("the error repeats its input")
			}
			return
		}
		if n.Digits() != s {
			t.Errorf("accepted %q as another NIK", s)
		}
		if strings.Contains(n.String(), s[4:12]) {
			t.Error("String does not mask")
		}
		_, _, _ = n.Region().Zone(), n.Sex(), n.BornOn(Date{2000, 1, 1})
	})
}

// What the register may have beyond the structure is read, and told apart.
func TestRegisteredNIK(t *testing.T) {
	for in, want := range map[string]struct{ read, anomaly bool }{
		"3276061703929001":  {true, false},
		"3276060003929001":  {true, true},   // without a day
		"3276064003929001":  {true, true},   // a woman's, without a day
		"3276061700929001":  {true, true},   // without a month
		"3276060000929001":  {true, true},   // without either
		"9701061703929001":  {true, true},   // a province that is not there yet
		"3276063002929001":  {false, false}, // 30 February
		"3276063203929001":  {false, false},
		"3276067203929001":  {false, false},
		"3276061713929001":  {false, false},
		"1076061703929001":  {false, false},
		"3200061703929001":  {false, false},
		"3276061703920000":  {false, false},
		"327606170392900":   {false, false},
		"327606170392900A":  {false, false},
		"32760617039290011": {false, false},
	} {
		n, err := RegisteredNIK(in)
		if (err == nil) != want.read || err != nil && KindOf(err) != KindBadNIK {
			t.Errorf("%s: %v", in, err)
		}
		if err == nil && (n.Anomaly() != nil) != want.anomaly {
			t.Errorf("%s: anomaly %v", in, n.Anomaly())
		}
		if _, strict := ParseNIK(in); (strict == nil) != (want.read && !want.anomaly) {
			t.Errorf("%s: ParseNIK says %v", in, strict)
		}
	}
	if woman, err := RegisteredNIK("3276064003929001"); err != nil || woman.Sex() != Female {
		t.Error("day 40 is a woman's without a day")
	}
}
