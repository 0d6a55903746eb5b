// Command contractdoc writes the reference part of docs/contract.md from the
// comments of the contract's .proto. It is a plugin of buf (see buf.gen.yaml):
// `make generate` runs it, `make check` finds a page that is out of date.
//
// It fails where a call, a message, a field or a value has no meaning written
// beside it.
package main

import (
	"fmt"
	"os"
	"strings"

	"google.golang.org/protobuf/compiler/protogen"
)

// page is what is written; of what is there everything before the mark is kept.
const (
	page = "docs/contract.md"
	mark = "<!-- From here on made by `make generate`: change the .proto. -->\n"
)

func main() {
	protogen.Options{}.Run(func(p *protogen.Plugin) error {
		for _, file := range p.Files {
			if !file.Generate {
				continue
			}
			b, err := os.ReadFile(page)
			if err != nil {
				return err
			}
			text, err := renew(string(b), file)
			if err != nil {
				return err
			}
			if _, err := p.NewGeneratedFile(page, "").Write([]byte(text)); err != nil {
				return err
			}
		}
		return nil
	})
}

// renew puts a new reference behind the mark.
func renew(old string, file *protogen.File) (string, error) {
	kept, _, found := strings.Cut(old, mark)
	if !found {
		return "", fmt.Errorf("%s has no mark", page)
	}
	w := &writer{}
	w.file(file)
	if len(w.missing) > 0 {
		return "", fmt.Errorf("no meaning is written beside %s", strings.Join(w.missing, ", "))
	}
	return kept + mark + w.text.String(), nil
}
