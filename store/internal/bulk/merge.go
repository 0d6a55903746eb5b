package bulk

import (
	"container/heap"
	"errors"
	"io"
)

// merger makes one stream of several that are in order.
type merger struct {
	sources sources
	taken   bool // the topmost record was given out
}

type source struct {
	stream Stream
	top    Record
}

// sources is a heap by the streams' next records.
type sources []*source

func (s sources) Len() int           { return len(s) }
func (s sources) Less(i, j int) bool { return s[i].top.before(s[j].top) }
func (s sources) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }
func (s *sources) Push(x any)        { *s = append(*s, x.(*source)) }
func (s *sources) Pop() any {
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return last
}

// Merge makes one stream of several that are in order.
func Merge(streams []Stream) (Stream, error) {
	m := &merger{}
	for _, s := range streams {
		top, err := s.Next()
		if errors.Is(err, io.EOF) {
			continue
		}
		if err != nil {
			return nil, err
		}
		m.sources = append(m.sources, &source{s, top})
	}
	heap.Init(&m.sources)
	return m, nil
}

// Next implements [Stream].
func (m *merger) Next() (Record, error) {
	if m.taken {
		if err := m.advance(); err != nil {
			return Record{}, err
		}
	}
	if m.taken = len(m.sources) > 0; !m.taken {
		return Record{}, io.EOF
	}
	return m.sources[0].top, nil
}

// advance replaces the topmost record by its stream's next.
func (m *merger) advance() error {
	top, err := m.sources[0].stream.Next()
	switch {
	case errors.Is(err, io.EOF):
		heap.Pop(&m.sources)
		return nil
	case err != nil:
		return err
	}
	m.sources[0].top = top
	heap.Fix(&m.sources, 0)
	return nil
}

// before is the order of records: by their first number, then by the second.
func (r Record) before(o Record) bool {
	if r.First != o.First {
		return r.First < o.First
	}
	return r.Second < o.Second
}
