package main

import (
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

// The contract may grow and nothing in it may change. So the check has no list of
// dangerous changes: it walks the frozen descriptors by reflection and holds
// every attribute of every file, message, field, set of values, value, call and
// option to what it was. Only these may differ:
//
//   - an element that is new in a list (a message, a field, a value, a call, a
//     reserved number or name);
//   - the option deprecated, which changes no meaning;
//   - the list of imports: what is used of them is part of the fields' types;
//   - comments.

// broken says, a line each, what of the frozen files is not as it was.
func broken(was, is []*descriptorpb.FileDescriptorProto) []string {
	c := &comparison{}
	c.compare(set(was), set(is), nil)
	return c.wrong
}

// added says what is in the contract and not in its frozen form. The contract
// must not be broken.
func added(was, is []*descriptorpb.FileDescriptorProto) []string {
	c := &comparison{}
	c.compare(set(is), set(was), nil)
	if len(c.wrong) > 0 {
		return append([]string{"the frozen form lacks what was added to the contract; `make freeze` takes it in:"}, c.wrong...)
	}
	return nil
}

// set is files without their comments.
func set(files []*descriptorpb.FileDescriptorProto) protoreflect.Message {
	var s descriptorpb.FileDescriptorSet
	for _, file := range files {
		file = proto.CloneOf(file)
		file.SourceCodeInfo = nil
		file.Dependency, file.PublicDependency, file.WeakDependency = nil, nil, nil
		s.File = append(s.File, file)
	}
	return s.ProtoReflect()
}

// comparison collects what is not as it was.
type comparison struct{ wrong []string }

func (c *comparison) say(path []string, format string, args ...any) {
	c.wrong = append(c.wrong, strings.Join(path, " > ")+": "+fmt.Sprintf(format, args...))
}

// compare holds one descriptor to what it was. Path is where it stands, for the
// reader.
func (c *comparison) compare(was, is protoreflect.Message, path []string) {
	fields := was.Descriptor().Fields()
	for i := range fields.Len() {
		f := fields.Get(i)
		switch name := f.Name(); {
		case name == "deprecated" || name == "oneof_index":
			// The index of a oneof may move: elements compares its name.
		case f.IsList() && f.Message() != nil:
			c.elements(was, is, f, path)
		case f.IsList():
			c.values(was.Get(f).List(), is.Get(f).List(), f, path)
		case f.Message() != nil:
			c.compare(was.Get(f).Message(), is.Get(f).Message(), path)
		case was.Has(f) != is.Has(f) || !was.Get(f).Equal(is.Get(f)):
			c.say(path, "%s is %s and was %s", name, written(is, f), written(was, f))
		}
	}
	if string(was.GetUnknown()) != string(is.GetUnknown()) {
		c.say(path, "an option that this check does not know has changed")
	}
}

// elements holds a list of descriptors to what it was: every one must be there.
func (c *comparison) elements(was, is protoreflect.Message, f protoreflect.FieldDescriptor, path []string) {
	list := was.Get(f).List()
	for i := range list.Len() {
		one := list.Get(i).Message()
		here := append(slices.Clone(path), label(one, f))
		other := find(one, is.Get(f).List())
		switch {
		case other == nil:
			c.say(here, "is missing")
		case isRange(one):
		case oneofOf(one, was) != oneofOf(other, is):
			c.say(here, "is in another oneof")
		default:
			c.compare(one, other, here)
		}
	}
}

// values holds a list of plain values, reserved names, to what it was.
func (c *comparison) values(was, is protoreflect.List, f protoreflect.FieldDescriptor, path []string) {
	for i := range was.Len() {
		value := was.Get(i)
		found := false
		for j := range is.Len() {
			found = found || is.Get(j).Equal(value)
		}
		if !found {
			c.say(path, "%s %v is missing", f.Name(), value)
		}
	}
}

// find finds the element of a list that stands for the same thing: a field by its
// number, a range of reserved numbers by its bounds, which may have widened, and
// everything else by its name.
func find(one protoreflect.Message, in protoreflect.List) protoreflect.Message {
	for i := range in.Len() {
		if other := in.Get(i).Message(); same(one, other) {
			return other
		}
	}
	return nil
}

func same(one, other protoreflect.Message) bool {
	number := func(m protoreflect.Message, name protoreflect.Name) int64 {
		return m.Get(m.Descriptor().Fields().ByName(name)).Int()
	}
	switch {
	case isRange(one):
		return number(other, "start") <= number(one, "start") && number(one, "end") <= number(other, "end")
	case isField(one):
		return number(one, "number") == number(other, "number")
	default:
		return nameOf(one) == nameOf(other)
	}
}

func isRange(m protoreflect.Message) bool { return m.Descriptor().Fields().ByName("start") != nil }

func isField(m protoreflect.Message) bool {
	_, ok := m.Interface().(*descriptorpb.FieldDescriptorProto)
	return ok
}

func nameOf(m protoreflect.Message) string {
	if f := m.Descriptor().Fields().ByName("name"); f != nil {
		return m.Get(f).String()
	}
	return ""
}

// oneofOf is the name of the oneof that a field of a message is in; "" for none.
func oneofOf(field, of protoreflect.Message) string {
	f, ok := field.Interface().(*descriptorpb.FieldDescriptorProto)
	message, inMessage := of.Interface().(*descriptorpb.DescriptorProto)
	if !ok || !inMessage || f.OneofIndex == nil {
		return ""
	}
	return message.GetOneofDecl()[f.GetOneofIndex()].GetName()
}

// label names an element for the reader: "message Resident".
func label(m protoreflect.Message, in protoreflect.FieldDescriptor) string {
	kind := strings.TrimSuffix(string(in.Name()), "_type")
	if isRange(m) {
		return kind
	}
	return kind + " " + nameOf(m)
}

// written is the value of an attribute.
func written(m protoreflect.Message, f protoreflect.FieldDescriptor) string {
	if !m.Has(f) {
		return "not set"
	}
	if e := f.Enum(); e != nil {
		if v := e.Values().ByNumber(m.Get(f).Enum()); v != nil {
			return string(v.Name())
		}
	}
	return fmt.Sprintf("%q", m.Get(f))
}
