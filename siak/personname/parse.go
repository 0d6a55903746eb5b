package personname

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"ikd/station/siak/text"
)

// word is a word of a name as it was written.
type word struct {
	text   string // in capitals, with its marks; every sort of apostrophe is '
	dotted bool   // a full stop follows
	tight  bool   // nothing but a full stop stands before it: the Pd of S.Pd
	comma  bool   // a comma stands before it
}

// parse takes a name apart. A text that is not canonical is read as
// [text.Clean] gives it, so that what an older version took in can be compared.
func parse(name string) []word {
	var p parser
	marked := strings.Map(func(r rune) rune { // NFKC would make a blank with a mark of some
		if isApostrophe(r) {
			return '\''
		}
		return r
	}, text.Clean(name))
	for _, r := range strings.ToUpper(norm.NFKC.String(marked)) {
		p.next(r)
	}
	p.end()
	return p.words
}

type parser struct {
	words []word
	now   strings.Builder
	stop  bool // the last character was a full stop behind a word
	comma bool
}

func (p *parser) next(r rune) {
	switch {
	case r == '\'', unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
		p.now.WriteRune(r)
	case isJoiner(r): // says how a letter looks, not which it is
	default:
		p.end()
		p.separate(r)
	}
}

// end ends a word, if one was begun.
func (p *parser) end() {
	if p.now.Len() == 0 {
		return
	}
	if w := p.now.String(); strings.Trim(w, "'") != "" {
		p.words = append(p.words, word{text: w, tight: p.stop && len(p.words) > 0, comma: p.comma && len(p.words) > 0})
		p.comma, p.stop = false, false
	}
	p.now.Reset()
}

func (p *parser) separate(r rune) {
	p.stop = r == '.' && len(p.words) > 0 && (p.stop || !p.words[len(p.words)-1].dotted)
	if p.stop {
		p.words[len(p.words)-1].dotted = true
	}
	p.comma = p.comma || r == ','
}

// isApostrophe: what is typed for the stop of the glottis and the ain, and what
// a word processor makes of it.
func isApostrophe(r rune) bool { return strings.ContainsRune("'’‘`´ʼʻʾʿʹ′‛＇ˈ", r) }

func isJoiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// surface is how words look where only case, blanks and punctuation are put
// aside.
func surface(words []word) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.text
	}
	return strings.Join(texts, " ")
}

// Key is what two accounts of the same name have in common, whatever their case,
// blanks, punctuation and form are.
func Key(name string) string { return strings.ReplaceAll(surface(parse(name)), " ", "") }

// base is a word without marks on Latin letters, without vowel signs of Arabic,
// and with the letters that are no letter with a mark but stand for one.
func base(w string) string {
	if isASCII(w) {
		return w
	}
	latin := false
	return strings.Map(func(r rune) rune {
		if unicode.IsMark(r) && (latin || unicode.Is(unicode.Inherited, r)) || r == 'ـ' { // tatweel
			return -1
		}
		latin = unicode.Is(unicode.Latin, r)
		return r
	}, lettersOfOne.Replace(norm.NFD.String(w)))
}

var lettersOfOne = strings.NewReplacer("ß", "SS", "Æ", "AE", "Œ", "OE", "Ø", "O", "Ł", "L", "Đ", "D", "Ð", "D", "Þ", "TH", "ı", "I")

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
