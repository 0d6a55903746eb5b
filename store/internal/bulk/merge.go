package bulk

import (
	"errors"
	"io"
)

// merger makes one stream of several that are in order: a heap by their first
// records.
type merger struct {
	heap []source
	last bool // the topmost record was given out
}

type source struct {
	stream Stream
	top    Record
}

func Merge(streams []Stream) (*merger, error) {
	m := &merger{}
	for _, s := range streams {
		top, err := s.Next()
		if errors.Is(err, io.EOF) {
			continue
		}
		if err != nil {
			return nil, err
		}
		m.heap = append(m.heap, source{s, top})
	}
	for i := len(m.heap)/2 - 1; i >= 0; i-- {
		m.sink(i)
	}
	return m, nil
}

// next implements stream.
func (m *merger) Next() (Record, error) {
	if m.last {
		if err := m.advance(); err != nil {
			return Record{}, err
		}
	}
	if m.last = len(m.heap) > 0; !m.last {
		return Record{}, io.EOF
	}
	return m.heap[0].top, nil
}

// advance replaces the topmost record by its stream's next.
func (m *merger) advance() error {
	top, err := m.heap[0].stream.Next()
	switch {
	case errors.Is(err, io.EOF):
		end := len(m.heap) - 1
		m.heap[0] = m.heap[end]
		m.heap = m.heap[:end]
	case err != nil:
		return err
	default:
		m.heap[0].top = top
	}
	m.sink(0)
	return nil
}

func (m *merger) sink(i int) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(m.heap); child++ {
			if m.heap[child].before(m.heap[least]) {
				least = child
			}
		}
		if least == i {
			return
		}
		m.heap[i], m.heap[least] = m.heap[least], m.heap[i]
		i = least
	}
}

func (s source) before(o source) bool {
	if s.top.First != o.top.First {
		return s.top.First < o.top.First
	}
	return s.top.Second < o.top.Second
}
