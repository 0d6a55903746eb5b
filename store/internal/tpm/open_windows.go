package tpm

import (
	"errors"

	"github.com/google/go-tpm/tpm2/transport"
	"github.com/google/go-tpm/tpm2/transport/windowstpm"
)

// openSystem opens the TPM through Windows' TPM Base Services, which share it.
func openSystem() (transport.TPMCloser, error) { return windowstpm.Open() }

func openPath(string) (transport.TPMCloser, error) {
	return nil, errors.New("on Windows there is the system's TPM only")
}
