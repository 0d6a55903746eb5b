package mediafoundation

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ikd/station/scanner"
)

// script is a device whose answers are written down beforehand. It stands for
// Windows, which cannot be had here.
type script struct {
	t       *testing.T
	formats []format
	refuse  []uint32 // formats that the system does not take
	used    []uint32
	size    visible // of the pictures, from the next measuring on
	small   bool    // the samples hold less than they should
	answers chan answer

	asked, locked int
	then          func(n int) // called with the number of the answer
}

func newScript(t *testing.T) *script {
	return &script{
		t: t, formats: []format{f("YUY2", 1280, 720, 5), f("NV12", 64, 48, 30), f("MJPG", 1280, 720, 30)},
		size: visible{width: 64, height: 48},
	}
}

func (s *script) format(i uint32) (format, hresult) {
	if int(i) >= len(s.formats) {
		return format{}, noMoreTypes
	}
	out := s.formats[i]
	out.index = i
	return out, 0
}

func (s *script) use(i uint32) hresult {
	if slices.Contains(s.refuse, i) {
		return noNV12
	}
	s.used = append(s.used, i)
	return 0
}

func (s *script) layout() (layout, hresult) {
	return newLayout(s.size.width, s.size.height, visible{}, false), 0
}

func (s *script) ask() hresult { s.asked++; return 0 }

func (s *script) wait(d time.Duration) (answer, bool) {
	select {
	case a := <-s.answers:
		if s.locked != 0 {
			s.t.Error("waited with a sample locked")
		}
		return a, true
	case <-time.After(d):
		return answer{}, false
	}
}

func (s *script) lock() ([]byte, int, int, hresult) {
	s.locked++
	n := s.size.width * s.size.height * 3 / 2
	if s.small {
		n--
	}
	return make([]byte, n), 0, s.size.width, 0
}

func (s *script) unlock() { s.locked-- }
func (s *script) close()  {}

// play runs the script until its answers end the reading or two seconds are
// over, and returns the sizes of the frames.
func (s *script) play(answers ...answer) (widths []int, err error) {
	synctest.Test(s.t, func(t *testing.T) {
		s.answers = make(chan answer, len(answers)) // of the bubble, so that its time goes on
		for _, a := range answers {
			s.answers <- a
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		r := &reading{device: s, deliver: func(f *scanner.Frame) {
			if f.At.IsZero() || !f.Usable() {
				t.Errorf("frame %+v", f)
			}
			widths = append(widths, f.Width)
			if s.then != nil {
				s.then(len(widths))
			}
		}}
		begun := time.Now()
		err = r.run(ctx)
		if took := time.Since(begun); took > 2*time.Second+look {
			t.Errorf("ended %v after its context", took-2*time.Second)
		}
	})
	if s.locked != 0 {
		s.t.Error("a sample stays locked")
	}
	return widths, err
}

var sample = answer{sample: true}

func TestReadingUntilTheContextEnds(t *testing.T) {
	s := newScript(t)
	widths, err := s.play(sample, answer{}, sample, sample) // the second is a gap
	if !errors.Is(err, context.DeadlineExceeded) || len(widths) != 3 || s.asked != 5 {
		t.Errorf("%d frames, %d asked for, %v", len(widths), s.asked, err)
	}
}

func TestReadingFaults(t *testing.T) {
	for _, c := range []struct {
		name   string
		last   answer
		frames int
		want   scanner.Fault
	}{
		{"unplugged", answer{result: 0xC00D3EA2, flags: flagError}, 3, scanner.FaultLost},
		{"unplugged, said otherwise", answer{result: noSuchDevice}, 3, scanner.FaultLost},
		{"gone before the first frame", answer{result: noSuchDevice}, 0, scanner.FaultNoCamera},
		{"another program has it", answer{result: startFailed}, 0, scanner.FaultBusy},
		{"another program took it", answer{result: preempted}, 3, scanner.FaultBusy},
		{"privacy settings", answer{result: accessDenied}, 0, scanner.FaultDenied},
		{"the stream ended", answer{flags: flagEnd}, 3, scanner.FaultLost},
		{"an error without a code", answer{flags: flagError}, 3, scanner.FaultLost},
	} {
		t.Run(c.name, func(t *testing.T) {
			answers := slices.Repeat([]answer{sample}, c.frames)
			widths, err := newScript(t).play(append(answers, c.last)...)
			fault, _ := errors.AsType[*scanner.FaultError](err)
			if fault == nil || fault.Fault != c.want || len(widths) != c.frames {
				t.Errorf("%d frames and %v, want %d and %s", len(widths), err, c.frames, c.want)
			}
		})
	}
}

func TestReadingChangesSize(t *testing.T) {
	s := newScript(t)
	s.then = func(n int) {
		if n == 2 {
			s.size = visible{width: 32, height: 24}
		}
	}
	widths, _ := s.play(sample, sample, answer{sample: true, flags: flagChanged}, sample)
	if !slices.Equal(widths, []int{64, 64, 32, 32}) {
		t.Errorf("widths %v", widths)
	}
}

func TestReadingTooSmallASample(t *testing.T) {
	s := newScript(t)
	s.small = true
	_, err := s.play(sample)
	if fault, _ := errors.AsType[*scanner.FaultError](err); fault == nil || fault.Fault != scanner.FaultLost || !errors.Is(err, errLayout) {
		t.Error(err)
	}
}

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		name    string
		formats []format
		refuse  []uint32
		used    []uint32
		want    scanner.Fault
	}{
		{"the best", nil, nil, []uint32{2}, scanner.FaultNone},
		{"the next best", nil, []uint32{2}, []uint32{0}, scanner.FaultNone},
		{"none that the system takes", nil, []uint32{0, 1, 2}, nil, scanner.FaultLost},
		{"none that is usable", []format{{subtype: subtypeL8, width: 640, height: 480}}, nil, nil, scanner.FaultNoCamera},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScript(t)
			s.refuse = c.refuse
			if c.formats != nil {
				s.formats = c.formats
			}
			err := choose(s, Options{Width: 1280, Height: 720, FPS: 30})
			fault, _ := errors.AsType[*scanner.FaultError](err)
			if (err == nil) != (c.want == scanner.FaultNone) || fault != nil && fault.Fault != c.want {
				t.Errorf("%v, want %q", err, c.want)
			}
			if !slices.Equal(s.used, c.used) {
				t.Errorf("used %v, want %v", s.used, c.used)
			}
		})
	}
}

// TestNoSuchCamera holds on every machine, with cameras and without.
func TestNoSuchCamera(t *testing.T) {
	none := func([]Info) int { return -1 }
	err := Run(t.Context(), none, Options{1280, 720, 30}, func(*scanner.Frame) { t.Error("a frame") })
	if fault, _ := errors.AsType[*scanner.FaultError](err); fault == nil || fault.Fault != scanner.FaultNoCamera {
		t.Error(err)
	}
	if all, err := List(); err != nil {
		t.Errorf("%v, %v", all, err)
	}
}
