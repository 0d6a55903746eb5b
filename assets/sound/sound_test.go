package sound

import (
	"bytes"
	"encoding/binary"
	"testing"
	"testing/synctest"
	"time"
)

var all = []Name{Good, Warn, Refuse}

func samples(name Name) []int16 {
	pcm := PCM(name)
	out := make([]int16, len(pcm)/2)
	_ = binary.Read(bytes.NewReader(pcm), binary.LittleEndian, out)
	return out
}

// crossings counts how often the wave passes zero: a measure of its pitch.
func crossings(s []int16) int {
	n := 0
	for i := 1; i < len(s); i++ {
		if (s[i-1] < 0) != (s[i] < 0) {
			n++
		}
	}
	return n
}

func TestSoundsAreShortSoftAndBeginAndEndInSilence(t *testing.T) {
	for _, name := range all {
		s := samples(name)
		length := time.Duration(len(s)) * time.Second / SampleRate
		if length < 150*time.Millisecond || length > 600*time.Millisecond {
			t.Errorf("%s lasts %v", name, length)
		}
		loudest := int16(0)
		for _, v := range s {
			loudest = max(loudest, v)
		}
		if loudest < 4000 || loudest > 20000 {
			t.Errorf("%s: loudest sample %d", name, loudest)
		}
		if s[0] != 0 || s[len(s)-1] > 200 || s[len(s)-1] < -200 {
			t.Errorf("%s clicks: %d … %d", name, s[0], s[len(s)-1])
		}
	}
}

func TestSoundsDifferInPitch(t *testing.T) {
	pitch := map[Name]int{}
	for _, name := range all {
		s := samples(name)
		pitch[name] = crossings(s) * SampleRate / len(s)
	}
	if pitch[Good] < pitch[Warn]*5/4 || pitch[Warn] < pitch[Refuse]*5/4 {
		t.Errorf("pitches too close: %v", pitch)
	}
}

func TestUnknownSoundIsSilence(t *testing.T) {
	if PCM("none") != nil {
		t.Error("samples of a sound that does not exist")
	}
}

type heard struct{ plays int }

func (h *heard) play([]byte) { h.plays++ }

func TestPlayerWithoutDeviceIsSilentAndReturns(t *testing.T) {
	p := Player{open: true}
	synctest.Test(t, func(*testing.T) { p.Play(Good) })
	h := &heard{}
	p = Player{open: true, dev: h}
	p.Play(Refuse)
	p.Play("none")
	if h.plays != 1 {
		t.Errorf("%d sounds played, want 1", h.plays)
	}
}
