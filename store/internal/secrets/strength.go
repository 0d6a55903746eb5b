package secrets

import (
	"ikd/station/store/internal/fault"

	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ikd/station/siak"
)

const (
	shortestPassphrase = 8 // letters
	shortestPIN        = 6 // digits
)

// CheckSecret says whether a secret is strong enough for an account. It fails
// with [siak.KindWeakPassphrase].
//
// A passphrase has at least 8 letters, and at least 8 that cost a guesser
// something: the account's name, the words that everybody takes, runs (abcd,
// 4321, qwer), repetitions of a letter and repetitions of what stands before
// count as one letter each, whatever their case and with 0, 1, 3, 4, 5, 7, @ and
// $ read as the letters that they stand for. A PIN has at least 6 digits, is no
// run and no repetition, and no date of this or the last century.
func CheckSecret(officer string, s Secret) error {
	const op = "check the secret"
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
		if worth(officer, s.Text) < shortestPassphrase {
			return weak("easy to guess")
		}
	default:
		return siak.E(op, fault.KindBadValue, errors.New("no such method"))
	}
	return nil
}

// common are the words that a guesser tries first.
var common = []string{
	"password", "passphrase", "rahasia", "bismillah", "sayang", "indonesia", "merdeka", "pancasila",
	"qwerty", "asdfgh", "zxcvbn", "admin", "letmein", "welcome", "selamat", "iloveyou", "cintaku", "cinta",
	"katasandi", "sandi", "frasasandi", "dukcapil", "disdukcapil", "kependudukan", "petugas", "penyelia", "loket",
	"depok", "jakarta", "garuda", "football", "dragon", "master", "princess", "sunshine", "monkey", "komputer",
	"januari", "februari", "maret", "april", "agustus", "september", "oktober", "november", "desember",
}

// rows are what stands side by side on a keyboard or in an order.
var rows = []string{"abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm"}

var leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s")

// worth is how many letters a guesser must find.
func worth(officer string, text []byte) int {
	plain := strings.ToLower(string(text))
	cheap := append(strings.Fields(strings.ToLower(officer)), common...)
	cheap = slices.DeleteFunc(cheap, func(word string) bool { return utf8.RuneCountInString(word) < 3 })
	slices.SortFunc(cheap, func(a, b string) int { return len(b) - len(a) })
	return min(count(plain, cheap), count(leet.Replace(plain), cheap))
}

// count counts a text's letters, what is cheap as one. Spaces cost nothing.
func count(text string, cheap []string) int {
	letters := []rune(strings.Join(strings.FieldsFunc(text, unicode.IsSpace), ""))
	n := 0
	for i := 0; i < len(letters); n++ {
		i += max(1, wordAt(letters[i:], cheap), runAt(letters[i:]), repeatAt(letters, i))
	}
	return n
}

// wordAt is the length of the cheap word that a text begins with.
func wordAt(letters []rune, cheap []string) int {
	text := string(letters)
	for _, word := range cheap {
		if strings.HasPrefix(text, word) {
			return utf8.RuneCountInString(word)
		}
	}
	return 0
}

// runAt is the length of the run, up or down, that a text begins with; below
// three letters it is chance.
func runAt(letters []rune) int {
	longest := 0
	for _, step := range []int{1, -1} {
		n := 1
		for n < len(letters) && neighbours(letters[n-1], letters[n], step) {
			n++
		}
		longest = max(longest, n)
	}
	if longest < 3 {
		return 0
	}
	return longest
}

func neighbours(a, b rune, step int) bool {
	for _, row := range rows {
		if at := strings.IndexRune(row, a); at >= 0 && at+step >= 0 && at+step < len(row) && rune(row[at+step]) == b {
			return true
		}
	}
	return false
}

// repeatAt is the length of what repeats what stands right before it.
func repeatAt(letters []rune, at int) int {
	for size := at; size > 0; size-- {
		n := 0
		for at+n < len(letters) && letters[at+n] == letters[at-size+n%size] {
			n++
		}
		if n >= size && n > 0 {
			return n
		}
	}
	return 0
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
	letters := []rune(string(pin))
	if count(string(pin), nil) <= 3 || runAt(letters) >= 5 || repeatAt(letters, 1) >= 3 {
		return "easy to guess"
	}
	if len(pin) == 6 && isDate(string(pin)) || len(pin) == 8 && isLongDate(string(pin)) {
		return "a date"
	}
	return ""
}

// isDate: DDMMYY or YYMMDD.
func isDate(pin string) bool {
	return inYear(pin[0:2], pin[2:4]) || inYear(pin[4:6], pin[2:4])
}

// isLongDate: DDMMYYYY or YYYYMMDD of this or the last century.
func isLongDate(pin string) bool {
	century := func(year string) bool { return year[:2] == "19" || year[:2] == "20" }
	return inYear(pin[0:2], pin[2:4]) && century(pin[4:]) || century(pin) && inYear(pin[6:8], pin[4:6])
}

// inYear reports whether two pairs of digits are a day and a month.
func inYear(day, month string) bool {
	return day >= "01" && day <= "31" && month >= "01" && month <= "12"
}
