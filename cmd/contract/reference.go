package main

import (
	"fmt"
	"strings"

	"google.golang.org/protobuf/compiler/protogen"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// writer writes the reference and collects what has no comment.
type writer struct {
	text    strings.Builder
	missing []string
	// callOf is the call with which a request or response is described.
	callOf map[protoreflect.FullName]protoreflect.Name
}

func (w *writer) printf(format string, args ...any) { fmt.Fprintf(&w.text, format, args...) }

func (w *writer) file(f *protogen.File) {
	w.callOf = map[protoreflect.FullName]protoreflect.Name{}
	for _, s := range f.Services {
		for _, m := range s.Methods {
			w.callOf[m.Input.Desc.FullName()], w.callOf[m.Output.Desc.FullName()] = m.Desc.Name(), m.Desc.Name()
		}
	}
	for _, s := range f.Services {
		w.printf("\n## %s\n\n%s\n", s.Desc.Name(), w.meaning(s.Desc, s.Comments))
		for _, m := range s.Methods {
			w.call(m)
		}
	}
	w.printf("\n## Messages\n")
	for _, m := range f.Messages {
		if _, described := w.callOf[m.Desc.FullName()]; !described {
			w.printf("\n### %s\n\n%s\n", m.Desc.Name(), w.meaning(m.Desc, m.Comments))
			w.fields(m)
		}
	}
	w.printf("\n## Closed sets\n")
	for _, e := range f.Enums {
		w.set(e)
	}
}

// call describes a call with its request and its response.
func (w *writer) call(m *protogen.Method) {
	w.printf("\n### %s\n\n%s\n", m.Desc.Name(), w.meaning(m.Desc, m.Comments))
	for _, side := range []*protogen.Message{m.Input, m.Output} {
		w.printf("\n`%s`", side.Desc.Name())
		if about := sentence(side.Comments); about != "" {
			w.printf(": %s", about)
		}
		if len(side.Fields) == 0 {
			w.printf(" is empty.")
		}
		w.printf("\n")
		w.fields(side)
	}
}

func (w *writer) fields(m *protogen.Message) {
	if len(m.Fields) == 0 {
		return
	}
	w.printf("\n| no. | field | type | meaning |\n|---|---|---|---|\n")
	for _, f := range m.Fields {
		w.printf("| %d | `%s` | %s | %s |\n", f.Desc.Number(), f.Desc.JSONName(), w.kind(f), w.meaning(f.Desc, f.Comments))
	}
}

func (w *writer) set(e *protogen.Enum) {
	w.printf("\n### %s\n\n%s\n\n| no. | value | meaning |\n|---|---|---|\n", e.Desc.Name(), w.meaning(e.Desc, e.Comments))
	for _, v := range e.Values {
		if v.Desc.Number() == 0 {
			continue // the value for "not given": no station sends it
		}
		w.printf("| %d | `%s` | %s |\n", v.Desc.Number(), v.Desc.Name(), w.meaning(v.Desc, v.Comments))
	}
}

// kind is a field's type as a reader of JSON needs it.
func (w *writer) kind(f *protogen.Field) string {
	name := f.Desc.Kind().String()
	switch {
	case f.Message != nil && f.Message.Desc.ParentFile().Package() == "google.protobuf":
		name = strings.ToLower(string(f.Message.Desc.Name()))
	case f.Message != nil:
		name = w.link(f.Message.Desc)
	case f.Enum != nil:
		name = w.link(f.Enum.Desc)
	}
	if f.Desc.IsList() {
		return "list of " + name
	}
	return name
}

// link leads to where a message or set is described: a request or response with its
// call, everything else under its own heading.
func (w *writer) link(d protoreflect.Descriptor) string {
	heading, ok := w.callOf[d.FullName()]
	if !ok {
		heading = d.Name()
	}
	return fmt.Sprintf("[%s](#%s)", d.Name(), strings.ToLower(string(heading)))
}

// meaning is the comment above or beside an element; an element without one is
// collected as missing.
func (w *writer) meaning(d protoreflect.Descriptor, c protogen.CommentSet) string {
	text := sentence(c)
	if text == "" {
		w.missing = append(w.missing, string(d.FullName()))
	}
	return text
}

// sentence is a comment on one line that can stand in a table.
func sentence(c protogen.CommentSet) string {
	text := strings.Join(strings.Fields(string(c.Leading)+" "+string(c.Trailing)), " ")
	return strings.ReplaceAll(text, "|", "\\|")
}
