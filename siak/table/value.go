package table

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"ikd/station/siak"
	"ikd/station/siak/text"
)

// Problem is why a cell is not taken: what is meant there. It holds nothing of
// what stood there.
type Problem struct{ Meant string }

func (p *Problem) Error() string { return p.Meant }

func problem(format string, args ...any) error { return &Problem{fmt.Sprintf(format, args...)} }

// Rounded is what is said of a NIK of which a spreadsheet kept 15 digits.
const Rounded = "a spreadsheet took the NIK for a number and rounded its last digits away; nothing brings them back: " +
	"get the list again from where it came, with the column formatted as text before it is filled"

// plain is a cell's text without what people and spreadsheets put around it: an
// apostrophe in front keeps a spreadsheet from reading a number.
func (c Cell) plain() (string, error) {
	switch {
	case c.Broken != "":
		return "", problem("%s", c.Broken)
	case !utf8.ValidString(c.Text):
		return "", notUTF8(c.Text)
	}
	s := strings.TrimFunc(c.Text, func(r rune) bool { return unicode.IsSpace(r) || invisible(r) })
	s = unwrapped(s)
	first, size := utf8.DecodeRuneInString(s)
	if strings.ContainsRune("'’‘`", first) && len(s) > size {
		return strings.TrimSpace(s[size:]), nil
	}
	return s, nil
}

// invisible: what comes with texts that were copied from a web page or a PDF.
func invisible(r rune) bool { return r >= utf8.RuneSelf && unicode.Is(unicode.Cf, r) }

// unwrapped is the text in ="…", as some programs write a text that a spreadsheet
// must not read as a number.
func unwrapped(s string) string {
	if inner, is := strings.CutPrefix(s, `="`); is && strings.HasSuffix(inner, `"`) {
		return strings.TrimSuffix(inner, `"`)
	}
	return s
}

func notUTF8(s string) error {
	if as := seems(s); as != "" && !strings.ContainsRune(as, utf8.RuneError) {
		return problem("the file is not UTF-8 here; it seems to be Windows-1252, as which this is %q: import with --encoding windows-1252, or save the file as UTF-8", Shown(as))
	}
	return problem("the file is not UTF-8 here: say how it is written with --encoding, or save it as UTF-8")
}

// Text reads a text of at most so many bytes, in its canonical form.
func Text(c Cell, most int) (string, error) {
	switch {
	case c.Broken != "":
		return "", problem("%s", c.Broken)
	case !utf8.ValidString(c.Text):
		return "", notUTF8(c.Text)
	}
	if meant, is := twice(c.Text); is {
		return "", problem("UTF-8 was taken for Windows-1252 here, %q seems to be meant: read the file as UTF-8, or mend the text", Shown(meant))
	}
	s := unguarded(unwrapped(c.Text))
	s, err := text.Canonical(s)
	if f, is := errors.AsType[*text.Fault](err); is {
		return "", problem("%s", f.Error())
	}
	if len(s) > most {
		return "", problem("at most %d bytes; there are %d", most, len(s))
	}
	return s, err
}

// Unguarded characters would be taken for a formula by a spreadsheet, see [Guard].
const formulas = "=+-@"

// unguarded takes away the apostrophe that stands before what a spreadsheet would
// compute. Names may begin with one.
func unguarded(s string) string {
	if rest, cut := strings.CutPrefix(s, "'"); cut && rest != "" && (strings.ContainsRune(formulas, rune(rest[0])) || isDigits(rest)) {
		return rest
	}
	return s
}

