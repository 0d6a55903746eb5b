package secrets

import (
	"fmt"
	"strconv"

	"github.com/trustelem/zxcvbn"
)

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
	text := string(pin[:min(len(pin), mostEstimated)])
	switch {
	case zxcvbn.PasswordStrength(text, nil).Guesses < fewestPINGuesses:
		return "easy to guess"
	case isPattern(text):
		return "a repetition or a run"
	case isPadWalk(text):
		return "a figure on the keys"
	case isDate(text):
		return "a date"
	}
	return ""
}

// isPattern reports whether a PIN repeats itself, reads the same from both ends, has
// one or two different digits, doubles each digit, or goes on by the same step, by digits
// or by numbers of two.
func isPattern(pin string) bool {
	n := len(pin)
	kinds := map[rune]bool{}
	for _, d := range pin {
		kinds[d] = true
	}
	if len(kinds) <= 2 {
		return true
	}
	for period := 1; period <= n/2; period++ {
		if all(n-period, func(i int) bool { return pin[i] == pin[i+period] }) {
			return true
		}
	}
	step := func(i int) byte { return (pin[i+1] + 10 - pin[i]) % 10 }
	return all(n/2, func(i int) bool { return pin[i] == pin[n-1-i] }) ||
		n%2 == 0 && all(n/2, func(i int) bool { return pin[2*i] == pin[2*i+1] }) ||
		all(n-1, func(i int) bool { return step(i) == step(0) }) ||
		countsInPairs(pin)
}

// countsInPairs reports whether a PIN is numbers of two digits that go on by the same
// step: 101112, 102030, 998877.
func countsInPairs(pin string) bool {
	pair := func(i int) int { return 10*int(pin[2*i]-'0') + int(pin[2*i+1]-'0') }
	pairs := len(pin) / 2
	return len(pin)%2 == 0 && all(pairs-1, func(i int) bool { return pair(i+1)-pair(i) == pair(1)-pair(0) })
}

// all reports whether something holds for each number below n.
func all(n int, holds func(int) bool) bool {
	for i := range n {
		if !holds(i) {
			return false
		}
	}
	return true
}

// key is the place of a digit on a pad, in columns and rows.
type key struct{ x, y int }

// pads are where the digits are: on a telephone, and on a keyboard's block of digits.
var pads = [][10]key{
	{{1, 3}, {0, 0}, {1, 0}, {2, 0}, {0, 1}, {1, 1}, {2, 1}, {0, 2}, {1, 2}, {2, 2}},
	{{0, 3}, {0, 2}, {1, 2}, {2, 2}, {0, 1}, {1, 1}, {2, 1}, {0, 0}, {1, 0}, {2, 0}},
}

// Pieces of a figure on the keys.
const (
	shortestLine = 3 // keys in a straight line, each beside the one before
	shortestWalk = 4 // keys each beside the one before, in any direction
)

// isPadWalk reports whether a finger draws the PIN on a pad: it falls into pieces that
// are straight lines of 3 keys or more, or walks of 4 or more from each key to one
// beside it. 159753, 147258, 147896 and 2580 with 1470 are.
func isPadWalk(pin string) bool {
	for _, pad := range pads {
		if isDrawn(pad, pin) {
			return true
		}
	}
	return false
}

func isDrawn(pad [10]key, pin string) bool {
	drawn := make([]bool, len(pin)+1) // the first so many digits fall into pieces
	drawn[0] = true
	for begin := range pin {
		if !drawn[begin] {
			continue
		}
		straight := true
		for end := begin + 1; end < len(pin); end++ {
			step := move(pad, pin[end-1], pin[end])
			if step.x*step.x > 1 || step.y*step.y > 1 || step == (key{}) {
				break
			}
			straight = straight && step == move(pad, pin[begin], pin[begin+1])
			if n := end - begin + 1; straight && n >= shortestLine || n >= shortestWalk {
				drawn[end+1] = true
			}
		}
	}
	return drawn[len(pin)]
}

// move is the way from one digit's key to another's.
func move(pad [10]key, from, to byte) key {
	a, b := pad[from-'0'], pad[to-'0']
	return key{b.x - a.x, b.y - a.y}
}

// isDate reports whether a PIN is a date in any usual order, or a month with a year:
// 170845, 081745, 450817, 451708, 17081945, 19450817, 1781945, 081945. A year of two
// digits is any and stands in six digits; one of four is of this or the last century.
// A day or month may have one digit beside a year in which people live.
func isDate(pin string) bool {
	for _, order := range []string{"dmL", "mdL", "Ldm", "Lmd", "mL", "Lm"} {
		if fits(pin, order, 1) {
			return true
		}
	}
	for _, order := range []string{"dmy", "mdy", "ymd", "ydm", "dmY", "mdY", "Ymd", "Ydm", "mY", "Ym"} {
		if fits(pin, order, 2) {
			return true
		}
	}
	return false
}

// fits reports whether a text is made of a day (d) and a month (m), of two digits or
// as few as shortest, and a year of two (y) or four digits (Y, L).
func fits(text, order string, shortest int) bool {
	if order == "" {
		return text == ""
	}
	from, to := shortest, 2
	switch order[0] {
	case 'Y', 'L':
		from, to = 4, 4
	case 'y':
		from = 2
	}
	for n := from; n <= min(to, len(text)); n++ {
		if within(order[0], text[:n]) && fits(text[n:], order[1:], shortest) {
			return true
		}
	}
	return false
}

// bounds are the least and the largest number that each part of a date can be.
var bounds = map[byte][2]int{'d': {1, 31}, 'm': {1, 12}, 'y': {0, 99}, 'Y': {1900, 2099}, 'L': {1900, 2034}}

// within reports whether digits can be that part of a date.
func within(part byte, digits string) bool {
	value, err := strconv.Atoi(digits)
	return err == nil && value >= bounds[part][0] && value <= bounds[part][1]
}
