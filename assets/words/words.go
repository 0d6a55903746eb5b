// Package words holds every text of the station, on the screen and at the
// command line, in Indonesian and in English. It does not depend on a screen.
//
// Each language is one JSON file in the format of go-i18n, with the same keys.
// Each closed set of the domain (outcomes, warnings, kinds, states, reasons) has
// a section, and a test fails for a member without a text. The section "ui"
// holds the rest, see [Words.Text].
//
// The texts are short, friendly and exact, so that an officer may read them out
// to the citizen as they stand.
package words

import (
	"slices"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/message"
)

// Lang is a language, by its ISO 639-1 code. Its texts are in the file of that
// name, id.json for instance.
type Lang string

// The languages that the program itself names. Indonesian is the first one and
// the one that stands in for a text that another language lacks.
const (
	ID Lang = "id"
	EN Lang = "en"
)

// Langs lists the languages in the order in which one key goes through them. A
// new language is a file beside this one and its code in this list.
func Langs() []Lang { return []Lang{ID, EN} }

// Next is the language after l in [Langs], and the first one after the last or
// after a language that is not in the list.
func Next(l Lang) Lang {
	all := Langs()
	return all[(slices.Index(all, l)+1)%len(all)]
}

// Words is the texts of one language. It never changes after it was loaded and is
// safe for concurrent use.
type Words struct {
	lang    Lang
	texts   *i18n.Localizer
	numbers *message.Printer
}

// For is the texts of a language; Indonesian where there is no such language.
func For(l Lang) *Words {
	all := languages()
	if w, ok := all[l]; ok {
		return w
	}
	return all[ID]
}

// Lang is the language of w.
func (w *Words) Lang() Lang { return w.lang }

// Text is a text of the section "ui". {0}, {1} … stand for the arguments:
// strings as they are, whole numbers (int) as the language writes them. Where the
// first argument is a number, the text has the plural form that the language
// uses with it. Arguments are never read as texts themselves. An unknown key
// gives the key itself, which a test keeps from happening.
func (w *Words) Text(key string, args ...any) string {
	if text, ok := w.text("ui."+key, args...); ok {
		return text
	}
	return key
}
