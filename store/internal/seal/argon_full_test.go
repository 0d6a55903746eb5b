//go:build !cheapargon

package seal

import "testing"

// The cost that officers have is at least the second choice of RFC 9106 section 4
// (64 MiB, three passes), and derives a key.
func TestDefaultArgonIsDear(t *testing.T) {
	if DefaultArgon.Memory < 64<<10 || DefaultArgon.Time < 3 {
		t.Errorf("%+v", DefaultArgon)
	}
	if key := DefaultArgon.Stretch([]byte("kata sandi"), make([]byte, 16)); len(key) != KeyLength {
		t.Errorf("a key of %d bytes", len(key))
	}
}
