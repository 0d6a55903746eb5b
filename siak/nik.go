package siak

import (
	"fmt"
	"log/slog"
	"time"

	"ikd/station/siak/text"
)

// NIKLength is the number of digits of a NIK.
const NIKLength = 16

// femaleDayOffset is added to the day of birth in a woman's NIK.
const femaleDayOffset = 40

// NIK (Nomor Induk Kependudukan) is the 16-digit national identity number.
// It never changes in a person's life: not on moving house, not when a date of
// birth is corrected. Its parts therefore tell where and with which birth date
// it was issued, never what is true today.
//
// A NIK prints masked, whatever the verb, so that it cannot reach a log or an
// error text by accident; [NIK.Digits] is the one way to the number itself.
// The zero NIK is no NIK. NIKs are comparable.
type NIK struct{ digits string }

// ParseNIK checks the structure of a NIK: 16 digits, a region, a day of birth
// (1–31, or 41–71 for a woman) that exists in its month, and a serial that is
// not 0000. It fails with [KindBadNIK].
func ParseNIK(s string) (NIK, error) {
	n, err := digitsOf(s)
	if err == nil {
		err = n.Anomaly()
	}
	if err != nil {
		return NIK{}, err
	}
	return n, nil
}

// RegisteredNIK reads a NIK as the register has it. There are people whose NIK
// [ParseNIK] would refuse, and it is theirs for life: issued without a day or a
// month of birth (00), or in a province that was made after this program.
// [NIK.Anomaly] tells those. What no office can have issued fails with
// [KindBadNIK] here too.
func RegisteredNIK(s string) (NIK, error) {
	n, err := digitsOf(s)
	switch {
	case err != nil:
		return NIK{}, err
	case !n.Region().possible():
		return NIK{}, badNIK("no such region")
	case !dayExists(max(1, n.birthDay()), max(1, n.number(8, 10))):
		return NIK{}, badNIK("no such day of birth")
	case n.number(12, 16) == 0:
		return NIK{}, badNIK("serial 0000")
	}
	return n, nil
}

// Anomaly is what of a registered NIK is not as the structure has it; nil for
// nearly everybody's.
func (n NIK) Anomaly() error {
	switch day, month := n.birthDay(), n.number(8, 10); {
	case !n.Region().plausible():
		return badNIK("no such region")
	case !dayExists(day, month):
		return badNIK("no such day of birth")
	case n.number(12, 16) == 0:
		return badNIK("serial 0000")
	}
	return nil
}

// possible reports whether the code can be one of a list to come: new provinces
// go on behind the last, and no level is numbered 00.
func (r Region) possible() bool {
	return len(r) == 6 && r[:2] >= "11" && r[2:4] != "00" && r[4:] != "00"
}

// digitsOf checks the digits alone.
func digitsOf(s string) (NIK, error) {
	if len(s) != NIKLength {
		return NIK{}, badNIK("%d characters, want %d", len(s), NIKLength)
	}
	for i := range NIKLength {
		if s[i] < '0' || s[i] > '9' {
			return NIK{}, badNIK("character %d is no digit", i+1)
		}
	}
	return NIK{digits: s}, nil
}

// ReadNIK reads a NIK as people write one: with blanks, full stops or hyphens
// between its groups, in quotes, or pasted with characters that cannot be seen. It
// fails as [RegisteredNIK]: whom the register has, an officer can ask for.
func ReadNIK(typed string) (NIK, error) { return RegisteredNIK(text.Signs(typed)) }

func badNIK(format string, args ...any) error {
	return E("parse NIK", KindBadNIK, fmt.Errorf(format, args...))
}

// dayExists reports whether the day exists in the month of some year: the
// century is not in the NIK, so 29 February always passes.
func dayExists(day, month int) bool {
	const leapYear = 2000
	return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(time.Month(month), leapYear)
}

// number reads digits [from, to) as a decimal number.
func (n NIK) number(from, to int) int {
	v := 0
	for _, c := range []byte(n.digits[from:to]) {
		v = v*10 + int(c-'0')
	}
	return v
}

func (n NIK) birthDay() int {
	day := n.number(6, 8)
	if day >= femaleDayOffset {
		day -= femaleDayOffset
	}
	return day
}

// Digits is the number itself: personal data.
func (n NIK) Digits() string { return n.digits }

// IsZero reports whether n is no NIK.
func (n NIK) IsZero() bool { return n.digits == "" }

// Region is the kecamatan that first issued the NIK.
func (n NIK) Region() Region { return Region(n.digits[:6]) }

// Sex is the sex that the NIK was issued with.
func (n NIK) Sex() Sex {
	if n.number(6, 8) >= femaleDayOffset {
		return Female
	}
	return Male
}

// BornOn reports whether the NIK was issued with the birth date d, as far as
// it tells: day, month and the last two digits of the year.
func (n NIK) BornOn(d Date) bool {
	return n.birthDay() == d.Day && n.number(8, 10) == int(d.Month) && n.number(10, 12) == d.Year%100
}

// String is the NIK as it may be shown: region and serial, the birth date
// hidden ("3276 •••• •••• 9012").
func (n NIK) String() string {
	if n.IsZero() {
		return "–"
	}
	return n.digits[:4] + " •••• •••• " + n.digits[12:]
}

// Format masks the NIK under every verb, %#v and %q included.
func (n NIK) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(n.String())) }

// LogValue masks the NIK in structured logs.
func (n NIK) LogValue() slog.Value { return slog.StringValue(n.String()) }
