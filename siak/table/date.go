package table

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"ikd/station/siak"
)

// Order is how the numbers of a date are ordered where nothing else tells.
type Order string

// The orders.
const (
	AnyOrder   Order = ""
	DayFirst   Order = "day-first"
	MonthFirst Order = "month-first"
)

// Values read what depends on more than the cell.
type Values struct {
	// Today is the day of reading: a birth does not lie behind it.
	Today siak.Date
	// Order is how 03/04/1992 is meant.
	Order Order
}

// earliest is the earliest year of birth that is taken for one.
const earliest = 1850

// FromNIK is the note of a date that nobody knows and that was taken from the
// person's NIK.
const FromNIK = "the date of birth is not known; it was taken from the NIK"

// Date reads a date of birth as people write it, where it can mean one day only:
// in ISO 8601, in figures with the day in front, with the month's name in
// Indonesian or English, behind a place and a comma, as a spreadsheet's number. What could be two days (03/04,
// a year of two digits) is decided by the person's NIK where that has the one and
// not the other, and refused elsewhere. note says what was done beside reading.
func (v Values) Date(c Cell, nik siak.NIK) (d siak.Date, note string, err error) {
	s, err := c.plain()
	if err != nil {
		return d, "", err
	}
	s = withoutPlace(s)
	parts := isoParts(s)
	if parts == nil {
		parts = dateParts(s)
	}
	switch {
	case s == "" || s == "-":
		err = problem("a date such as 1992-03-17; nothing stands there")
	case unknownDay(parts):
		return v.fromNIK(parts, nik)
	case isNumber(s):
		d, err = serial(c, s)
	default:
		d, err = v.read(parts, nik)
	}
	switch {
	case err != nil:
	case v.Today.Before(d):
		err = problem("a date of birth; %s lies in the future", d)
	case d.Year < earliest:
		err = problem("a date of birth such as 1992-03-17; the year %d is too long ago", d.Year)
	}
	return d, "", err
}

// withoutPlace leaves out what stands before a date and its comma: "Depok, 17 Maret
// 1992", "Selasa, 17 Maret 1992".
func withoutPlace(s string) string {
	place, date, found := strings.Cut(s, ",")
	if !found || place == "" || strings.ContainsAny(place, "0123456789") {
		return s
	}
	return strings.TrimSpace(date)
}

var errDate = problem("a date such as 1992-03-17, 17/03/1992 or 17 Maret 1992")

// isNumber: digits, and perhaps a fraction as a spreadsheet has it for the time of
// day.
func isNumber(s string) bool {
	whole, fraction, _ := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	return isDigits(whole) && (fraction == "" || isDigits(fraction) && len(whole) > 4)
}

// Days that a spreadsheet's number may stand for. Smaller ones are years, and
// dates before October 1905.
const (
	firstSerial = 2101
	lastSerial  = 100_000
)

