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

// Key derives the key that wraps: from the secret alone, or from it and the
// half that the system's keyring holds.
func (p Argon2Params) Key(secret, salt, half []byte) []byte {
	stretched := argon2.IDKey(secret, salt, p.Time, p.Memory, p.Threads, KeyLength)
	defer clear(stretched)
	if half == nil {
		return deriveKey(stretched, "wrap by passphrase")
	}
	both := slices.Concat(stretched, half)
	defer clear(both)
	return deriveKey(both, "wrap by PIN and keyring")
}
