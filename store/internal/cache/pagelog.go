package cache

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"maps"
	"os"
	"slices"

	"ikd/station/siak"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/fault"
	"ikd/station/store/internal/seal"
	"ikd/station/store/internal/sqlitedb"
)

// PagesSuffix is of the file that keeps the pages of a bulk load under way.
const PagesSuffix = ".pages"

// pageLog is the pages that a bulk load has taken in, one sealed behind the other.
// What the bulk load has made of them is in memory and in runs without order; when
// the program dies, the next bulk load takes the pages in again from here instead
// of from the registry. Nothing waits for the disk: after a power cut the log
// ends where a page does not open.
type pageLog struct {
	file  *os.File
	keys  *seal.Keys
	begin []byte // of what the bulk load began with: pages of another do not open
	count uint64
}

// mostFrame bounds what is read as one page.
const mostFrame = 64 << 20

// openPageLog hands to take the pages that are there and belong to this bulk load.
// What does not open ends the log, and new pages go there.
func (f *bulkLoad) openPageLog() error {
	file, err := os.OpenFile(f.cache.file.Path+PagesSuffix, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	f.log = &pageLog{file: file, keys: f.cache.keys, begin: f.beginning()}
	return f.log.replay(func(page siak.Page) error {
		_, err := f.accept(page)
		return err
	})
}

// beginning tells one bulk load from another: by what the cache had.
func (f *bulkLoad) beginning() []byte {
	b := []byte{bit(f.afterDamage)}
	for _, region := range slices.Sorted(maps.Keys(f.parts)) {
		p := f.parts[region]
		b = codec.AppendString(b, string(region))
		for _, n := range []uint64{uint64(p.id), p.epoch, p.seq, uint64(p.residents)} {
			b = binary.AppendUvarint(b, n)
		}
	}
	return b
}

func (l *pageLog) place() seal.Place {
	return seal.Place{Table: "pages", Key: l.begin, Version: l.count}
}

// replay reads the log to its end.
func (l *pageLog) replay(take func(siak.Page) error) error {
	var good int64
	for {
		page, length, ok := l.next()
		if !ok {
			break
		}
		if err := take(page); err != nil {
			return err
		}
		good += length
		l.count++
	}
	if err := l.file.Truncate(good); err != nil {
		return err
	}
	_, err := l.file.Seek(good, io.SeekStart)
	return err
}

// next reads a page; false where there is none that is good.
func (l *pageLog) next() (page siak.Page, length int64, ok bool) {
	var prefix [4]byte
	if _, err := io.ReadFull(l.file, prefix[:]); err != nil {
		return page, 0, false
	}
	size := binary.BigEndian.Uint32(prefix[:])
	if size > mostFrame {
		return page, 0, false
	}
	sealed := new(bytes.Buffer) // grows as there is something to read
	if n, err := io.CopyN(sealed, l.file, int64(size)); err != nil || n != int64(size) {
		return page, 0, false
	}
	text, err := l.keys.CacheSeal.Open(l.place(), sealed.Bytes())
	if err != nil {
		return page, 0, false
	}
	defer clear(text)
	page, err = DecodePage(text)
	return page, int64(len(prefix)) + int64(size), err == nil
}

// add writes a page that was taken in. A nil log keeps none.
func (l *pageLog) add(page siak.Page) error {
	if l == nil {
		return nil
	}
	text, err := EncodePage(page)
	if err != nil {
		return err
	}
	defer clear(text)
	sealed := l.keys.CacheSeal.Seal(l.place(), text, seal.Bucket{Step: 1})
	frame := append(binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(sealed)), uint32(len(sealed))), sealed...)
	if _, err := l.file.Write(frame); err != nil {
		return err
	}
	l.count++
	return nil
}

// close leaves the pages to the next bulk load; remove, after this one has come
// to its end, to nobody.
func (l *pageLog) close() error {
	if l == nil || l.file == nil {
		return nil
	}
	err := l.file.Close()
	l.file = nil
	return err
}

func (l *pageLog) remove() error {
	name := l.file.Name()
	return errors.Join(l.close(), sqlitedb.Remove(name))
}

// EncodePage is a page as the log has it:
//
//	string   partition
//	varints  epoch and sequence of both cursors; total
//	1 byte   start over (1), more (2)
//	varint   number of residents; of each version, length and [encodeResident]
//	varint   number of tombstones; of each version and NIK
func EncodePage(p siak.Page) ([]byte, error) {
	b := codec.AppendString(make([]byte, 0, 64+96*len(p.Upserts)), string(p.From.Partition))
	for _, n := range []uint64{p.From.Epoch, p.From.Seq, p.To.Epoch, p.To.Seq, p.Total} {
		b = binary.AppendUvarint(b, n)
	}
	b = append(b, bit(p.StartOver)|bit(p.More)<<1)
	b = binary.AppendUvarint(b, uint64(len(p.Upserts)))
	for _, r := range p.Upserts {
		text, err := EncodeResident(r)
		if err != nil {
			return nil, err
		}
		b = binary.AppendUvarint(b, r.Version)
		b = codec.AppendString(b, string(text))
		clear(text)
	}
	b = binary.AppendUvarint(b, uint64(len(p.Removed)))
	for _, t := range p.Removed {
		b = codec.AppendString(binary.AppendUvarint(b, t.Version), t.NIK.Digits())
	}
	return b, nil
}

// DecodePage reads what encodePage wrote.
func DecodePage(text []byte) (p siak.Page, err error) {
	in := &codec.Reader{Rest: text}
	p.From.Partition = siak.Region(in.String())
	p.To.Partition = p.From.Partition
	for _, n := range []*uint64{&p.From.Epoch, &p.From.Seq, &p.To.Epoch, &p.To.Seq, &p.Total} {
		*n = in.Uvarint()
	}
	flags := in.Byte()
	p.StartOver, p.More = flags&1 != 0, flags&2 != 0
	for range in.Uvarint() {
		version := in.Uvarint()
		r, e := decodeResident([]byte(in.String()))
		if err = e; err != nil || in.Short {
			break
		}
		r.Version = version
		p.Upserts = append(p.Upserts, r)
	}
	for range in.Uvarint() {
		t := siak.Tombstone{Version: in.Uvarint()}
		nik, e := siak.RegisteredNIK(in.String())
		if err = cmp.Or(err, e); err != nil || in.Short {
			break
		}
		t.NIK = nik
		p.Removed = append(p.Removed, t)
	}
	if err != nil || in.Short || len(in.Rest) > 0 {
		return p, fault.Damaged("read a page", "too long or too short")
	}
	return p, nil
}
