package siak

import (
	"fmt"
	"time"
)

// Date is a day of the civil calendar, in no time zone: a date of birth.
// The zero Date is no date. Dates are comparable.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads "2006-01-02" or, as Claim 169 writes it, "20060102".
func ParseDate(s string) (Date, error) {
	layout := time.DateOnly
	if len(s) == 8 {
		layout = "20060102"
	}
	t, err := time.Parse(layout, s)
	if err != nil { // the error of time.Parse quotes the input: personal data
		return Date{}, E("parse date", KindBadValue, fmt.Errorf("no date of the form %s", layout))
	}
	return DateOf(t), nil
}

// DateOf is the day of t in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool {
	if d.Year != e.Year {
		return d.Year < e.Year
	}
	if d.Month != e.Month {
		return d.Month < e.Month
	}
	return d.Day < e.Day
}

// String is the date as ISO 8601, "2006-01-02".
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// Compact is the date as Claim 169 writes it, "20060102".
func (d Date) Compact() string { return fmt.Sprintf("%04d%02d%02d", d.Year, d.Month, d.Day) }

// Anniversary is the day on which somebody born on d completes the given
// number of years. Who was born on 29 February completes them, in a year
// without that day, on 1 March: a year of life is complete when 28 February
// has passed. (No regulation that we found says otherwise; of the two readings
// this one never lets a person in a day early.)
func (d Date) Anniversary(years int) Date {
	y := d.Year + years
	if d.Day > daysIn(d.Month, y) {
		return Date{y, d.Month + 1, 1}
	}
	return Date{y, d.Month, d.Day}
}

// AgeOn is the number of whole years that somebody born on d has completed on
// the given day, or -1 before birth.
func (d Date) AgeOn(day Date) int {
	if day.Before(d) {
		return -1
	}
	age := day.Year - d.Year
	if day.Before(d.Anniversary(age)) {
		age--
	}
	return age
}

// daysIn is the number of days of a month.
func daysIn(m time.Month, year int) int {
	return time.Date(year, m+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
