package keys

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ikd/station/siak"
	"ikd/station/siak/newfile"
)

// Wrapping is a key-encryption key (NIST SP 800-57 part 1): under it the
// registry's own keys are wrapped in the database. It comes from outside the
// database, so that who has the database, or a backup of it, has no key.
type Wrapping struct {
	id   string
	aead cipher.AEAD
}

// wrapped begins what a wrapping key has wrapped; the length of its name, its
// name, the nonce and the text follow.
var wrapped = []byte("IKDW\x01")

// WrappingLength is the length of a wrapping key in bytes: AES-256.
const WrappingLength = 32

// NewWrapping is the wrapping key of these bytes. It fails with damaged for
// another number of them.
func NewWrapping(key []byte) (*Wrapping, error) {
	if len(key) != WrappingLength {
		return nil, siak.E("read the wrapping key", siak.KindDamaged, fmt.Errorf("it has %d bytes of %d", len(key), WrappingLength))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	name := hmac.New(sha256.New, key)
	name.Write([]byte("ikd-registry wrapping key's name v1"))
	return &Wrapping{id: hex.EncodeToString(name.Sum(nil)[:8]), aead: aead}, nil
}

// ID names the key; it says nothing of it.
func (w *Wrapping) ID() string { return w.id }

// additional binds what is wrapped to where it stands.
func additional(place string) []byte { return []byte("ikd-registry wrapped key v1\x00" + place) }

// Wrap wraps a text for its place in the database.
func (w *Wrapping) Wrap(place string, text []byte) ([]byte, error) {
	nonce := make([]byte, w.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails since Go 1.24
	out := append(bytes.Clone(wrapped), byte(len(w.id)))
	out = append(append(out, w.id...), nonce...)
	return w.aead.Seal(out, nonce, text, additional(place)), nil
}

// IsWrapped reports whether a value was wrapped, under whatever key.
func IsWrapped(value []byte) bool { return bytes.HasPrefix(value, wrapped) }

// errOtherWrapping is the cause where another wrapping key would open it.
var errOtherWrapping = errors.New("it is wrapped under another key")

// Unwrap opens what [Wrapping.Wrap] made for that place. It fails with damaged,
// also where it was wrapped under another key: the error names that key.
func (w *Wrapping) Unwrap(place string, value []byte) ([]byte, error) {
	const op = "unwrap a key of the registry"
	if !IsWrapped(value) || len(value) <= len(wrapped) {
		return nil, siak.E(op, siak.KindDamaged, errors.New(place+" is not wrapped"))
	}
	rest := value[len(wrapped)+1:]
	n := int(value[len(wrapped)])
	if len(rest) < n+w.aead.NonceSize() {
		return nil, siak.E(op, siak.KindDamaged, errors.New(place+" is cut off"))
	}
	if id := string(rest[:n]); id != w.id {
		return nil, siak.E(op, siak.KindDamaged, fmt.Errorf("%w: %q, and this one is %q", errOtherWrapping, id, w.id))
	}
	rest = rest[n:]
	text, err := w.aead.Open(nil, rest[:w.aead.NonceSize()], rest[w.aead.NonceSize():], additional(place))
	if err != nil {
		return nil, siak.E(op, siak.KindDamaged, errors.New(place+" does not open"))
	}
	return text, nil
}

// fileIntro begins a file with a wrapping key; its base64 follows.
const fileIntro = "ikd-registry-wrapping-key-1 "

// ReadFile reads a wrapping key from a file that only its owner may read. It
// fails with not-set-up where there is none, with not-private where others may
// read it (its sentence says the command that mends it) and with damaged.
func ReadFile(path string) (*Wrapping, error) {
	const op = "read the wrapping key"
	if err := Private(path); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, siak.E(op, siak.KindReadOnly, err)
	}
	return parseFile(text)
}

// ReadCredential reads a wrapping key from a file whose permissions are somebody
// else's matter: systemd's credentials.
func ReadCredential(path string) (*Wrapping, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, siak.E("read the wrapping key", siak.KindNotSetUp, err)
	}
	return parseFile(text)
}

func parseFile(text []byte) (*Wrapping, error) {
	const op = "read the wrapping key"
	defer clear(text)
	encoded, ok := strings.CutPrefix(strings.TrimSpace(string(text)), fileIntro)
	if !ok {
		return nil, siak.E(op, siak.KindDamaged, errors.New("the file holds no wrapping key"))
	}
	key, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, siak.E(op, siak.KindDamaged, errors.New("the file was changed"))
	}
	defer clear(key)
	return NewWrapping(key)
}

// CreateFile draws a wrapping key and writes it to a new file (mode 0600), on the
// disk when it returns. It fails with already-set-up where the file is there.
func CreateFile(path string) (*Wrapping, error) {
	const op = "make a wrapping key"
	key := make([]byte, WrappingLength)
	_, _ = rand.Read(key) // never fails since Go 1.24
	defer clear(key)
	f, err := newfile.Create(path)
	if errors.Is(err, fs.ErrExist) {
		return nil, siak.E(op, siak.KindAlreadySetUp, err)
	}
	if err != nil {
		return nil, siak.E(op, siak.KindReadOnly, err)
	}
	_, err = f.WriteString(fileIntro + base64.StdEncoding.EncodeToString(key) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, siak.E(op, siak.KindDiskFull, errors.Join(err, os.Remove(path)))
	}
	if d, err := os.Open(filepath.Dir(path)); err == nil { // the name too
		_ = d.Sync()
		_ = d.Close()
	}
	return NewWrapping(key)
}
