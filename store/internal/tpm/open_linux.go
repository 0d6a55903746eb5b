package tpm

import (
	"errors"
	"io"
	"net"
	"os"

	"github.com/google/go-tpm/tpm2/transport"
	"github.com/google/go-tpm/tpm2/transport/linuxtpm"
)

// systemDevice is the TPM behind the kernel's resource manager, which shares it and
// takes out what a program left in it that was killed.
const systemDevice = "/dev/tpmrm0"

func openSystem() (transport.TPMCloser, error) { return linuxtpm.Open(systemDevice) }

// openPath opens a device, or connects to a simulator's socket.
func openPath(path string) (transport.TPMCloser, error) {
	is, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if is.Mode()&os.ModeSocket == 0 {
		return linuxtpm.Open(path)
	}
	c, err := net.Dial("unix", path)
	return socket{c}, err
}

// socket is a connection to a simulator: one command, one answer.
type socket struct{ net.Conn }

// mostAnswer is how long an answer may be, in bytes (TPM 2.0 PC Client).
const mostAnswer = 4096

// Send implements [transport.TPM].
func (s socket) Send(command []byte) ([]byte, error) {
	if _, err := s.Write(command); err != nil {
		return nil, err
	}
	answer := make([]byte, mostAnswer)
	const header = 10 // tag, length, code
	if _, err := io.ReadFull(s, answer[:header]); err != nil {
		return nil, err
	}
	n := int(answer[2])<<24 | int(answer[3])<<16 | int(answer[4])<<8 | int(answer[5])
	if n < header || n > mostAnswer {
		return nil, errors.New("an answer of an impossible length")
	}
	_, err := io.ReadFull(s, answer[header:n])
	return answer[:n], err
}
