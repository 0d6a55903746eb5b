package main

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"google.golang.org/protobuf/types/descriptorpb"
)

// The lint holds the .proto to the style of the language and of Buf's "standard"
// rules, as far as a contract of one folder in proto3 can break them. Comments
// are asked for by the page that is made from them, unused imports by the
// compiler.

var (
	pascalCase     = regexp.MustCompile(`^([A-Z][a-z0-9]*)+$`)
	lowerSnakeCase = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	upperSnakeCase = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$`)
	versioned      = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\.v[0-9]+$`)
)

// linter collects what is against the rules.
type linter struct {
	wrong []string
	// used are the requests and responses that a call has.
	used map[string]string
}

// lint says, a line each, what in the files is against the rules.
func lint(files []*descriptorpb.FileDescriptorProto) []string {
	l := &linter{used: map[string]string{}}
	for _, file := range files {
		l.file(file, files[0])
	}
	return l.wrong
}

// expect notes a rule that is broken.
func (l *linter) expect(ok bool, what, format string, args ...any) {
	if !ok {
		l.wrong = append(l.wrong, what+" "+fmt.Sprintf(format, args...))
	}
}

func (l *linter) name(kind, name string, form *regexp.Regexp, formName string) {
	l.expect(form.MatchString(name), kind+" "+name, "is not in %s", formName)
}

func (l *linter) file(f, first *descriptorpb.FileDescriptorProto) {
	what := "file " + f.GetName()
	l.name("file", strings.TrimSuffix(path.Base(f.GetName()), ".proto"), lowerSnakeCase, "lower_snake_case")
	l.expect(f.GetSyntax() == "proto3", what, "is not in proto3")
	l.expect(versioned.MatchString(f.GetPackage()), what, "is in package %q, which ends in no version", f.GetPackage())
	l.expect(f.GetPackage() == first.GetPackage(), what, "is in another package than %s", first.GetName())
	l.expect(f.GetOptions().GetGoPackage() == first.GetOptions().GetGoPackage(), what, "is in another Go package than %s", first.GetName())
	l.expect(len(f.GetPublicDependency()) == 0, what, "has a public import")
	l.expect(len(f.GetExtension()) == 0, what, "has an extension")
	for _, m := range f.GetMessageType() {
		l.message(m)
	}
	for _, e := range f.GetEnumType() {
		l.enum(e)
	}
	for _, s := range f.GetService() {
		l.service(s, f.GetPackage())
	}
}

func (l *linter) message(m *descriptorpb.DescriptorProto) {
	if m.GetOptions().GetMapEntry() {
		return // made by the compiler
	}
	l.name("message", m.GetName(), pascalCase, "PascalCase")
	l.expect(len(m.GetExtension()) == 0, "message "+m.GetName(), "has an extension")
	for _, f := range m.GetField() {
		l.name("field", f.GetName(), lowerSnakeCase, "lower_snake_case")
		l.expect(f.GetName() != "descriptor", "field descriptor", "has a name that generated code uses")
	}
	for _, o := range m.GetOneofDecl() {
		l.name("oneof", strings.TrimPrefix(o.GetName(), "_"), lowerSnakeCase, "lower_snake_case")
	}
	for _, n := range m.GetNestedType() {
		l.message(n)
	}
	for _, e := range m.GetEnumType() {
		l.enum(e)
	}
}

// beforeCapital is where a word of a name in PascalCase begins.
var beforeCapital = regexp.MustCompile(`([a-z0-9])([A-Z])`)

func (l *linter) enum(e *descriptorpb.EnumDescriptorProto) {
	what := "enum " + e.GetName()
	l.name("enum", e.GetName(), pascalCase, "PascalCase")
	l.expect(!e.GetOptions().GetAllowAlias(), what, "allows two names for one number")
	prefix := strings.ToUpper(beforeCapital.ReplaceAllString(e.GetName(), "${1}_${2}")) + "_"
	for i, v := range e.GetValue() {
		l.name("value", v.GetName(), upperSnakeCase, "UPPER_SNAKE_CASE")
		l.expect(strings.HasPrefix(v.GetName(), prefix), "value "+v.GetName(), "does not begin with %s", prefix)
		l.expect(i > 0 || v.GetNumber() == 0, what, "does not begin with 0")
		l.expect(v.GetNumber() != 0 || strings.HasSuffix(v.GetName(), "_UNSPECIFIED"), "value "+v.GetName(), "is 0 and does not end in _UNSPECIFIED")
	}
}

func (l *linter) service(s *descriptorpb.ServiceDescriptorProto, in string) {
	l.name("service", s.GetName(), pascalCase, "PascalCase")
	l.expect(strings.HasSuffix(s.GetName(), "Service"), "service "+s.GetName(), "does not end in Service")
	for _, m := range s.GetMethod() {
		l.name("call", m.GetName(), pascalCase, "PascalCase")
		own := "." + in + "." + m.GetName()
		l.side(m.GetName(), m.GetInputType(), own+"Request")
		l.side(m.GetName(), m.GetOutputType(), own+"Response")
	}
}

// side is the request or the response of a call: its own, named after it.
func (l *linter) side(call, message, want string) {
	l.expect(message == want, "call "+call, "has %s, not %s", message, want)
	l.expect(l.used[message] == "", "call "+call, "has %s, which %s has too", message, l.used[message])
	l.used[message] = call
}
