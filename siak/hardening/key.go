package hardening

import "sync"

const (
	// chunk is what is locked at once, in bytes: the least that systems let a process
	// lock (RLIMIT_MEMLOCK, Windows' working set), and a whole number of pages
	// everywhere. The Go runtime gives an object of this size pages of its own.
	chunk = 64 << 10
	// most is how much is locked in all. Places are never given out again: an
	// overwritten key whose place became another key's would be a danger to that one.
	// A session takes some 300 bytes.
	most = 1 << 20
)

// pool is the memory that keys lie in. It is never let go of, so that the runtime puts
// nothing else there.
var pool struct {
	sync.Mutex
	chunks [][]byte
	left   []byte // of the last chunk
	locked bool   // the system has locked it
}

// Key gives n bytes for a key, zeros, in memory that the system does not write to its
// swap file and, on Linux, leaves out of dumps. Overwrite it when it is not needed. Where
// the system locks no memory, or 1 MiB was given out, it is memory as any other:
// the program works all the same.
func Key(n int) []byte {
	pool.Lock()
	defer pool.Unlock()
	if n > chunk || len(pool.chunks)*chunk >= most && n > len(pool.left) {
		return make([]byte, n)
	}
	if n > len(pool.left) {
		fresh := make([]byte, chunk)
		pool.locked = lock(fresh) == nil
		pool.chunks, pool.left = append(pool.chunks, fresh), fresh
	}
	key := pool.left[:n:n]
	pool.left = pool.left[n:]
	return key
}

// Keep moves a key to memory as [Key] gives it: the bytes are copied there and
// overwritten where they were. Nil stays nil.
func Keep(key []byte) []byte {
	if key == nil {
		return nil
	}
	kept := Key(len(key))
	copy(kept, key)
	clear(key)
	return kept
}

// Locked reports whether the system locks memory for keys.
func Locked() bool {
	Key(1)
	pool.Lock()
	defer pool.Unlock()
	return pool.locked
}
