package words

import (
	"strings"
	"testing"
	"time"

	"ikd/station/scanner"
	"ikd/station/siak"
)

func each(t *testing.T, check func(t *testing.T, w *Words)) {
	for _, l := range Langs() {
		t.Run(string(l), func(t *testing.T) { check(t, For(l)) })
	}
}

func sentence(t *testing.T, what, s string) {
	t.Helper()
	switch {
	case strings.TrimSpace(s) == "":
		t.Errorf("%s: no words", what)
	case strings.ContainsAny(s, "{}"):
		t.Errorf("%s: an open place in %q", what, s)
	case !strings.HasSuffix(s, "."):
		t.Errorf("%s: %q is no sentence", what, s)
	}
}

func TestEveryMemberOfEverySetHasItsWords(t *testing.T) {
	day := siak.Date{Year: 2027, Month: 3, Day: 12}
	each(t, func(t *testing.T, w *Words) {
		for _, o := range siak.Outcomes() {
			told := w.Outcome(o, day)
			sentence(t, string(o), told.Do)
			if told.Title == "" || told.Next == "" {
				t.Errorf("%s: title %q, next %q", o, told.Title, told.Next)
			}
		}
		for _, x := range siak.Warnings() {
			sentence(t, string(x), w.Warning(x))
		}
		for _, k := range siak.Kinds() {
			sentence(t, string(k), w.Kind(k).What)
			if o, isOutcome := siak.ParseOutcome(string(k)); !isOutcome || o != siak.UnderAge {
				sentence(t, string(k), w.Kind(k).Do)
			}
		}
		for _, r := range siak.Reasons() {
			sentence(t, string(r), w.Reason(r))
		}
		for _, r := range siak.HeldReasons() {
			officer, centre := w.Held(r)
			sentence(t, "held, the officer: "+string(r), officer)
			sentence(t, "held, the centre: "+string(r), centre)
		}
		for _, o := range siak.Outcomes() { // any of them may be a reason
			sentence(t, "reason "+string(o), w.Reason(siak.Reason(o)))
		}
		for _, s := range siak.States() {
			told := w.State(s, siak.ReasonNone)
			sentence(t, string(s), told.Do)
			if told.Short == "" || told.Title == "" {
				t.Errorf("%s: short %q, title %q", s, told.Short, told.Title)
			}
		}
	})
}

func TestEveryHintOfTheScannerHasItsOwnWords(t *testing.T) {
	each(t, func(t *testing.T, w *Words) {
		seen := map[string]bool{}
		for _, h := range scanner.Hints() {
			key := "hint." + h.String()
			text := w.Text(key)
			if text == "" || text == key || seen[text] {
				t.Errorf("%v: %q", h, text)
			}
			seen[text] = true
		}
	})
}

func TestEveryFaultOfTheCameraHasItsOwnWords(t *testing.T) {
	each(t, func(t *testing.T, w *Words) {
		for _, f := range scanner.Faults() {
			if w.Kind(siak.Kind(f)) == w.Kind(siak.KindUnknown) {
				t.Errorf("%s has no words of its own", f)
			}
		}
	})
}

// TestMonths: a list shows the first three letters, and a typed date is read by
// them.
func TestMonths(t *testing.T) {
	each(t, func(t *testing.T, w *Words) {
		seen := map[string]bool{}
		for m := time.January; m <= time.December; m++ {
			name := []rune(w.month(m))
			if len(name) < 3 || seen[string(name[:3])] {
				t.Errorf("month %d is %q", m, string(name))
				continue
			}
			seen[string(name[:3])] = true
		}
	})
}

func TestUnknownLanguageIsIndonesian(t *testing.T) {
	if For("xx").Lang() != ID || For("").Lang() != ID {
		t.Error("an unknown language is not Indonesian")
	}
}

func TestNextGoesThroughAllLanguages(t *testing.T) {
	l := Langs()[0]
	for _, want := range Langs() {
		if l != want {
			t.Errorf("%q comes where %q is due", l, want)
		}
		l = Next(l)
	}
	if l != Langs()[0] || Next("xx") != Langs()[0] {
		t.Errorf("the last language is followed by %q, an unknown one by %q", l, Next("xx"))
	}
}

func TestFormat(t *testing.T) {
	id, en := For(ID), For(EN)
	at := time.Date(2026, 3, 12, 1, 41, 0, 0, time.UTC)
	day := siak.Date{Year: 2027, Month: 3, Day: 12}
	for _, c := range []struct{ got, want string }{
		{id.Date(day), "12 Maret 2027"},
		{en.Date(day), "12 March 2027"},
		{id.Date(siak.Date{}), "–"},
		{id.ClockZone(at, siak.WIB), "08.41 WIB"},
		{id.ClockZone(at, siak.WIT), "10.41 WIT"},
		{en.ClockZone(at, nil), "08:41 WIB"},
		{id.When(at, at.Add(time.Hour), siak.WIB), "08.41 hari ini"},
		{id.When(at, at.Add(24*time.Hour), siak.WIB), "08.41 kemarin"},
		{id.When(at, at.Add(72*time.Hour), siak.WIB), "12 Maret 2026"},
		// Midnight is the zone's: 16.30 UTC is 23.30 WIB, an hour later the next day.
		{id.When(at.Add(15*time.Hour), at.Add(16*time.Hour), siak.WIB), "23.41 kemarin"},
		{id.Number(0), "0"},
		{id.Number(999), "999"},
		{id.Number(5000), "5.000"},
		{en.Number(1400000), "1,400,000"},
		{id.Number(-1234), "-1.234"},
		{en.Duration(0), "0 seconds"},
		{en.Duration(time.Second), "1 second"},
		{en.Duration(2 * time.Second), "2 seconds"},
		{en.Duration(-90 * time.Second), "1 minute"},
		{en.Duration(time.Hour), "1 hour"},
		{en.Duration(48 * time.Hour), "2 days"},
		{id.Duration(-90 * time.Second), "1 menit"},
		{id.Duration(40 * time.Second), "40 detik"},
		{id.Duration(26 * time.Hour), "26 jam"},
		{id.Duration(72 * time.Hour), "3 hari"},
		{id.Place("Kukusan", "327606"), "Kel. Kukusan, Kec. Beji"},
		{id.Place("", "327601"), "Kec. Pancoran Mas"},
		{id.Place("Dago", "327302"), "Kel. Dago, wilayah 32.73.02"},
		{id.Place("", ""), ""},
		{id.Text("today.sent", 1200), "terkirim 1.200"},
		{en.Text("today.sent", 1), "sent 1"},
		{en.Text("list.page", 1, 20, 1200), "1–20 of 1,200"},
		{id.Text("no.such.key"), "no.such.key"},
		{id.Outcome(siak.UnderAge, day).Do, "Aktivasi bisa dilakukan mulai 12 Maret 2027, atau setelah menikah."},
		{id.State(siak.Rejected, siak.ReasonCodeExpired).Do, "Kode di e-mail tidak dimasukkan tepat waktu. Ulangi aktivasi."},
		{id.Reason("something-new"), id.Reason(siak.ReasonInternal)},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
