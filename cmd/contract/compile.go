package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/bufbuild/protocompile"
	"github.com/bufbuild/protocompile/protoutil"
	"github.com/bufbuild/protocompile/reporter"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

// contract is the compiled contract.
type contract struct {
	sources map[string]string                   // the .proto files by their names
	files   []*descriptorpb.FileDescriptorProto // what they compile to, in the order of their names
	all     []*descriptorpb.FileDescriptorProto // the same and before them what they import
}

// load compiles the .proto files of [protoFolder].
func load() (*contract, error) {
	names, err := filepath.Glob(filepath.Join(protoFolder, "*.proto"))
	if err != nil {
		return nil, err
	}
	sources := map[string]string{}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		sources[filepath.Base(name)] = string(b)
	}
	return compile(sources)
}

// compile compiles .proto files, with their comments. A warning (an import that
// is not used, a syntax that is not named) is an error.
func compile(sources map[string]string) (*contract, error) {
	var warning error
	compiler := protocompile.Compiler{
		Resolver: protocompile.WithStandardImports(&protocompile.SourceResolver{
			Accessor: protocompile.SourceAccessorFromMap(sources),
		}),
		SourceInfoMode: protocompile.SourceInfoStandard,
		Reporter:       reporter.NewReporter(nil, func(w reporter.ErrorWithPos) { warning = w }),
	}
	names := slices.Sorted(maps.Keys(sources))
	compiled, err := compiler.Compile(context.Background(), names...)
	if err == nil {
		err = warning
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", protoFolder, err)
	}
	c := &contract{sources: sources}
	seen := map[string]bool{}
	for _, file := range compiled {
		c.add(file, seen)
		c.files = append(c.files, protoutil.ProtoFromFileDescriptor(file))
	}
	return c, nil
}

// add appends a file to all, after its imports.
func (c *contract) add(file protoreflect.FileDescriptor, seen map[string]bool) {
	if seen[file.Path()] {
		return
	}
	seen[file.Path()] = true
	for i := range file.Imports().Len() {
		c.add(file.Imports().Get(i).FileDescriptor, seen)
	}
	c.all = append(c.all, protoutil.ProtoFromFileDescriptor(file))
}

// readFrozen reads the files of the contract in their frozen form, without what
// they import.
func readFrozen() ([]*descriptorpb.FileDescriptorProto, error) {
	b, err := os.ReadFile(frozenFile)
	if err != nil {
		return nil, err
	}
	var set descriptorpb.FileDescriptorSet
	if err := proto.Unmarshal(b, &set); err != nil {
		return nil, fmt.Errorf("%s: %w", frozenFile, err)
	}
	return slices.DeleteFunc(set.GetFile(), func(f *descriptorpb.FileDescriptorProto) bool {
		// Buf, which froze version 1, leaves a note of its own beside each file's
		// descriptor. It says nothing of the contract.
		f.ProtoReflect().SetUnknown(nil)
		return f.GetPackage() == "google.protobuf"
	}), nil
}

// writeFrozen writes the frozen form: descriptors without comments, imports
// first.
func (c *contract) writeFrozen() error {
	var set descriptorpb.FileDescriptorSet
	for _, file := range c.all {
		file = proto.CloneOf(file)
		file.SourceCodeInfo = nil
		set.File = append(set.File, file)
	}
	b, err := proto.MarshalOptions{Deterministic: true}.Marshal(&set)
	if err != nil {
		return err
	}
	return os.WriteFile(frozenFile, b, 0o644)
}
