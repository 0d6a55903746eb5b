package cli

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"

	"ikd/station/siak"
	"ikd/station/siak/hardening"
)

// mostSecret bounds a secret that is read, in bytes.
const mostSecret = 4096

// credentialsVariable names the folder in which systemd gives a service its
// credentials (systemd.exec(5), LoadCredential=).
const credentialsVariable = "CREDENTIALS_DIRECTORY"

// read reads a secret from a file descriptor, a file or a credential; given is false
// where none of them is named.
func (s secretSource) read() (secret []byte, given bool, err error) {
	switch {
	case s.fd != nil && s.file != "":
		return nil, false, usage("%s-fd or %s-file, not both", s.flag, s.flag)
	case s.fd != nil:
		secret, err = s.readDescriptor(*s.fd)
	case s.file != "":
		secret, err = s.readOwn()
	default:
		return s.readCredential()
	}
	return secret, err == nil, err
}

// readDescriptor reads what another process left at a file descriptor.
func (s secretSource) readDescriptor(fd int) ([]byte, error) {
	const output, errors = 1, 2
	switch {
	case fd < 0 || fd == output || fd == errors:
		return nil, usage("%s-fd %d is not read from", s.flag, fd)
	case fd != 0 && runtime.GOOS == "windows": // where a process inherits no numbers
		return nil, usage("%s-fd: on Windows only 0, standard input", s.flag)
	case fd == 0:
		return s.readFrom(os.Stdin)
	}
	file := os.NewFile(uintptr(fd), "descriptor "+strconv.Itoa(fd))
	if file == nil {
		return nil, usage("%s-fd %d is no file descriptor", s.flag, fd)
	}
	defer file.Close()
	return s.readFrom(file)
}

// readOwn reads a file that nobody but its owner, who runs this program, may read.
func (s secretSource) readOwn() ([]byte, error) {
	file, err := os.OpenFile(s.file, os.O_RDONLY|openSecret, 0)
	if err != nil {
		return nil, usage("%s-file: %v", s.flag, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil, usage("%s-file: %s is no file", s.flag, s.file)
	}
	if why := readableByOthers(file, info); why != "" {
		return nil, usage("%s-file: %s %s", s.flag, s.file, why)
	}
	return s.readFrom(file)
}

// readCredential reads what systemd gave this service. Who may read it is systemd's
// to say: it may do so by an access list, which a mode does not show.
func (s secretSource) readCredential() (secret []byte, given bool, err error) {
	folder := os.Getenv(credentialsVariable)
	if folder == "" || s.credential == "" {
		return nil, false, nil
	}
	file, err := os.Open(filepath.Join(folder, s.credential))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, usage("the credential %s: %v", s.credential, err)
	}
	defer file.Close()
	secret, err = s.readFrom(file)
	return secret, err == nil, err
}

// readFrom reads a secret that ends with the input, or with the line that ends there.
func (s secretSource) readFrom(in io.Reader) ([]byte, error) {
	block := hardening.Key(mostSecret + 1)
	n, err := io.ReadFull(in, block)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, siak.E("read the passphrase", siak.KindNoPassphrase, err)
	}
	if n > mostSecret {
		clear(block)
		return nil, usage("the secret is longer than %d bytes", mostSecret)
	}
	secret := bytes.TrimSuffix(bytes.TrimSuffix(block[:n], []byte("\n")), []byte("\r"))
	if len(secret) == 0 {
		return nil, siak.E("read the passphrase", siak.KindNoPassphrase, errors.New("nothing stands there"))
	}
	return secret, nil
}
