package cache

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"sort"
	"sync"

	"ikd/station/siak"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/sqlitedb"
)

// The list of revocations is kept in chunks: sealed values of the table meta, each
// with up to chunkEntries hashes in order, so that five million take 60 MB in
// memory and on the disk and one is found by a binary search in a hundred chunks.
// What comes is merged into the last chunk while that has room.
//
// A sealed record says how far the list was followed and which chunks it has, by
// their digests: one that is missing, older or of another place makes the list
// damaged, and it is fetched anew. The registry refuses what was revoked in any
// case.

// Of each revocation 8 bytes of its hash and 4 of its day are kept, big-endian. Two
// registrations of which one is revoked have the same 8 bytes among five million
// with a probability of 1 in 3 million million.
const (
	entryHash    = 8
	entrySize    = entryHash + 4
	chunkEntries = 50_000
)

const (
	revocationsName = "revocations"
	chunkPrefix     = "revoked/"
)

// chunkBucket pads little: how many revocations there are is no secret.
var chunkBucket = seal.Bucket{Step: 4096}

// revocationsForm is the sealed record.
type revocationsForm struct {
	Epoch   uint64   `cbor:"1,keyasint"`
	Version uint64   `cbor:"2,keyasint"`
	Chunks  [][]byte `cbor:"3,keyasint"` // SHA-256 of each
}

func chunkName(i int) string { return fmt.Sprintf("%s%06d", chunkPrefix, i) }

// metaPlace binds a value of the table meta to its name.
func metaPlace(name string) seal.Place {
	return seal.Place{Table: "meta", Key: []byte(name), Version: 1}
}

// revocations is the list in memory, once it was asked for.
type revocations struct {
	mu     sync.Mutex
	loaded bool
	at     siak.RevocationCursor
	chunks [][]byte
}

// forget lets it be read again.
func (l *revocations) forget() { l.loaded, l.at, l.chunks = false, siak.RevocationCursor{}, nil }

// Revocations is how far the list of revocations was followed; the zero cursor
// where there is none, or none that is whole.
func (c *Cache) Revocations(ctx context.Context) (siak.RevocationCursor, error) {
	c.revoked.mu.Lock()
	defer c.revoked.mu.Unlock()
	err := c.loadRevocations(ctx)
	return c.revoked.at, err
}

// Revoked reports whether a registration is in the list.
func (c *Cache) Revoked(ctx context.Context, registrationID string) (bool, error) {
	c.revoked.mu.Lock()
	defer c.revoked.mu.Unlock()
	if err := c.loadRevocations(ctx); err != nil {
		return false, err
	}
	hash := siak.HashRegistration(registrationID)
	for _, chunk := range c.revoked.chunks {
		if in(chunk, hash[:entryHash]) {
			return true, nil
		}
	}
	return false, nil
}

func in(chunk, hash []byte) bool {
	n := len(chunk) / entrySize
	i := sort.Search(n, func(i int) bool { return bytes.Compare(chunk[i*entrySize:][:entryHash], hash) >= 0 })
	return i < n && bytes.Equal(chunk[i*entrySize:][:entryHash], hash)
}

// loadRevocations is for within the list's lock.
func (c *Cache) loadRevocations(ctx context.Context) error {
	if c.revoked.loaded {
		return nil
	}
	return c.file.Read("read the revocations", func(db *sql.DB) error {
		form, chunks, whole, err := readRevocations(ctx, db, c.keys)
		if err != nil {
			return err
		}
		c.revoked.forget()
		if whole {
			c.revoked.at, c.revoked.chunks = siak.RevocationCursor{Epoch: form.Epoch, Version: form.Version}, chunks
		}
		c.revoked.loaded = true
		return nil
	})
}

// readRevocations reads record and chunks; not whole where there is no record, or
// something does not open or is not what the record says.
func readRevocations(ctx context.Context, q sqlitedb.Querier, k *seal.Keys) (form revocationsForm, chunks [][]byte, whole bool, err error) {
	open := func(name string) ([]byte, error) {
		sealed, err := sqlitedb.GetMeta(ctx, q, name)
		if err != nil || sealed == nil {
			return nil, err
		}
		text, err := k.CacheSeal.Open(metaPlace(name), sealed)
		if err != nil {
			return nil, nil // damaged: as if it were not there
		}
		return text, nil
	}
	text, err := open(revocationsName)
	if err != nil || text == nil || codec.Decode("read the revocations", text, &form) != nil {
		return form, nil, false, err
	}
	for i, digest := range form.Chunks {
		chunk, err := open(chunkName(i))
		if err != nil {
			return form, nil, false, err
		}
		sum := sha256.Sum256(chunk)
		if len(chunk)%entrySize != 0 || !bytes.Equal(sum[:], digest) {
			return form, nil, false, nil
		}
		chunks = append(chunks, chunk)
	}
	return form, chunks, true, nil
}

