package secrets

import (
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
// least 6 digits, and is no run, no repetition, no date, no figure on the keys and none
// that everybody takes. Both are judged by zxcvbn's estimate and by the patterns that it
// does not know: one word or name with a number, numbers that others know of somebody,
// dates in every order, and what a finger draws on the keys. Only secrets that are being
// set are checked.
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
		if why := weakPassphrase(officer, s.Text); why != "" {
			return weak(why)
		}
	default:
		return siak.E(op, fault.KindBadValue, errors.New("no such method"))
	}
	return nil
}

// weakPassphrase says why a passphrase is weak, "" for a good one.
func weakPassphrase(officer string, text []byte) string {
	switch plain := plainly(text); {
	case utf8.RuneCount(text) < shortestPassphrase:
		return fmt.Sprintf("fewer than %d letters", shortestPassphrase)
	case strength(officer, text) < shortestPassphrase:
		return "easy to guess"
	case isFewRuns(plain):
		return "runs along the keyboard"
	case isWordWithNumber(officer, plain):
		return "a word or a name with a number"
	case isOwnNumber(plain):
		return "a number that others know"
	}
	return ""
}

// strength is how many random letters a passphrase is worth: the logarithm of the
// guesses it takes, to the base of ten, for zxcvbn counts ten guesses for a letter
// that it knows nothing about. Case and spaces are worth nothing, and no letter more
// than one.
func strength(officer string, text []byte) int {
	plain := []rune(plainly(text))
	plain = plain[:min(len(plain), mostEstimated)]
	words, _ := guessed()
	known := append(names(officer), words...)
	guesses := zxcvbn.PasswordStrength(inOneByteEach(plain), known).Guesses
	const rounding = 1e-9
	return min(len(plain), int(math.Log10(max(1, guesses))+rounding))
}

// plainly is a passphrase in small letters without blanks.
func plainly(text []byte) string {
	return strings.Join(strings.Fields(strings.ToLower(string(text))), "")
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
