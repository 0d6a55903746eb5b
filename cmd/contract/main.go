// Command contract holds the contract with the registry, siak/registry/proto, to
// its frozen form and to what is generated from it:
//
//	contract check      lint, format, breaking changes, generated files
//	contract generate   format the .proto, write the generated files
//	contract freeze     take what was added to the .proto into the frozen form
//
// It runs in the root of the repository; see the targets check, generate and
// freeze of the Makefile.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// The folder with the .proto files and the frozen form beside them.
const (
	protoFolder = "siak/registry/proto"
	frozenFile  = protoFolder + "/frozen-v1.binpb"
)

func main() {
	commands := map[string]func() error{"check": check, "generate": generate, "freeze": freeze}
	name := ""
	if len(os.Args) == 2 {
		name = os.Args[1]
	}
	run, ok := commands[name]
	if !ok {
		fmt.Fprintln(os.Stderr, "usage: contract check | generate | freeze")
		os.Exit(2)
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// check finds what is wrong with the contract and changes nothing.
func check() error {
	c, err := load()
	if err != nil {
		return err
	}
	was, err := readFrozen()
	if err != nil {
		return err
	}
	wrong := c.notFormatted()
	wrong = append(wrong, lint(c.files)...)
	wrong = append(wrong, broken(was, c.files)...)
	if len(wrong) == 0 {
		wrong = append(wrong, added(was, c.files)...)
	}
	if len(wrong) > 0 {
		return errors.New(strings.Join(wrong, "\n"))
	}
	return c.eachGenerated(compareFile)
}

// generate formats the .proto and writes what is made from it.
func generate() error {
	if err := formatFiles(); err != nil {
		return err
	}
	c, err := load()
	if err != nil {
		return err
	}
	if wrong := lint(c.files); len(wrong) > 0 {
		return errors.New(strings.Join(wrong, "\n"))
	}
	return c.eachGenerated(writeFile)
}

// freeze takes what was added into the frozen form. It refuses a contract that
// breaks the form that is frozen.
func freeze() error {
	c, err := load()
	if err != nil {
		return err
	}
	was, err := readFrozen()
	if err != nil {
		return err
	}
	if wrong := broken(was, c.files); len(wrong) > 0 {
		return errors.New(strings.Join(wrong, "\n"))
	}
	return c.writeFrozen()
}
