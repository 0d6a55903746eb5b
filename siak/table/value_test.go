package table_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ikd/station/siak"
	"ikd/station/siak/table"
)

var today = siak.Date{Year: 2026, Month: time.November, Day: 28}

func nik(t testing.TB, s string) siak.NIK {
	t.Helper()
	n, err := siak.RegisteredNIK(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func text(s string) table.Cell   { return table.Cell{Text: s} }
func number(s string) table.Cell { return table.Cell{Text: s, Number: true} }

// says reports whether an error is a problem that says so; "" for none.
func says(err error, want string) bool {
	p, is := errors.AsType[*table.Problem](err)
	if want == "" {
		return err == nil
	}
	return is && strings.Contains(p.Meant, want)
}

func TestNIK(t *testing.T) {
	for _, c := range []struct {
		cell table.Cell
		says string
	}{
		{text("3276061703929001"), ""},
		{text(" 3276061703929001\u00a0"), ""},
		{text("'3276061703929001"), ""},
		{text("’3276061703929001"), ""},
		{text("3276 0617 0392 9001"), ""},
		{text(`="3276061703929001"`), ""},
		{text("327606.170392.9001"), ""},
		{text("3276-0617-0392-9001"), ""},
		{text("\u200b3276061703929001"), ""},
		{text("3276061703929000"), ""}, // a text may end in 0
		{number("3276061703929001"), ""},
		{number("3276061703929001.0"), ""},
		{number("3.276061703929001E15"), ""}, // all digits are there
		{text("3276060003929002"), ""},       // issued without a day
		{text("9701061703929001"), ""},
		{number("3276061703929000"), "rounded"},
		{number("3.276061703929E+15"), "rounded"},
		{number("9276061703929001"), "rounded"}, // beyond 2^53
		{text("3.27606E+15"), "rounded"},
		{text("3,27606E+15"), "rounded"},
		{text("3.276.061.703.929.000"), "rounded"},
		{text("3276061703929000.00"), "rounded"},
		{text("327606170392900"), "there are 15"},
		{text("32760617039290011"), "there are 17"},
		{text("3276061703929OO1"), "and nothing else"},
		{text(""), "nothing stands there"},
		{text("Jos\xe9"), "not UTF-8"},
		{text("3276061703920000"), "serial"},
		{text("3276063203929001"), "no such day"},
		{text("0276061703929001"), "no such region"},
		{table.Cell{Text: "#N/A", Broken: "a formula that gives no value"}, "formula"},
	} {
		n, err := table.NIK(c.cell)
		if !says(err, c.says) {
			t.Errorf("%q: %v, want %q", c.cell.Text, err, c.says)
		}
		if err == nil && len(n.Digits()) != siak.NIKLength {
			t.Errorf("%q: no NIK", c.cell.Text)
		}
		if digits := strings.Trim(c.cell.Text, "'"); err != nil && digits != "" && strings.Contains(err.Error(), digits) {
			t.Errorf("%q is in its error", c.cell.Text)
		}
	}
}

// 17 March 1992 and 3 April 1992, as they may be written.
func TestDates(t *testing.T) {
	march, april, other := nik(t, "3276061703929001"), nik(t, "3276060304929001"), nik(t, "3276062511809001")
	for _, c := range []struct {
		in     string
		nik    siak.NIK
		order  table.Order
		want   string
		says   string
		number bool
	}{
		{in: "1992-03-17", want: "1992-03-17"},
		{in: "1992/3/17", want: "1992-03-17"},
		{in: "19920317", want: "1992-03-17"},
		{in: "17031992", want: "1992-03-17"},
		{in: "17/03/1992", want: "1992-03-17"},
		{in: "17-3-1992", want: "1992-03-17"},
		{in: "17.03.1992", want: "1992-03-17"},
		{in: "17 03 1992", want: "1992-03-17"},
		{in: "03/17/1992", want: "1992-03-17"}, // there is no month 17
		{in: "17 Maret 1992", want: "1992-03-17"},
		{in: "17 MARET 1992", want: "1992-03-17"},
		{in: "17Mar1992", want: "1992-03-17"},
		{in: "17-Mar-92", want: "1992-03-17"}, // 2092 is to come
		{in: "17-mrt-1992", want: "1992-03-17"},
		{in: "March 17, 1992", want: "1992-03-17"},
		{in: "Selasa, 17 Maret 1992", want: "1992-03-17"},
		{in: "Depok, 17-03-1992", want: "1992-03-17"},
		{in: "Depok, 17 Maret 1992", want: "1992-03-17"},
		{in: "Depok, Jawa Barat", says: "a date such as"},
		{in: "17 Peb 1992", want: "1992-02-17"},
		{in: "17 Nopember 1992", want: "1992-11-17"},
		{in: "17 Agt 1992", want: "1992-08-17"},
		{in: "1992-03-17 00:00:00", want: "1992-03-17"},
		{in: "1992-03-17T00:00:00", want: "1992-03-17"},
		{in: "3/17/1992 12:00:00 AM", want: "1992-03-17"},
		{in: "17/03/92", want: "1992-03-17"},
		{in: "'1992-03-17", want: "1992-03-17"},
		{in: "33680", want: "1992-03-17"},
		{in: "33680", number: true, want: "1992-03-17"},
		{in: "33680.5", number: true, want: "1992-03-17"},
		{in: "29-02-2000", want: "2000-02-29"},
		{in: "05/05/1992", want: "1992-05-05"},
		// Two days: the NIK has one of them, or the order is said, or nobody knows.
		{in: "03/04/1992", nik: april, want: "1992-04-03"},
		{in: "04/03/1992", nik: april, want: "1992-04-03"},
		{in: "03/04/1992", nik: other, says: "1992-03-04 or 1992-04-03"},
		{in: "03/04/1992", says: "--dates"},
		{in: "03/04/1992", order: table.DayFirst, want: "1992-04-03"},
		{in: "03/04/1992", order: table.MonthFirst, want: "1992-03-04"},
		{in: "03/17/1992", order: table.DayFirst, want: "1992-03-17"},
		{in: "17/03/1992", order: table.MonthFirst, want: "1992-03-17"},
		{in: "17-Mar-20", says: "1920-03-17 or 2020-03-17"},
		{in: "01-01-00", says: "1900-01-01 or 2000-01-01"},
		// Nobody knows the day.
		{in: "0000-00-00", nik: march, want: "1992-03-17"},
		{in: "00/00/0000", nik: march, want: "1992-03-17"},
		{in: "00000000", nik: march, want: "1992-03-17"},
		{in: "1992-00-00", nik: march, want: "1992-03-17"},
		{in: "1993-00-00", nik: march, says: "NIK does not tell"},
		{in: "0000-00-00", nik: nik(t, "3276060003929002"), says: "NIK does not tell"},
		{in: "0000-00-00", says: "NIK cannot be read"},
		{in: "2099-03-17", says: "future"},
		{in: "2026-11-29", says: "future"},
		{in: "2026-11-28", want: "2026-11-28"},
		{in: "1792-03-17", says: "too long ago"},
		{in: "1992", says: "with day and month"},
		{in: "1992", number: true, says: "with day and month"},
		{in: "Maret 1992", says: "a date such as"},
		{in: "31 Februari 1992", says: "a day that there is"},
		{in: "32/01/1992", says: "a day that there is"},
		{in: "1992-03-16T17:00:00Z", says: "a date such as"}, // the day before, or not
		{in: "1992-03-17 17:30", says: "a date such as"},
		{in: "", says: "nothing stands there"},
		{in: "-", says: "nothing stands there"},
		{in: "tidak tahu", says: "a date such as"},
		{in: "17/Maret/April", says: "a date such as"},
		{in: "999999999", says: "a date such as"},
	} {
		d, note, err := table.Values{Today: today, Order: c.order}.Date(table.Cell{Text: c.in, Number: c.number}, c.nik)
		if !says(err, c.says) || err == nil && d.String() != c.want {
			t.Errorf("%q: %v, %v, want %s %q", c.in, d, err, c.want, c.says)
		}
		if (note == table.FromNIK) != (err == nil && strings.Contains(c.in, "00-00") || c.in == "00/00/0000" || c.in == "00000000") {
			t.Errorf("%q: note %q", c.in, note)
		}
	}
}

// Every day comes back from each form that has one meaning.
func TestDatesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Date(1927, 6, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 36000).Draw(t, "day"))
		d := siak.DateOf(at)
		form := rapid.SampledFrom([]string{"2006-01-02", "2006/1/2", "20060102", "02012006", "2 January 2006", "02-Jan-2006", "January 2, 2006", "Monday, 2 January 2006"}).Draw(t, "form")
		got, _, err := table.Values{Today: today}.Date(text(at.Format(form)), siak.NIK{})
		if err != nil || got != d {
			t.Fatalf("%s: %v, %v", at.Format(form), got, err)
		}
		got, _, err = table.Values{Today: today, Order: table.DayFirst}.Date(text(at.Format("2/1/2006")), siak.NIK{})
		if err != nil || got != d {
			t.Fatalf("day first: %v, %v", got, err)
		}
	})
}

