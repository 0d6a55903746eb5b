package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// The form of a .proto file: two spaces for each level of braces and brackets,
// one statement on a line, one space between words, at most one empty line and
// none beside a brace. Where a statement is broken into lines is the author's.

// tokens are comments, strings, words and single signs.
var tokens = regexp.MustCompile(`//[^\n]*|(?s:/\*.*?\*/)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[-+]?[\w.]+|\S`)

// notFormatted names the files that have another form.
func (c *contract) notFormatted() []string {
	var wrong []string
	for name, source := range c.sources {
		if format(source) != source {
			wrong = append(wrong, protoFolder+"/"+name+" is not formatted: run `make generate`")
		}
	}
	return wrong
}

// formatFiles gives the files of the contract their form.
func formatFiles() error {
	names, err := filepath.Glob(filepath.Join(protoFolder, "*.proto"))
	if err != nil {
		return err
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(name, []byte(format(string(b))), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// format gives a source its form.
func format(source string) string {
	p := &printer{}
	end := 0
	for _, at := range tokens.FindAllStringIndex(source, -1) {
		p.token(source[at[0]:at[1]], strings.Count(source[end:at[0]], "\n"))
		end = at[1]
	}
	return p.out.String() + "\n"
}

// printer writes the tokens of a source one after another.
type printer struct {
	out   strings.Builder
	last  string // the token before, comments within a line aside; "" at the beginning
	depth int    // of braces, brackets and parentheses that are open
}

// token writes a token. Lines is how many lines below the last one it stands in
// the source.
func (p *printer) token(text string, lines int) {
	if strings.Contains("}])>", text) {
		p.depth--
	}
	p.gap(text, lines)
	p.out.WriteString(strings.TrimRight(text, " \t\r"))
	if strings.Contains("{[(<", text) {
		p.depth++
	}
	if p.last == "" || !strings.HasPrefix(text, "/*") {
		p.last = text
	}
}

// gap writes what stands between the last token and the next.
func (p *printer) gap(next string, lines int) {
	switch {
	case strings.HasPrefix(p.last, "//"):
		p.newLine(next, lines)
	case p.last == "" || tight(p.last, next):
	case lines > 0:
		p.newLine(next, lines)
	default:
		p.gapWithin(next)
	}
}

// gapWithin is the gap between tokens that stand on one line in the source.
func (p *printer) gapWithin(next string) {
	ended := p.last == ";" || p.last == "{" || p.last == "}" || next == "}"
	switch {
	case strings.HasPrefix(next, "/"):
		p.out.WriteString(" ")
	case p.last == "[" || next == "]":
	case ended:
		p.newLine(next, 0)
	default:
		p.out.WriteString(" ")
	}
}

func (p *printer) newLine(next string, lines int) {
	p.out.WriteString("\n")
	if lines > 1 && p.last != "{" && next != "}" {
		p.out.WriteString("\n")
	}
	p.out.WriteString(strings.Repeat("  ", p.depth))
}

// tight reports whether two tokens stand together, on one line and without a
// space.
func tight(last, next string) bool {
	switch next {
	case ";", ",", ":", ">":
		return true
	case ")":
		return last != "}"
	case "}":
		return last == "{"
	case "<":
		return last == "map"
	case "(":
		return !slices.Contains([]string{"option", "returns", "=", "[", ","}, last)
	}
	return last == "(" || last == "<" || last == ")" && strings.HasPrefix(next, ".")
}