// Guard is a cell's text for a file that a spreadsheet opens: long numbers would
// be rounded and some texts be computed there, so they get an apostrophe in front,
// which the readers of this package take away again.
func Guard(s string) string {
	if s != "" && (strings.ContainsRune(formulas, rune(s[0])) || len(s) > 11 && isDigits(s)) {
		return "'" + s
	}
	return s
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// betweenDigits is what people write between the digits of a number for the eye.
var betweenDigits = strings.NewReplacer(" ", "", ".", "", "-", "", "\u00a0", "", "'", "", ",", "")

var (
	exponent = regexp.MustCompile(`^[+-]?\d+([.,]\d*)?[eE]\+?\d+$`)
	grouped  = regexp.MustCompile(`^\d{1,3}([.,']\d{3})+$`)
	decimals = regexp.MustCompile(`^\d+[.,]0+$`)
)

// NIK reads a NIK. Blanks, dots and hyphens between its digits are left out. One
// that came through a number is refused with [Rounded] where digits can have been
// lost on the way.
func NIK(c Cell) (siak.NIK, error) {
	s, err := c.plain()
	if err != nil {
		return siak.NIK{}, err
	}
	s, number, err := whole(s, c.Number)
	if err != nil {
		return siak.NIK{}, err
	}
	digits := betweenDigits.Replace(s)
	switch {
	case s == "":
		return siak.NIK{}, problem("a NIK of 16 digits; nothing stands there")
	case !isDigits(digits):
		return siak.NIK{}, problem("a NIK of 16 digits, and nothing else")
	case len(digits) != siak.NIKLength:
		return siak.NIK{}, problem("a NIK of 16 digits; there are %d", len(digits))
	case number && lossy(digits):
		return siak.NIK{}, problem("%s", Rounded)
	}
	nik, err := siak.RegisteredNIK(digits)
	if err != nil {
		return siak.NIK{}, problem("a NIK: %s", cause(err))
	}
	return nik, nil
}

// whole is a number without an exponent and decimals; number tells that it came
// through one.
func whole(s string, isNumber bool) (digits string, number bool, err error) {
	switch {
	case isDigits(s):
	case exponent.MatchString(s):
		n, err := strconv.ParseFloat(s, 64)
		if digits = strconv.FormatFloat(n, 'f', 0, 64); err != nil || !isNumber || len(digits) != siak.NIKLength {
			return "", true, problem("%s", Rounded)
		}
		return digits, true, nil
	case decimals.MatchString(s) && len(s) > siak.NIKLength:
		return s[:strings.IndexAny(s, ".,")], true, nil
	}
	return s, isNumber || grouped.MatchString(s), nil
}

// lossy reports whether a number of 16 digits can have lost some: spreadsheets
// keep 15, and a floating-point number has every integer only up to 2^53.
func lossy(digits string) bool {
	n, err := strconv.ParseUint(digits, 10, 64)
	return err != nil || n%10 == 0 || n > 1<<53
}

// cause is what an error of the domain says beside what was tried.
func cause(err error) string {
	if e, is := errors.AsType[*siak.Error](err); is && e.Err != nil {
		return e.Err.Error()
	}
	return err.Error()
}

// Region reads the code of a kecamatan: 6 digits, with dots or without.
func Region(c Cell) (siak.Region, error) {
	s, err := c.plain()
	if err != nil {
		return "", err
	}
	if decimals.MatchString(s) && c.Number {
		s = s[:strings.IndexAny(s, ".,")]
	}
	digits := betweenDigits.Replace(s)
	switch {
	case s == "":
		return "", problem("the kecamatan's code of 6 digits; nothing stands there")
	case !isDigits(digits):
		return "", problem("the kecamatan's code of 6 digits, such as 32.76.06; not its name")
	case len(digits) == 10:
		return "", problem("the kecamatan's code of 6 digits; this seems to be a kelurahan's or desa's, in kecamatan %s", digits[:6])
	case len(digits) != 6:
		return "", problem("the kecamatan's code of 6 digits; there are %d", len(digits))
	}
	return siak.Region(digits), nil
}

// Choice is a closed set of values with the words that people write for them.
type Choice[T any] struct {
	values map[string]T
	meant  string
}

// NewChoice makes a set; the words are folded, so that case, blanks and hyphens
// do not count. meant lists those that are asked for. A word may be "".
func NewChoice[T any](meant string, values map[string]T) Choice[T] {
	c := Choice[T]{values: map[string]T{}, meant: meant}
	for word, v := range values {
		c.values[word] = v
		c.values[folded(word)] = v
	}
	return c
}

var brackets = strings.NewReplacer("(", "", ")", "")

// Read reads a value of the set.
func (c Choice[T]) Read(cell Cell) (v T, err error) {
	s, err := cell.plain()
	if err != nil {
		return v, err
	}
	if v, known := c.values[strings.ToLower(s)]; known {
		return v, nil
	}
	if word := folded(brackets.Replace(s)); word != "" {
		if v, known := c.values[word]; known {
			return v, nil
		}
	}
	if s == "" {
		return v, problem("%s; nothing stands there", c.meant)
	}
	return v, problem("%s", c.meant)
}
