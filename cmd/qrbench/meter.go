package main

import (
	"bytes"
	"math"
	"time"

	"ikd/station/scanner"
	"ikd/station/scanner/qr"
)

// liveFrames is how often a picture is shown in a row when live: as often as
// the decoder needs to go through its stages, and then some.
const liveFrames = 12

// meter decodes pictures and takes the time.
type meter struct {
	live    bool
	reps    int
	decoder *qr.Decoder
	blank   scanner.Frame
	frames  []float64 // of each live frame, in milliseconds
}

func newMeter(live bool, reps int) *meter {
	const w, h = 640, 480
	blank := scanner.Frame{Luma: bytes.Repeat([]byte{128}, w*h), Stride: w, Width: w, Height: h}
	return &meter{live: live, reps: reps, decoder: qr.New(), blank: blank}
}

func (m *meter) decode(p grey) (ms float64, texts []string) {
	f := &scanner.Frame{Luma: p.luma, Stride: p.width, Width: p.width, Height: p.height}
	if m.live {
		return m.show(f)
	}
	ms = math.Inf(1)
	for range m.reps {
		start := cpuTime()
		code, ok := m.decoder.Decode(f, true)
		ms = min(ms, milliseconds(cpuTime()-start))
		texts = m.texts(code, ok)
	}
	return ms, texts
}

// texts are that of the code and those of the others in the picture.
func (m *meter) texts(code scanner.Code, ok bool) []string {
	if !ok {
		return nil
	}
	out := []string{code.Text}
	for _, c := range m.decoder.Others() {
		out = append(out, c.Text)
	}
	return out
}

// show plays the picture as a camera would; a text found in any of its frames
// counts. The grey frames before it make the decoder forget the last one.
func (m *meter) show(f *scanner.Frame) (ms float64, texts []string) {
	for range 2 * liveFrames {
		m.decoder.Decode(&m.blank, false)
	}
	for range liveFrames {
		start := cpuTime()
		code, ok := m.decoder.Decode(f, false)
		took := milliseconds(cpuTime() - start)
		m.frames = append(m.frames, took)
		ms += took / liveFrames
		if ok {
			texts = m.texts(code, ok)
		}
	}
	return ms, texts
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