func TestChoices(t *testing.T) {
	c := table.NewChoice("kawin or cerai-hidup", map[string]int{"kawin": 1, "cerai-hidup": 2})
	for in, want := range map[string]int{"kawin": 1, "Kawin": 1, " KAWIN ": 1, "Cerai Hidup": 2, "CERAI_HIDUP": 2, "cerai-hidup": 2, "(kawin)": 1} {
		if got, err := c.Read(text(in)); err != nil || got != want {
			t.Errorf("%q: %d, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "cerai", "kawin?!x", "k\xe9"} {
		if _, err := c.Read(text(in)); err == nil {
			t.Errorf("%q is taken", in)
		}
	}
}

func TestTexts(t *testing.T) {
	for in, want := range map[string]string{
		"Budi  Santoso ": "Budi Santoso", "Jose\u0301": "José", "'Aisyah": "'Aisyah", "'=1+1": "=1+1", "'081200": "081200",
		"Ã": "Ã", `="081200"`: "081200", "Đặng": "Đặng", "Åse Ø": "Åse Ø",
	} {
		if got, err := table.Text(text(in), 200); err != nil || got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for in, want := range map[string]string{
		"Jos\xe9": `"José"`, "JosÃ©": `"José" seems to be meant`, "Budi\nSantoso": "line break", "Budi\u202e": "direction",
		"Bu\u200bdi": "character 3", "Jos\ufffd": "lost", strings.Repeat("a", 201): "there are 201", "a\x00b": "control",
	} {
		if _, err := table.Text(text(in), 200); !says(err, want) {
			t.Errorf("%q: %v, want %q", in, err, want)
		}
	}
}

func TestRegions(t *testing.T) {
	for in, want := range map[string]siak.Region{"327606": "327606", "32.76.06": "327606", " 32 76 06": "327606", "'327606": "327606"} {
		if got, err := table.Region(text(in)); err != nil || got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for in, want := range map[string]string{"": "nothing", "Beji": "not its name", "3276": "there are 4", "32.76.06.1001": "kecamatan 327606", "3.27606E+5": "not its name"} {
		if _, err := table.Region(text(in)); !says(err, want) {
			t.Errorf("%q: %v, want %q", in, err, want)
		}
	}
	if got, err := table.Region(number("327606.0")); err != nil || got != "327606" {
		t.Errorf("%q, %v", got, err)
	}
}

// What a report writes for a spreadsheet comes back.
func TestGuard(t *testing.T) {
	for _, s := range []string{"=HYPERLINK(1)", "+62812", "-x", "@x", "3276061703929001"} {
		if g := table.Guard(s); g != "'"+s {
			t.Errorf("%q is written as %q", s, g)
		}
		if back, err := table.Text(text(table.Guard(s)), 200); err != nil || back != s {
			t.Errorf("%q came back as %q, %v", s, back, err)
		}
	}
	for _, s := range []string{"", "Budi", "327606", "1992-03-17", "'Aisyah"} {
		if table.Guard(s) != s {
			t.Errorf("%q is guarded", s)
		}
	}
}
