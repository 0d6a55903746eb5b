//go:build cgo || windows

package sound

import (
	"bytes"
	"sync"

	"github.com/ebitengine/oto/v3"
)

// speaker is the system's sound device.
type speaker struct {
	ctx   *oto.Context
	ready <-chan struct{}

	mu      sync.Mutex
	players []*oto.Player // kept until they have finished: oto stops a player that is collected
}

// openDevice opens the sound device in the background; nil where the system has
// none.
func openDevice() device {
	if !mayHaveSound() {
		return nil
	}
	ctx, ready, err := oto.NewContext(&oto.NewContextOptions{
		SampleRate: SampleRate, ChannelCount: 1, Format: oto.FormatSignedInt16LE,
	})
	if err != nil {
		return nil
	}
	return &speaker{ctx: ctx, ready: ready}
}

func (s *speaker) play(pcm []byte) {
	select {
	case <-s.ready:
	default:
		return
	}
	if s.ctx.Err() != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forgetFinished()
	p := s.ctx.NewPlayer(bytes.NewReader(pcm))
	s.players = append(s.players, p)
	p.Play()
}

// forgetFinished drops the players that have finished.
func (s *speaker) forgetFinished() {
	kept := s.players[:0]
	for _, p := range s.players {
		if p.IsPlaying() {
			kept = append(kept, p)
		}
	}
	clear(s.players[len(kept):])
	s.players = kept
}
