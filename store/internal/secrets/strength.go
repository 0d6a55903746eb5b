package secrets

import (
	_ "embed"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/trustelem/zxcvbn"

	"ikd/station/siak"
	"ikd/station/store/internal/fault"
)

const (
	shortestPassphrase = 8 // letters
	shortestPIN        = 6 // digits
	// fewestPINGuesses is more than zxcvbn counts for runs, repetitions and common
	// PINs, and fewer than for a year with a day: it takes too much for a date.
	fewestPINGuesses = 5_000
	// mostEstimated bounds what is looked at, in letters: the estimate's time grows
	// faster than the text's length.
	mostEstimated = 64
)

// CheckSecret says whether a secret is strong enough for an account. It fails
// with [siak.KindWeakPassphrase].
//
// A passphrase has at least 8 letters, and costs a guesser, who knows the account's
// name and common Indonesian words and names, as much as 8 random ones. A PIN has at
// least 6 digits, and is no run, no repetition, no date and none that everybody takes.
// Both are judged by zxcvbn's estimate. Only secrets that are being set are checked.
func CheckSecret(officer string, s Secret) error {
	const op = "check the secret"
	forms := s.forms()
	defer clearAll(forms)
	s = forms[0] // a letter with a mark is one letter
	weak := func(why string) error { return siak.E(op, fault.KindWeakPassphrase, errors.New(why)) }
	switch s.Method {
	case MethodPIN:
		if why := weakPIN(s.Text); why != "" {
			return weak(why)
		}
	case MethodPassphrase:
		if utf8.RuneCount(s.Text) < shortestPassphrase {
			return weak(fmt.Sprintf("fewer than %d letters", shortestPassphrase))
		}
		if strength(officer, s.Text) < shortestPassphrase {
			return weak("easy to guess")
		}
	default:
		return siak.E(op, fault.KindBadValue, errors.New("no such method"))
	}
	return nil
}

// guessable are words that a guesser of this country tries first, the likeliest
// first: zxcvbn's own lists are English.
//
//go:embed guessable.txt
var guessable string

// strength is how many random letters a passphrase is worth: the logarithm of the
// guesses it takes, to the base of ten, for zxcvbn counts ten guesses for a letter
// that it knows nothing about. Case and spaces are worth nothing, and no letter more
// than one.
func strength(officer string, text []byte) int {
	plain := []rune(strings.Join(strings.Fields(strings.ToLower(string(text))), ""))
	plain = plain[:min(len(plain), mostEstimated)]
	name := strings.Fields(strings.ToLower(officer))
	known := append(append(name, strings.Join(name, "")), strings.Fields(guessable)...)
	guesses := zxcvbn.PasswordStrength(inOneByteEach(plain), known).Guesses
	const rounding = 1e-9
	return min(len(plain), int(math.Log10(max(1, guesses))+rounding))
}

// inOneByteEach writes a letter that takes more than one byte as a control character,
// the same for the same letter: zxcvbn looks for repetitions in bytes, and misses
// them beside such letters. It knows no words with them. Neighbours are farther apart
// than the steps that it takes for a run; after 31 letters they come again, which
// makes a text weaker, not stronger.
func inOneByteEach(text []rune) string {
	const signs, step = 31, 7
	chosen := map[rune]byte{}
	short := make([]byte, 0, len(text))
	for _, r := range text {
		if r < utf8.RuneSelf {
			short = append(short, byte(r))
			continue
		}
		if _, ok := chosen[r]; !ok {
			chosen[r] = byte(len(chosen)*step%signs) + 1
		}
		short = append(short, chosen[r])
	}
	return string(short)
}

// weakPIN says why a PIN is weak, "" for a good one.
func weakPIN(pin []byte) string {
	if len(pin) < shortestPIN {
		return fmt.Sprintf("fewer than %d digits", shortestPIN)
	}
	for _, d := range pin {
		if d < '0' || d > '9' {
			return "not only digits"
		}
	}
	if zxcvbn.PasswordStrength(string(pin[:min(len(pin), mostEstimated)]), nil).Guesses < fewestPINGuesses {
		return "easy to guess"
	}
	if len(pin) == 6 && isDate(string(pin)) || len(pin) == 8 && isLongDate(string(pin)) {
		return "a date"
	}
	return ""
}

// isDate: DDMMYY or YYMMDD.
func isDate(pin string) bool {
	return isDay(pin[0:2], pin[2:4]) || isDay(pin[4:6], pin[2:4])
}

// isLongDate: DDMMYYYY or YYYYMMDD of this or the last century.
func isLongDate(pin string) bool {
	century := func(year string) bool { return year[:2] == "19" || year[:2] == "20" }
	return isDay(pin[0:2], pin[2:4]) && century(pin[4:]) || century(pin) && isDay(pin[6:8], pin[4:6])
}

// isDay reports whether two pairs of digits are a day and a month.
func isDay(day, month string) bool {
	return day >= "01" && day <= "31" && month >= "01" && month <= "12"
}
