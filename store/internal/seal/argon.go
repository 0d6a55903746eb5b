package seal

import (
	"errors"
	"slices"

	"ikd/station/store/internal/fault"

	"golang.org/x/crypto/argon2"

	"ikd/station/siak"
)

// Argon2Params is the cost of trying one passphrase (RFC 9106).
type Argon2Params struct {
	Memory  uint32 // KiB
	Time    uint32 // passes
	Threads uint8
}

// Sane reports whether the cost can have been written by this program. It
// keeps a file that was tampered with from taking all memory.
func (p Argon2Params) Sane() bool {
	const mostMemory, mostTime, mostThreads = 1 << 20, 16, 16 // 1 GiB
	return p.Memory >= 8*uint32(p.Threads) && p.Memory <= mostMemory &&
		p.Time >= 1 && p.Time <= mostTime && p.Threads >= 1 && p.Threads <= mostThreads
}

// Check keeps a program from setting a passphrase that it would not open again.
func (p Argon2Params) Check() error {
	if !p.Sane() {
		return siak.E("set a passphrase", fault.KindBadValue, errors.New("impossible cost"))
	}
	return nil
}

// Stretched is a secret after argon2id. It is its maker's to clear.
type Stretched []byte

// Stretch makes trying the secret dear.
func (p Argon2Params) Stretch(secret, salt []byte) Stretched {
	return argon2.IDKey(secret, salt, p.Time, p.Memory, p.Threads, KeyLength)
}

// Key derives a key that wraps, for one purpose: from the secret alone, or from it and
// a half that the laptop has.
func (s Stretched) Key(purpose string, half []byte) []byte {
	both := slices.Concat(s, half)
	defer clear(both)
	return deriveKey(both, purpose)
}

// TPMAuth is the value that is proven to a TPM. Nothing that is kept leads back from
// it to the secret but another try.
func (s Stretched) TPMAuth() []byte { return deriveKey(s, "prove to the TPM") }
