package scanner

import (
	"sync"
	"time"
)

// decodeStill reads a frame of a recording in the source's own goroutine.
func (r *run) decodeStill(f *Frame) {
	start := time.Now()
	code, ok := r.Decoder.Decode(f, true)
	r.views.mark(code.Outline, f.Width, ok)
	if !ok {
		r.views.clear()
	}
	r.views.show(f)
	if ok {
		r.take(f, code, start)
	}
}

// decodeLive reads the latest frame again and again until the mailbox closes.
func (r *run) decodeLive() {
	var aim aiming
	for q := range r.mailbox.frames {
		code, ok := r.Decoder.Decode(&q.frame, false)
		r.views.mark(code.Outline, q.frame.Width, ok)
		if ok {
			r.idle.found()
			r.take(&q.frame, code, q.posted)
		}
		if r.Events.View != nil {
			r.views.advise(aim.judge(&q.frame, ok, time.Now()))
		}
		r.mailbox.free(q)
	}
}

func (r *run) take(f *Frame, code Code, start time.Time) {
	text := BoundText(code.Text)
	isNew := r.Filter == nil || r.Filter.Take(text, f.At)
	tell := r.Events.Reading
	if !isNew {
		tell = r.Events.Beside
	}
	if tell == nil {
		return
	}
	reading := Reading{
		Text: text, At: f.At, Name: f.Name, Took: time.Since(start),
		Outline: code.Outline, Width: f.Width, Height: f.Height, Others: r.others(text),
	}
	if !isNew && len(reading.Others) == 0 { // missed for a frame, it is nothing new when it is back
		return
	}
	if r.reported.isNew(reading) || isNew {
		tell(reading)
	}
}

// queued is a copy of a frame on its way to the decoder.
type queued struct {
	frame  Frame
	posted time.Time
}

// mailbox holds one frame for the decoder; a newer one takes its place. Its
// buffers go round: one being filled, one waiting, one being decoded.
type mailbox struct {
	frames chan *queued
	mu     sync.Mutex
	unused []*queued
}

func newMailbox() *mailbox { return &mailbox{frames: make(chan *queued, 1)} }

// put is called by one source at a time, and never after close.
func (m *mailbox) put(f *Frame) {
	q := m.buffer()
	q.posted = time.Now()
	q.frame.copyFrom(f)
	select {
	case old := <-m.frames:
		m.free(old)
	default:
	}
	m.frames <- q
}

func (m *mailbox) buffer() *queued {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n := len(m.unused); n > 0 {
		q := m.unused[n-1]
		m.unused = m.unused[:n-1]
		return q
	}
	return new(queued)
}

func (m *mailbox) free(q *queued) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.unused = append(m.unused, q)
}

func (m *mailbox) close() { close(m.frames) }
