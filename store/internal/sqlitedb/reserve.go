package sqlitedb

import (
	"crypto/rand"
	"io"
	"os"
	"sync"
)

// Reserve is a file that is there only to be given up. It is noise, so that no
// file system can keep it in less room than it claims.
type Reserve struct {
	path  string
	size  int64 // 0 or less: no reserve
	given func()
	mu    sync.Mutex
}

func NewReserve(path string, size int64, given func()) *Reserve {
	return &Reserve{path: path, size: size, given: given}
}

// Fill makes the reserve unless it is there. It is a reserve and no more: where
// there is no room for it the station works on without.
func (b *Reserve) Fill() {
	if b.size <= 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if info, err := os.Stat(b.path); err == nil && info.Size() >= b.size {
		return
	}
	if err := b.write(); err != nil {
		_ = os.Remove(b.path)
	}
}

func (b *Reserve) write() error {
	f, err := os.OpenFile(b.path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := io.CopyN(f, rand.Reader, b.size); err != nil {
		return err
	}
	return f.Sync() // until then the room may only be promised
}

// GiveUp frees the room and reports whether there was any to free.
func (b *Reserve) GiveUp() bool {
	b.mu.Lock()
	err := os.Remove(b.path)
	b.mu.Unlock()
	if err != nil {
		return false
	}
	b.given()
	return true
}
