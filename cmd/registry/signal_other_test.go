//go:build !unix

package main

import (
	"errors"
	"os"
)

func interrupt(*os.Process) error { return errors.ErrUnsupported }
