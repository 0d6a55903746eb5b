package words

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"ikd/station/siak"
)

// ParseDate reads a day as people write it: day, month and year with any
// separators or none ("12-3-1991", "12 Maret 1991", "12031991"), or the year first
// ("1991-03-12"). The year has four digits. It returns false where the text is no
// day.
func ParseDate(text string) (siak.Date, bool) {
	parts := dateParts(text)
	if len(parts) != 3 {
		return siak.Date{}, false
	}
	if len(parts[0]) == 4 {
		parts[0], parts[2] = parts[2], parts[0]
	}
	if len(parts[2]) != 4 {
		return siak.Date{}, false
	}
	var n [3]int
	for i, part := range parts {
		n[i], _ = strconv.Atoi(part) // digits, and few
	}
	d := siak.Date{Year: n[2], Month: time.Month(n[1]), Day: n[0]}
	return d, siak.DateOf(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)) == d
}

// dateParts are the numbers of a date in the order of the text, with the name of a
// month as its number; nil where a part is empty or too long.
func dateParts(text string) []string {
	apart := func(r rune) bool { return !unicode.IsLetter(r) && !isDigit(r) }
	parts := strings.FieldsFunc(text, apart)
	if len(parts) == 1 && len(parts[0]) == 8 {
		parts = []string{parts[0][:2], parts[0][2:4], parts[0][4:]}
	}
	for i, part := range parts {
		if strings.ContainsFunc(part, func(r rune) bool { return !isDigit(r) }) {
			parts[i] = monthNumber(part)
		}
		if len(parts[i]) == 0 || len(parts[i]) > 4 {
			return nil
		}
	}
	return parts
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// monthNumber is the number of the month whose name, in any language, begins with
// these letters, at least three; "" for none.
func monthNumber(name string) string {
	const shortest = 3
	if name = strings.ToLower(name); len(name) < shortest {
		return ""
	}
	for _, l := range Langs() {
		for m := time.January; m <= time.December; m++ {
			if strings.HasPrefix(strings.ToLower(For(l).month(m)), name) {
				return strconv.Itoa(int(m))
			}
		}
	}
	return ""
}
