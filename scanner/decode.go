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
	for l := range r.box.letters {
		code, ok := r.Decoder.Decode(&l.frame, false)
		r.views.mark(code.Outline, l.frame.Width, ok)
		if ok {
			r.watch.found()
			r.take(&l.frame, code, l.posted)
		}
		if r.Events.View != nil {
			r.views.advise(aim.judge(&l.frame, ok, time.Now()))
		}
		r.box.free(l)
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
	if !isNew && len(reading.Others) == 0 { // missed for a frame, it is no news when it is back
		return
	}
	if r.company.news(reading) || isNew {
		tell(reading)
	}
}

// letter is a copy of a frame on its way to the decoder.
type letter struct {
	frame  Frame
	posted time.Time
}

// mailbox holds one frame for the decoder; a newer one takes its place. Its
// buffers go round: one being filled, one waiting, one being decoded.
type mailbox struct {
	letters chan *letter
	mu      sync.Mutex
	spare   []*letter
}

func newMailbox() *mailbox { return &mailbox{letters: make(chan *letter, 1)} }

// put is called by one source at a time, and never after close.
func (m *mailbox) put(f *Frame) {
	l := m.blank()
	l.posted = time.Now()
	l.frame.copyFrom(f)
	select {
	case old := <-m.letters:
		m.free(old)
	default:
	}
	m.letters <- l
}

func (m *mailbox) blank() *letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n := len(m.spare); n > 0 {
		l := m.spare[n-1]
		m.spare = m.spare[:n-1]
		return l
	}
	return new(letter)
}

func (m *mailbox) free(l *letter) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.spare = append(m.spare, l)
}

func (m *mailbox) close() { close(m.letters) }
