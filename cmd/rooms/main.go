// Command rooms checks that the rooms of the house import only what
// docs/design.md lets them. It lists each arrow that goes the wrong way and
// ends with 1.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
)

func main() {
	packages, err := list()
	if err != nil {
		fmt.Fprintln(os.Stderr, "rooms:", err)
		os.Exit(2)
	}
	wrong := check(packages)
	for _, w := range wrong {
		fmt.Fprintln(os.Stderr, "rooms:", w)
	}
	if len(wrong) > 0 {
		os.Exit(1)
	}
}

// goPackage is what `go list -json` tells of a package.
type goPackage struct {
	ImportPath string
	Imports    []string
}

// list asks go for every package of the module, for Linux and for Windows, so
// that files under a build tag are seen too.
func list() ([]goPackage, error) {
	var all []goPackage
	for _, goos := range []string{"linux", "windows"} {
		cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Imports", "./...")
		cmd.Env = append(os.Environ(), "GOOS="+goos, "CGO_ENABLED=1")
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("go list for %s: %w", goos, err)
		}
		packages, err := decode(out)
		if err != nil {
			return nil, err
		}
		all = append(all, packages...)
	}
	return all, nil
}

func decode(out []byte) ([]goPackage, error) {
	var packages []goPackage
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		switch err := d.Decode(&p); {
		case errors.Is(err, io.EOF):
			return packages, nil
		case err != nil:
			return nil, err
		}
		packages = append(packages, p)
	}
}
