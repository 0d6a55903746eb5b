package replay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ikd/station/scanner"
)

// taken is a frame as the tests see it.
type taken struct {
	name string
	grey byte
	at   time.Time
}

// play runs the source to its end and gives the frames.
func play(t *testing.T, s *Source) ([]taken, error) {
	t.Helper()
	var out []taken
	err := s.Run(t.Context(), func(f *scanner.Frame) {
		out = append(out, taken{f.Name, f.Luma[0], f.At})
	})
	return out, err
}

func names(frames []taken) []string {
	var out []string
	for _, f := range frames {
		out = append(out, f.name)
	}
	return out
}

func open(t *testing.T, path string, opt Options) *Source {
	t.Helper()
	s, err := Open(path, opt)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFolder(t *testing.T) {
	when := time.Date(2025, 3, 1, 2, 3, 4, 0, time.UTC)
	dir := write(t, map[string][]byte{
		"002.jpg":        jpegOf(t, flat(16, 16, 99)),
		"001.PNG":        pngOf(t, flat(16, 16, 11), when),
		"003.png":        []byte("no picture"),
		"004.jpeg":       jpegOf(t, flat(16, 16, 200)),
		"expected.jsonl": []byte("{}"),
	})
	var bad []string
	opt := Options{OnBad: func(name string, err error) {
		fe, ok := errors.AsType[*scanner.FaultError](err)
		bad = append(bad, fmt.Sprint(name, " ", ok && fe.Fault == scanner.FaultBadImage))
	}}
	s := open(t, dir, opt)
	if !s.Paced() || s.Name() != filepath.Base(dir) {
		t.Errorf("paced %v, name %q", s.Paced(), s.Name())
	}
	start := time.Now()
	frames, err := play(t, s)
	if want := []string{"001.PNG", "002.jpg", "004.jpeg"}; err != nil || !slices.Equal(names(frames), want) {
		t.Errorf("frames %v, %v", names(frames), err)
	}
	if !slices.Equal(bad, []string{"003.png true"}) {
		t.Errorf("bad: %q", bad)
	}
	if frames[0].at.Before(start) {
		t.Error("the time of a file was trusted unasked")
	}

	opt.TrustTimes = true
	frames, err = play(t, open(t, dir, opt))
	if err != nil || !frames[0].at.Equal(when) || frames[1].at.Before(start) {
		t.Errorf("trusted times %v and %v, %v", frames[0].at, frames[1].at, err)
	}
}

func TestFolderOfBadPicturesEnds(t *testing.T) {
	dir := write(t, map[string][]byte{"a.png": nil, "b.png": nil})
	if frames, err := play(t, open(t, dir, Options{Loop: true})); err != nil || len(frames) != 0 {
		t.Errorf("%v, %v", frames, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := write(t, map[string][]byte{"video.avi": []byte("RIFF"), "a.png": nil})
	for _, path := range []string{t.TempDir(), filepath.Join(dir, "video.avi"), filepath.Join(dir, "none")} {
		_, err := Open(path, Options{})
		if fe, ok := errors.AsType[*scanner.FaultError](err); !ok || fe.Fault != scanner.FaultBadImage {
			t.Errorf("%s: %v", filepath.Base(path), err)
		}
	}
}

func TestLiveRates(t *testing.T) {
	pic := jpegOf(t, flat(16, 16, 60))
	gray := bytes.Repeat([]byte{60}, 256)
	dir := write(t, map[string][]byte{
		"a.mjpeg": bytes.Repeat(pic, 30),
		"a.y4m":   y4mOf("W16 H16 Cmono F10:1", slices.Repeat([][]byte{gray}, 20)...),
	})
	folder := write(t, map[string][]byte{"a.jpg": pic, "b.jpg": pic, "c.jpg": pic})
	tests := []struct {
		path   string
		opt    Options
		frames int
		took   time.Duration
	}{
		{filepath.Join(dir, "a.mjpeg"), Options{}, 30, 2 * time.Second},
		{filepath.Join(dir, "a.mjpeg"), Options{FPS: 30}, 30, time.Second},
		{filepath.Join(dir, "a.y4m"), Options{FPS: 99}, 20, 2 * time.Second},
		{folder, Options{FPS: 2}, 3, 1500 * time.Millisecond},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			s, start := open(t, tt.path, tt.opt), time.Now()
			if s.Paced() {
				t.Error("what plays live is paced")
			}
			frames, err := play(t, s)
			took := time.Since(start)
			if err != nil || len(frames) != tt.frames || (took-tt.took).Abs() > time.Millisecond {
				t.Errorf("%s %v: %d frames in %v, %v", filepath.Base(tt.path), tt.opt.FPS, len(frames), took, err)
			}
		})
	}
}

func TestLoop(t *testing.T) {
	dir := write(t, map[string][]byte{
		"a.mjpeg": slices.Concat(jpegOf(t, flat(16, 16, 10)), jpegOf(t, flat(16, 16, 20))),
	})
	synctest.Test(t, func(t *testing.T) {
		s := open(t, filepath.Join(dir, "a.mjpeg"), Options{Loop: true})
		ctx, cancel := context.WithTimeout(t.Context(), 990*time.Millisecond)
		defer cancel()
		var got []byte
		err := s.Run(ctx, func(f *scanner.Frame) { got = append(got, f.Luma[0]) })
		if !errors.Is(err, context.DeadlineExceeded) || !near(got, slices.Repeat([]byte{10, 20}, 7)) {
			t.Errorf("%v, %v", got, err)
		}
	})
}