// serial reads a number: of 8 digits the date itself, of up to 6 a spreadsheet's
// count of days. Serial 60 is a day that never was (29 February 1900), so the count
// of those behind it begins a day earlier.
func serial(c Cell, s string) (siak.Date, error) {
	whole, _, _ := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	n, err := strconv.Atoi(whole)
	switch {
	case err != nil:
		return siak.Date{}, errDate
	case len(whole) == 8:
		return compact(whole)
	case n < firstSerial:
		return siak.Date{}, problem("a whole date such as 1992-03-17, with day and month")
	case n > lastSerial:
		return siak.Date{}, errDate
	}
	begin := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if c.from1904 {
		begin = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return siak.DateOf(begin.AddDate(0, 0, n)), nil
}

// compact reads 19920317 or 17031992: no string is both, since no month is 19 or 20
// and no year of birth begins with 0 or 1 and less than 8.
func compact(s string) (siak.Date, error) {
	if d, is := day(figure(s[:4]), figure(s[4:6]), figure(s[6:])); is && d.Year >= earliest {
		return d, nil
	}
	if d, is := day(figure(s[4:]), figure(s[2:4]), figure(s[:2])); is && d.Year >= earliest {
		return d, nil
	}
	return siak.Date{}, errDate
}

// figure is a number of digits, -1 for what is none.
func figure(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// day makes a date if there is such a day.
func day(y, m, d int) (siak.Date, bool) {
	date := siak.Date{Year: y, Month: time.Month(m), Day: d}
	return date, siak.DateOf(time.Date(y, date.Month, d, 0, 0, 0, 0, time.UTC)) == date
}

// midnight is the time of day that programs write behind a date. Any other, and
// one of another zone than nowhere in particular, may belong to the day before.
var midnight = regexp.MustCompile(`[t ]( ?0?0:00(:00(\.0+)?)?|12:00(:00)? ?am)$`)

// isoParts are those of the commonest form, which a city has a million of; nil for
// any other.
func isoParts(s string) []string {
	if len(s) == len("1992-03-17") && s[4] == '-' && s[7] == '-' && isDigits(s[:4]) && isDigits(s[5:7]) && isDigits(s[8:]) {
		return []string{s[:4], s[5:7], s[8:]}
	}
	return nil
}

// dateParts cuts a date into its figures and words, without a weekday in front and
// midnight behind.
func dateParts(s string) (parts []string) {
	s = strings.ToLower(s)
	if at := midnight.FindStringIndex(s); at != nil && at[0] >= len("1/1/92") {
		s = s[:at[0]]
	}
	last := 0 // 1: a figure, 2: a letter
	for _, r := range s {
		kind := 0
		switch {
		case r >= '0' && r <= '9':
			kind = 1
		case unicode.IsLetter(r):
			kind = 2
		case !strings.ContainsRune(" -/.,'\u00a0\u2010\u2011\u2013", r):
			return nil // no date has a colon in it
		}
		switch {
		case kind == 0:
		case kind == last:
			parts[len(parts)-1] += string(r)
		default:
			parts = append(parts, string(r))
		}
		last = kind
	}
	if len(parts) == 4 && slices.Contains(weekdays, parts[0]) {
		parts = parts[1:]
	}
	return parts
}

var weekdays = []string{
	"senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu", "ahad",
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
}

// months are their names in both languages, in full and short, in old and new
// spelling.
var months = map[string]int{}

func init() {
	for i, names := range []string{
		"januari january jan", "februari february pebruari feb peb", "maret march mar mrt", "april apr",
		"mei may", "juni june jun", "juli july jul", "agustus august agu ags agt aug",
		"september sep sept", "oktober october okt oct", "november nopember nov nop", "desember december des dec",
	} {
		for name := range strings.FieldsSeq(names) {
			months[name] = i + 1
		}
	}
}

// read reads three parts.
func (v Values) read(parts []string, nik siak.NIK) (siak.Date, error) {
	f, month, err := figures(parts)
	switch {
	case err != nil:
		return siak.Date{}, err
	case month > 0 && len(f[0]) > 2:
		return decide(v.candidates(f[0], month, f[1]), nik)
	case month > 0:
		return decide(v.candidates(f[1], month, f[0]), nik)
	case len(f[0]) == 4: // nobody writes year, day, month
		return decide(v.candidates(f[0], figure(f[1]), f[2]), nik)
	}
	dayFirst, monthFirst := v.candidates(f[2], figure(f[1]), f[0]), v.candidates(f[2], figure(f[0]), f[1])
	switch {
	case v.Order == DayFirst && len(dayFirst) > 0:
		return decide(dayFirst, nik)
	case v.Order == MonthFirst && len(monthFirst) > 0:
		return decide(monthFirst, nik)
	}
	return decide(append(dayFirst, monthFirst...), nik)
}

// figures are those of three parts, and the month where one of them names it.
func figures(parts []string) (f []string, month int, err error) {
	if len(parts) != 3 {
		return nil, 0, errDate
	}
	for _, p := range parts {
		if m, named := months[p]; named && month == 0 {
			month = m
		} else if isDigits(p) && len(p) <= 4 {
			f = append(f, p)
		} else {
			return nil, 0, errDate
		}
	}
	return f, month, nil
}

// candidates are the days that a year, a month and a day can mean: a year of two
// digits is of this century or of the one before, and not to come.
func (v Values) candidates(year string, month int, dayOf string) (days []siak.Date) {
	years := []int{figure(year)}
	switch len(year) {
	case 4:
	case 2:
		century := v.Today.Year / 100 * 100
		years = []int{century - 100 + figure(year), century + figure(year)}
	default:
		return nil
	}
	for _, y := range years {
		d, is := day(y, month, figure(dayOf))
		if is && (len(years) == 1 || !v.Today.Before(d)) {
			days = append(days, d)
		}
	}
	return days
}

// decide takes the one day that is meant, with the NIK where there are several.
func decide(days []siak.Date, nik siak.NIK) (siak.Date, error) {
	slices.SortFunc(days, func(a, b siak.Date) int { return strings.Compare(a.Compact(), b.Compact()) })
	days = slices.Compact(days)
	if len(days) > 1 && !nik.IsZero() {
		born := slices.DeleteFunc(slices.Clone(days), func(d siak.Date) bool { return !nik.BornOn(d) })
		if len(born) == 1 {
			return born[0], nil
		}
	}
	switch len(days) {
	case 0:
		return siak.Date{}, problem("a day that there is, such as 1992-03-17")
	case 1:
		return days[0], nil
	}
	texts := make([]string, len(days))
	for i, d := range days {
		texts[i] = d.String()
	}
	return siak.Date{}, problem("one day: this can be %s; write it so, or say how dates are meant with --dates", strings.Join(texts, " or "))
}

// unknownDay reports whether the parts say that nobody knows: zeros in the place
// of a day, a month or a year.
func unknownDay(parts []string) bool {
	if len(parts) == 1 && len(parts[0]) == 8 && isDigits(parts[0]) {
		p := parts[0]
		parts = []string{p[:4], p[4:6], p[6:]}
	}
	if len(parts) != 3 {
		return false
	}
	year := 2
	if len(parts[0]) == 4 {
		year = 0
	}
	zeros := 0
	for i, p := range parts {
		if !isDigits(p) {
			return false
		}
		zeros += count(strings.Trim(p, "0") == "" && (i != year || len(p) == 4)) // the year 00 is 2000
	}
	return zeros > 0
}

// fromNIK is the date of birth that a NIK was issued with, of a person whose own
// is not known. Its year has two digits: the date counts where only one century
// can be meant, and where it is of the year that is known.
func (v Values) fromNIK(parts []string, nik siak.NIK) (siak.Date, string, error) {
	if nik.IsZero() {
		return siak.Date{}, "", problem("a date of birth; zeros stand there, and the NIK cannot be read")
	}
	digits := nik.Digits()
	dayOf := figure(digits[6:8]) % 40
	days := v.candidates(digits[10:12], figure(digits[8:10]), fmt.Sprintf("%02d", dayOf))
	for _, p := range parts {
		if len(p) == 4 && strings.Trim(p, "0") != "" {
			days = slices.DeleteFunc(days, func(d siak.Date) bool { return d.Year != figure(p) })
		}
	}
	if len(days) != 1 {
		return siak.Date{}, "", problem("a date of birth; zeros stand there, and the NIK does not tell it either")
	}
	return days[0], FromNIK, nil
}
