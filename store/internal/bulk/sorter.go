// Package bulk sorts more rows than fit in memory, and writes many rows in a statement.
package bulk

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// Record is what a bulk load puts in order: a row by key and version with its
// sealed value, or a name's token with the key that it leads to.
type Record struct {
	First, Second uint64
	Data          []byte
}

// Sorter puts any number of records in order, by their first number and then
// their second, with a bounded amount of memory: when it is full it sorts what
// it has and writes it to a file that has no name, a run. Everything in a run is
// sealed or hashed already.
type Sorter struct {
	Pattern string // of the runs' paths, with a '*'
	Limit   int    // in bytes
	items   []item
	arena   []byte
	runs    []*os.File
}

// item is a record whose data lie in the arena.
type item struct {
	first, second uint64
	at            uint32
	length        uint16
}

const itemSize = 24

func (s *Sorter) Add(r Record) error {
	if len(s.arena)+len(r.Data)+itemSize*len(s.items) > s.Limit {
		if err := s.spill(); err != nil {
			return err
		}
	}
	s.items = append(s.items, item{r.First, r.Second, uint32(len(s.arena)), uint16(len(r.Data))})
	s.arena = append(s.arena, r.Data...)
	return nil
}

func (s *Sorter) sort() {
	slices.SortFunc(s.items, func(a, b item) int {
		if a.first != b.first { // nearly always: the second is not even looked at
			return cmp.Compare(a.first, b.first)
		}
		return cmp.Compare(a.second, b.second)
	})
}

// spill writes what there is as a run.
func (s *Sorter) spill() error {
	f, err := os.CreateTemp(filepath.Dir(s.Pattern), filepath.Base(s.Pattern))
	if err != nil {
		return err
	}
	s.runs = append(s.runs, f)
	s.sort()
	out := bufio.NewWriterSize(f, 1<<18)
	var prefix [18]byte
	for _, h := range s.items {
		binary.BigEndian.PutUint64(prefix[:], h.first)
		binary.BigEndian.PutUint64(prefix[8:], h.second)
		binary.BigEndian.PutUint16(prefix[16:], h.length)
		_, _ = out.Write(prefix[:]) // a bufio.Writer keeps its first error
		_, _ = out.Write(s.arena[h.at:][:h.length])
	}
	s.items, s.arena = s.items[:0], s.arena[:0]
	return out.Flush()
}

// Streams gives the sorted runs, the last of which is still in memory. Nothing
// may be added afterwards.
func (s *Sorter) Streams() ([]Stream, error) {
	s.sort()
	all := []Stream{&memoryRun{items: s.items, arena: s.arena}}
	for _, f := range s.runs {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
		all = append(all, &fileRun{in: bufio.NewReaderSize(f, 1<<16)})
	}
	return all, nil
}

// Close removes the runs.
func (s *Sorter) Close() error {
	var errs []error
	for _, f := range s.runs {
		errs = append(errs, f.Close(), os.Remove(f.Name()))
	}
	s.runs, s.items, s.arena = nil, nil, nil
	return errors.Join(errs...)
}

// Stream gives records in order; io.EOF at the end. A record's data are good
// until the next call.
type Stream interface{ Next() (Record, error) }

type memoryRun struct {
	items []item
	arena []byte
}

func (m *memoryRun) Next() (Record, error) {
	if len(m.items) == 0 {
		return Record{}, io.EOF
	}
	h := m.items[0]
	m.items = m.items[1:]
	return Record{h.first, h.second, m.arena[h.at:][:h.length]}, nil
}

type fileRun struct {
	in   *bufio.Reader
	data []byte
}

func (f *fileRun) Next() (Record, error) {
	var prefix [18]byte
	if _, err := io.ReadFull(f.in, prefix[:]); err != nil {
		return Record{}, err // io.EOF between records, io.ErrUnexpectedEOF within one
	}
	f.data = slices.Grow(f.data[:0], int(binary.BigEndian.Uint16(prefix[16:])))[:binary.BigEndian.Uint16(prefix[16:])]
	if _, err := io.ReadFull(f.in, f.data); err != nil {
		return Record{}, errors.Join(io.ErrUnexpectedEOF, err)
	}
	return Record{binary.BigEndian.Uint64(prefix[:]), binary.BigEndian.Uint64(prefix[8:]), f.data}, nil
}
