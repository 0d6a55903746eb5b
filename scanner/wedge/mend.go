package wedge

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"ikd/station/scanner"
)

// prefix begins every code of ours.
const prefix = "IKD1:"

// Ours reports whether a text begins as our codes do.
func Ours(text string) bool { return strings.HasPrefix(text, prefix) }

// maxSuffix is how many characters behind a code are looked over for its end.
const maxSuffix = 16

var (
	// mark is the beginning of our codes as it comes out under any layout that has the
	// letters where the United States have them, in capitals: the colon is M in France,
	// Ö in Germany, Ñ in Spain, and the digit has Shift in France and the Czech Republic.
	mark = regexp.MustCompile(`IKD[1&+!'][^A-LN-Z0-9 ]`)
	aim  = regexp.MustCompile(`\][A-Za-z][0-9A-Za-z]`)
)

// marked is where the last beginning of a code stands among characters; -1 for none.
func marked(runes []rune) int {
	text := fold(runes)
	all := mark.FindAllStringIndex(text, -1)
	if len(all) == 0 {
		return -1
	}
	return len([]rune(text[:all[len(all)-1][0]]))
}

// candidate is a text that may have been on the code.
type candidate struct {
	text   string
	layout KeyboardLayout
}

// candidates are what a run can have meant, the least mended first.
func candidates(runes, keys []rune) []candidate {
	all := []candidate{{string(runes), US}, {fold(runes), US}}
	if len(keys) > 0 && !slices.Contains(keys, 0) {
		all = append(all, candidate{string(keys), Other}, candidate{fold(keys), Other})
	}
	for _, l := range []KeyboardLayout{French, German} {
		all = append(all, candidate{fromLayout(l, runes), l})
	}
	return all
}

// mended finds what stood on the code. It gives the text where a reading is whole, or
// else what is wrong with the best of them.
func mended(form func(string) Form, suffix string, runes, keys []rune) (string, Result) {
	all := candidates(runes, keys)
	for _, c := range all {
		if strings.Contains(c.text, SetupText) {
			return SetupText, Card
		}
	}
	var best *candidate
	for i, c := range all {
		body := c.text
		if at := strings.LastIndex(c.text, prefix); at >= 0 {
			body = c.text[at:]
			if best == nil {
				best = &all[i]
			}
		} else if len(body) < MinMarked {
			continue
		} else {
			body = withBeginning(body)
		}
		if text, ok := cutSuffix(form, suffix, body); ok {
			return text, Read
		}
	}
	if marked(runes) < 0 && best == nil {
		return bound(withoutAIM(runes)), NotOurs
	}
	return damage(form, runes, best)
}

// withBeginning gives a text the characters of our beginning that were lost before it.
func withBeginning(body string) string {
	for lost := 1; lost < len(prefix); lost++ {
		if rest, is := strings.CutPrefix(body, prefix[lost:]); is {
			return prefix + rest
		}
	}
	return body
}

// cutSuffix tries where a code ends.
func cutSuffix(form func(string) Form, suffix, body string) (string, bool) {
	if text, had := strings.CutSuffix(body, suffix); had && suffix != "" && form(text) == Whole {
		return text, true
	}
	for range maxSuffix + 1 {
		if form(body) == Whole {
			return body, true
		}
		if body == "" {
			break
		}
		body = body[:len(body)-1]
	}
	return "", false
}

// damage says what is wrong with a code of ours that is not whole. What is neither
// cut nor changed on the way is damaged itself, and judged like any other.
func damage(form func(string) Form, runes []rune, best *candidate) (string, Result) {
	if best == nil {
		return "", Layout
	}
	body := strings.TrimSpace(best.text[strings.LastIndex(best.text, prefix):])
	switch {
	case form(body) == Cut:
		return "", Stopped
	case best.layout != US, strings.ContainsFunc(fold(runes), func(r rune) bool { return !strings.ContainsRune(base45, r) }):
		return "", Layout
	case strings.ContainsFunc(string(runes), unicode.IsLower):
		return "", CapsLock
	}
	return bound(body), Read
}

// withoutAIM is a text without the identifier of its kind of code (ISO/IEC 15424)
// before it.
func withoutAIM(runes []rune) string {
	text := string(runes)
	if at := aim.FindStringIndex(text); at != nil && at[0] == 0 {
		text = text[at[1]:]
	}
	return strings.TrimSpace(text)
}

func bound(text string) string { return scanner.BoundText(text) }
