// Command structure checks how the project's packages are built and prints
// figures about it. It needs nothing but the source files: it parses them for
// Linux and for Windows, so that files under a build constraint count too.
//
//	structure             imports that the table in layers.go does not allow
//	structure -limits     the same, and every place over a limit (limits.go)
//	structure -figures    a table of figures, of any state of the project
//
// The flag -dir names the root of the checkout, the working directory if it is
// not given. The script .ci/structure prints the figures of a commit and of the
// working tree.
//
// What is wrong goes to standard error, one line for each place, and the exit
// code is then 1. It is 2 where the files cannot be read.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("structure", flag.ContinueOnError)
	flags.SetOutput(stderr)
	dir := flags.String("dir", ".", "`root` of the checkout")
	limits := flags.Bool("limits", false, "check the limits too")
	figures := flags.Bool("figures", false, "print figures and check nothing")
	if flags.Parse(args) != nil || flags.NArg() > 0 {
		return 2
	}
	t, err := readTree(*dir)
	if err != nil {
		fmt.Fprintln(stderr, "structure:", err)
		return 2
	}
	if *figures {
		if err := printFigures(stdout, t); err != nil {
			fmt.Fprintln(stderr, "structure:", err)
			return 2
		}
		return 0
	}
	wrong := checkImports(t, layers)
	if *limits {
		wrong = append(wrong, checkLimits(t, exceptions)...)
		wrong = append(wrong, unusedLayers(t, layers)...)
	}
	for _, w := range wrong {
		fmt.Fprintln(stderr, "structure:", w)
	}
	if len(wrong) > 0 {
		return 1
	}
	return 0
}