// TakeRevocations adds a page to the list, or begins it anew where the page says
// so. A page that does not follow is refused.
func (c *Cache) TakeRevocations(ctx context.Context, page siak.RevocationPage, today siak.Day) error {
	c.pulling.Lock() // the file is not exchanged meanwhile
	defer c.pulling.Unlock()
	c.revoked.mu.Lock()
	defer c.revoked.mu.Unlock()
	if err := c.loadRevocations(ctx); err != nil {
		return err
	}
	if page.From != c.revoked.at {
		return errPageAhead
	}
	kept := c.revoked.chunks
	if page.StartOver {
		kept = nil
	}
	chunks, from := addRevocations(kept, page.Revoked, today)
	form := revocationsForm{Epoch: page.To.Epoch, Version: page.To.Version}
	for _, chunk := range chunks {
		sum := sha256.Sum256(chunk)
		form.Chunks = append(form.Chunks, sum[:])
	}
	text, err := codec.Encode(form)
	if err != nil {
		return err
	}
	err = c.file.Write(ctx, "keep revocations", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM meta WHERE name >= ? AND name < ?`, chunkName(from), chunkPrefix+"~"); err != nil {
			return err
		}
		for i := from; i < len(chunks); i++ {
			if err := sqlitedb.PutMeta(ctx, tx, chunkName(i), c.keys.CacheSeal.Seal(metaPlace(chunkName(i)), chunks[i], chunkBucket)); err != nil {
				return err
			}
		}
		return sqlitedb.PutMeta(ctx, tx, revocationsName, c.keys.CacheSeal.Seal(metaPlace(revocationsName), text, seal.SmallBucket))
	})
	if err != nil {
		c.revoked.forget()
		return c.markIfDamaged(err)
	}
	c.revoked.at, c.revoked.chunks = page.To, chunks
	return nil
}

// addRevocations merges what came into the last chunk and those after it, without
// what has ended; from is the first chunk that is another one than before.
func addRevocations(chunks [][]byte, revoked []siak.Revocation, today siak.Day) (all [][]byte, from int) {
	var last []byte
	if n := len(chunks); n > 0 && len(chunks[n-1]) < chunkEntries*entrySize {
		last, chunks = chunks[n-1], chunks[:n-1]
	}
	from = len(chunks)
	entries := make([][entrySize]byte, 0, len(last)/entrySize+len(revoked))
	add := func(e [entrySize]byte) {
		if until := siak.Day(binary.BigEndian.Uint32(e[entryHash:])); until == 0 || until+1 >= today {
			entries = append(entries, e)
		}
	}
	for ; len(last) > 0; last = last[entrySize:] {
		add([entrySize]byte(last))
	}
	for _, r := range revoked {
		var e [entrySize]byte
		copy(e[:], r.Registration[:entryHash])
		binary.BigEndian.PutUint32(e[entryHash:], uint32(r.Until))
		add(e)
	}
	all = append(all, chunks...)
	for len(entries) > 0 {
		n := min(len(entries), chunkEntries)
		part := entries[:n]
		sort.Slice(part, func(i, j int) bool { return bytes.Compare(part[i][:], part[j][:]) < 0 })
		chunk := make([]byte, 0, n*entrySize)
		for _, e := range part {
			chunk = append(chunk, e[:]...)
		}
		all, entries = append(all, chunk), entries[n:]
	}
	return all, from
}

// carryRevocations seals the list anew in the fresh file of another data key, to
// which all of meta was copied. One that is not whole is left out.
func carryRevocations(ctx context.Context, tx *sql.Tx, from, to *seal.Keys) error {
	form, chunks, whole, err := readRevocations(ctx, tx, from)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM meta WHERE name = ? OR name >= ? AND name < ?`, revocationsName, chunkPrefix, chunkPrefix+"~"); err != nil || !whole {
		return err
	}
	for i, chunk := range chunks {
		if err := sqlitedb.PutMeta(ctx, tx, chunkName(i), to.CacheSeal.Seal(metaPlace(chunkName(i)), chunk, chunkBucket)); err != nil {
			return err
		}
	}
	text, err := codec.Encode(form)
	if err != nil {
		return err
	}
	return sqlitedb.PutMeta(ctx, tx, revocationsName, to.CacheSeal.Seal(metaPlace(revocationsName), text, seal.SmallBucket))
}
