package words

import (
	"embed"
	"strconv"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

//go:embed *.json
var files embed.FS

// languages are the texts of all languages. They are loaded when the first text is
// needed, which takes some milliseconds.
var languages = sync.OnceValue(load)

// load panics on a file that cannot be read: the files are part of the program,
// and every test of this package would fail.
func load() map[Lang]*Words {
	bundle := i18n.NewBundle(language.Make(string(ID)))
	all := map[Lang]*Words{}
	for _, l := range Langs() {
		file, err := bundle.LoadMessageFileFS(files, string(l)+".json")
		if err != nil {
			panic("words: " + err.Error())
		}
		all[l] = &Words{
			lang:    l,
			texts:   i18n.NewLocalizer(bundle, string(l)),
			numbers: message.NewPrinter(file.Tag),
		}
	}
	return all
}

// text is the text of an id, with its section: "ui.camera.by"; false where no
// language has it.
func (w *Words) text(id string, args ...any) (string, bool) {
	said, err := w.localize(id, args...)
	// The error may be one of a text that is incomplete in this language. What
	// was found instead (the form "other", the Indonesian text) is better than
	// nothing, and a test keeps it from happening.
	return said, err == nil || said != ""
}

// localize gives an error where the language lacks the text, or the plural form
// that the first argument asks for, and then what stands in for it.
func (w *Words) localize(id string, args ...any) (string, error) {
	config := i18n.LocalizeConfig{MessageID: id, TemplateParser: places{}, TemplateData: w.arguments(args)}
	if len(args) > 0 {
		if count, ok := args[0].(int); ok {
			config.PluralCount = count
		}
	}
	return w.texts.Localize(&config)
}

// arguments are the arguments of a text as they are written in it.
func (w *Words) arguments(args []any) []string {
	written := make([]string, len(args))
	for i, arg := range args {
		switch v := arg.(type) {
		case string:
			written[i] = v
		case int:
			written[i] = w.Number(v)
		default:
			written[i] = "?"
		}
	}
	return written
}

// places reads the texts for go-i18n: {0}, {1} … are places for arguments,
// everything else stands as it is. Arguments are put in after the text was taken
// apart, so nothing in an argument can be mistaken for a place.
type places struct{}

// Cacheable lets go-i18n keep what was read.
func (places) Cacheable() bool { return true }

// Parse takes a text apart. It knows one form of places only, so the delimiters
// of Go's templates are not used.
func (places) Parse(text, _, _ string) (template.ParsedTemplate, error) {
	var found pieces
	for {
		before, rest, open := strings.Cut(text, "{")
		inside, after, closed := strings.Cut(rest, "}")
		place, err := strconv.Atoi(inside)
		if !open || !closed || err != nil {
			return append(found, piece{text: text, place: noPlace}), nil
		}
		found = append(found, piece{text: before, place: noPlace}, piece{text: "{" + inside + "}", place: place})
		text = after
	}
}

// piece is a part of a text: words as they stand, or a place for an argument,
// with the text that stands there where the argument is missing.
type piece struct {
	text  string
	place int
}

const noPlace = -1

type pieces []piece

// Execute puts the arguments, a []string, in their places.
func (p pieces) Execute(data any) (string, error) {
	args, _ := data.([]string)
	var out strings.Builder
	for _, part := range p {
		if part.place >= 0 && part.place < len(args) {
			out.WriteString(args[part.place])
		} else {
			out.WriteString(part.text)
		}
	}
	return out.String(), nil
}
