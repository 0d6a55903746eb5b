package main

import (
	"fmt"
	"os"
	"strings"

	"google.golang.org/protobuf/compiler/protogen"
	"google.golang.org/protobuf/types/pluginpb"
)

// page is the file with the reference; what stands before the mark is kept.
const (
	page = "docs/contract.md"
	mark = "<!-- From here on made by `make generate`: change the .proto. -->\n"
)

// pageFiles gives the page with a reference made anew from the comments of the
// .proto. It fails where a call, a message, a field or a value has no comment.
func pageFiles(request *pluginpb.CodeGeneratorRequest) (map[string]string, error) {
	plugin, err := protogen.Options{}.New(request)
	if err != nil {
		return nil, err
	}
	b, err := os.ReadFile(page)
	if err != nil {
		return nil, err
	}
	made := map[string]string{}
	for _, file := range plugin.Files {
		if file.Generate {
			if made[page], err = renew(string(b), file); err != nil {
				return nil, err
			}
		}
	}
	return made, nil
}

// renew puts a new reference behind the mark.
func renew(old string, file *protogen.File) (string, error) {
	kept, _, found := strings.Cut(old, mark)
	if !found {
		return "", fmt.Errorf("%s lacks the line %q", page, strings.TrimSpace(mark))
	}
	w := &writer{}
	w.file(file)
	if len(w.missing) > 0 {
		return "", fmt.Errorf("no comment says what these mean: %s", strings.Join(w.missing, ", "))
	}
	return kept + mark + w.text.String(), nil
}
