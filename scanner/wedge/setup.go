package wedge

import (
	"strings"
	"time"
	"unicode"

	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/encoder"
)

// SetupText is the text of the set-up card: the beginning of our codes, then each
// character that they are made of. Nothing of it is personal.
const SetupText = prefix + "PEMINDAI 0123456789 ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

// SetupCode is the set-up card's code: rows of modules, true is dark, without the
// quiet zone of four modules (ISO/IEC 18004, 5.3.8).
func SetupCode() [][]bool {
	qr, err := encoder.Encoder_encode(SetupText, decoder.ErrorCorrectionLevel_M, nil)
	if err != nil {
		panic(err) // the text is a constant that fits
	}
	var rows [][]bool
	for _, row := range qr.GetMatrix().GetArray() {
		dark := make([]bool, len(row))
		for i, module := range row {
			dark[i] = module == 1
		}
		rows = append(rows, dark)
	}
	return rows
}

// Findings is how a scanner is set up, by what it typed for the set-up card.
type Findings struct {
	Prefix, Suffix string // what it sends around a text
	By             Terminator
	Layout         KeyboardLayout // of the system, as the scanner's text came out
	Lower          bool           // capitals came as small letters
	PerCharacter   time.Duration
	EnterFirst     bool // it sends Enter before the text too
}

// slow is the time for each character from which a scanner is worth speeding up: a
// code of 600 characters would take more than six seconds.
const slow = 10 * time.Millisecond

// Slow reports whether the scanner types slowly.
func (f Findings) Slow() bool { return f.PerCharacter > slow }

// Well reports whether nothing should be changed.
func (f Findings) Well() bool {
	return f.Layout == US && !f.Lower && !f.Slow() && !f.EnterFirst && f.By == ByEnter
}

// Examine looks at what arrived of the set-up card; false where it is not whole.
func Examine(t Typed) (Findings, bool) {
	f := Findings{By: t.By, EnterFirst: t.Leading, PerCharacter: PerCharacter(t)}
	for _, c := range candidates(t.Runes, t.Keys) {
		before, after, found := strings.Cut(c.text, SetupText)
		if !found {
			continue
		}
		f.Layout, f.Prefix, f.Suffix = c.layout, before, after
		f.Lower = c.layout == US && strings.ContainsFunc(string(t.Runes), unicode.IsLower)
		return f, true
	}
	return f, false
}

// PerCharacter is the time from one character to the next, on average.
func PerCharacter(t Typed) time.Duration {
	return t.Took / time.Duration(max(1, len(t.Runes)-1))
}
