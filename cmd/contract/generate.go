package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/pluginpb"
)

// plugins generate the Go code. They are tools of go.mod, so that their versions
// are those of the libraries that the code runs with.
var plugins = []struct{ tool, parameter string }{
	{"protoc-gen-go", "module=ikd/station"},
	{"protoc-gen-connect-go", "module=ikd/station,package_suffix"},
}

// eachGenerated makes the generated files and hands each to do.
func (c *contract) eachGenerated(do func(name, text string) error) error {
	request := func(parameter string) *pluginpb.CodeGeneratorRequest {
		r := &pluginpb.CodeGeneratorRequest{Parameter: &parameter, ProtoFile: c.all}
		for _, file := range c.files {
			r.FileToGenerate = append(r.FileToGenerate, file.GetName())
		}
		return r
	}
	made, err := pageFiles(request(""))
	if err != nil {
		return err
	}
	for _, p := range plugins {
		if err := runPlugin(p.tool, request(p.parameter), made); err != nil {
			return fmt.Errorf("%s: %w", p.tool, err)
		}
	}
	var wrong []error
	for name, text := range made {
		wrong = append(wrong, do(name, text))
	}
	return errors.Join(wrong...)
}

// runPlugin runs a plugin of protoc and adds what it generates.
func runPlugin(tool string, request *pluginpb.CodeGeneratorRequest, into map[string]string) error {
	in, err := proto.Marshal(request)
	if err != nil {
		return err
	}
	cmd := exec.Command("go", "tool", tool)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return err
	}
	var response pluginpb.CodeGeneratorResponse
	if err := proto.Unmarshal(out, &response); err != nil {
		return err
	}
	if response.Error != nil {
		return errors.New(response.GetError())
	}
	for _, file := range response.GetFile() {
		into[file.GetName()] = file.GetContent()
	}
	return nil
}

func compareFile(name, text string) error {
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if string(b) != text {
		return fmt.Errorf("%s is not what the contract gives: run `make generate`", name)
	}
	return nil
}

func writeFile(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(text), 0o644)
}
