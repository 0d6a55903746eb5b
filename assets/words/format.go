package words

import (
	"fmt"
	"strconv"
	"time"

	"ikd/station/siak"
)

// Date is a day as people write it: "12 Maret 2027"; "–" for no date.
func (w *Words) Date(d siak.Date) string {
	if d.IsZero() {
		return "–"
	}
	return fmt.Sprintf("%d %s %d", d.Day, w.month(d.Month), d.Year)
}

// Clock is the time of day in a zone: "08.41".
func (w *Words) Clock(t time.Time, zone *time.Location) string {
	return t.In(orWIB(zone)).Format(w.Text("format.clock"))
}

// ClockZone is the time of day with the name of its zone: "08.41 WIB".
func (w *Words) ClockZone(t time.Time, zone *time.Location) string {
	name, _ := t.In(orWIB(zone)).Zone()
	return w.Clock(t, zone) + " " + name
}

// When is a moment as people write it on the day of now: "08.30 hari ini",
// "16.02 kemarin", "12 Maret 2027".
func (w *Words) When(t, now time.Time, zone *time.Location) string {
	zone = orWIB(zone)
	day, today := siak.DateOf(t.In(zone)), siak.DateOf(now.In(zone))
	switch day {
	case today:
		return w.Text("format.today", w.Clock(t, zone))
	case siak.DateOf(now.In(zone).AddDate(0, 0, -1)):
		return w.Text("format.yesterday", w.Clock(t, zone))
	default:
		return w.Date(day)
	}
}

// ShortDay is a day of this year or the last in a list: "12 Mar".
func (w *Words) ShortDay(t time.Time, zone *time.Location) string {
	t = t.In(orWIB(zone))
	month := []rune(w.month(t.Month()))
	return fmt.Sprintf("%d %s", t.Day(), string(month[:3]))
}

// DayClock is a moment in a list: "12 Mar 2026 08.41".
func (w *Words) DayClock(t time.Time, zone *time.Location) string {
	t = t.In(orWIB(zone))
	month := []rune(w.month(t.Month()))
	return fmt.Sprintf("%d %s %d %s", t.Day(), string(month[:3]), t.Year(), w.Clock(t, zone))
}

// Number is a whole number as the language writes it: "5.000".
func (w *Words) Number(n int) string { return w.numbers.Sprintf("%d", n) }

// month is the name of a month.
func (w *Words) month(m time.Month) string { return w.member("months", strconv.Itoa(int(m)), "") }

// Duration is a length of time in its largest unit, whatever its sign:
// "3 menit".
func (w *Words) Duration(d time.Duration) string {
	d = d.Abs()
	switch {
	case d < time.Minute:
		return w.Text("format.seconds", int(d/time.Second))
	case d < time.Hour:
		return w.Text("format.minutes", int(d/time.Minute))
	case d < 48*time.Hour:
		return w.Text("format.hours", int(d/time.Hour))
	default:
		return w.Text("format.days", int(d/(24*time.Hour)))
	}
}

// orWIB is the zone, or western Indonesian time where it is not known.
func orWIB(zone *time.Location) *time.Location {
	if zone == nil {
		return siak.WIB
	}
	return zone
}
