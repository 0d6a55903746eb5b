package wedge

import (
	"strings"
	"unicode"
)

// usKeys are the characters of a keyboard of the United States, without and with
// Shift, by the scan code of the key: set 1, which Windows tells and from which
// Linux's key codes are derived (include/uapi/linux/input-event-codes.h).
var usKeys = func() map[int][2]rune {
	keys := map[int][2]rune{}
	row := func(first int, plain, shifted string) {
		p, s := []rune(plain), []rune(shifted)
		for i := range p {
			keys[first+i] = [2]rune{p[i], s[i]}
		}
	}
	row(2, "1234567890-=", "!@#$%^&*()_+")
	row(16, "qwertyuiop[]", "QWERTYUIOP{}")
	row(30, "asdfghjkl;'`", `ASDFGHJKL:"~`)
	row(43, `\zxcvbnm,./`, `|ZXCVBNM<>?`)
	row(57, " ", " ")
	return keys
}()

// USKey is the character of a key on a keyboard of the United States; false for a key
// that types none.
func USKey(scanCode int, shift bool) (rune, bool) {
	pair, known := usKeys[scanCode]
	if shift {
		return pair[1], known
	}
	return pair[0], known
}

// KeyboardLayout is a layout of the system under which the text of a scanner of the
// United States' layout can be recovered from its characters alone.
type KeyboardLayout string

// The layouts. Of any other the keys have to be known.
const (
	US     KeyboardLayout = "us"
	French KeyboardLayout = "fr"
	German KeyboardLayout = "de"
	Other  KeyboardLayout = "other"
)

// layouts has, for each layout, what each Base45 character comes out as where it
// differs. No two of a layout come out alike, so the way back is unambiguous.
var layouts = map[KeyboardLayout]map[rune]string{
	French: {
		'1': "&", '2': "é", '3': `"`, '4': "'", '5': "(", '6': "-", '7': "è", '8': "_", '9': "ç", '0': "à",
		'A': "Q", 'Q': "A", 'Z': "W", 'W': "Z", 'M': "?", '$': "4", '%': "5", '*': "8", '-': ")", '.': ":", '/': "!", ':': "M",
	},
	// The plus is a dead key: joined with the letter behind it (deadGrave), or alone.
	German: {'Y': "Z", 'Z': "Y", '*': "(", '+': "`", '-': "ß", '/': "-", ':': "Ö"},
}

// deadGrave is what the dead key gives with the letter behind it.
var deadGrave = strings.NewReplacer("À", "`A", "È", "`E", "Ì", "`I", "Ò", "`O", "Ù", "`U", "Ǹ", "`N", "Ẁ", "`W", "Ỳ", "`Y")

// fromLayout is a text that came out under a layout as it was meant. Caps Lock makes
// no difference; a character that is none of ours stays.
func fromLayout(l KeyboardLayout, typed []rune) string {
	text := fold(typed)
	if l == German {
		text = deadGrave.Replace(text)
	}
	return strings.Map(func(r rune) rune {
		if meant, known := backFrom[l][r]; known {
			return meant
		}
		return r
	}, text)
}

// backFrom turns layouts round, with every character of Base45 that stays as it is.
var backFrom = func() map[KeyboardLayout]map[rune]rune {
	all := map[KeyboardLayout]map[rune]rune{}
	for l, out := range layouts {
		back := map[rune]rune{}
		for _, meant := range base45 {
			if r, differs := out[meant]; differs {
				back[[]rune(fold([]rune(r)))[0]] = meant
			} else {
				back[meant] = meant
			}
		}
		all[l] = back
	}
	return all
}()

// base45 are the characters of our codes (RFC 9285 section 4.2).
const base45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

// fold is a text in capitals; ß, of which Unicode knows a capital, stays.
func fold(typed []rune) string {
	var b strings.Builder
	for _, r := range typed {
		if r != 'ß' && r != 'ẞ' {
			r = unicode.ToUpper(r)
		} else {
			r = 'ß'
		}
		b.WriteRune(r)
	}
	return b.String()
}
