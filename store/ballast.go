package store

import (
	"crypto/rand"
	"io"
	"os"
	"sync"
)

// ballast is a file that is there only to be given up. It is noise, so that no
// file system can keep it in less room than it claims.
type ballast struct {
	path  string
	size  int64 // 0 or less: no ballast
	given func()
	mu    sync.Mutex
}

func newBallast(path string, size int64, given func()) *ballast {
	return &ballast{path: path, size: size, given: given}
}

// lay makes the ballast unless it is there. It is a reserve and no more: where
// there is no room for it the station works on without.
func (b *ballast) lay() {
	if b.size <= 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if info, err := os.Stat(b.path); err == nil && info.Size() >= b.size {
		return
	}
	if err := b.fill(); err != nil {
		_ = os.Remove(b.path)
	}
}

func (b *ballast) fill() error {
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

// giveUp frees the room and reports whether there was any to free.
func (b *ballast) giveUp() bool {
	b.mu.Lock()
	err := os.Remove(b.path)
	b.mu.Unlock()
	if err != nil {
		return false
	}
	b.given()
	return true
}
