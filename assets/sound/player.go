package sound

import "sync"

// Player plays sounds. The zero Player has no device until [Player.Open] or
// the first sound. Safe for concurrent use.
type Player struct {
	mu   sync.Mutex
	dev  device
	open bool
}

// device is what plays samples; nil means that there is none.
type device interface {
	// play starts the samples and returns at once.
	play(pcm []byte)
}

// Open begins to open the device, so that the first sound is not lost to it.
// It returns at once; calling it again does nothing.
func (p *Player) Open() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.open {
		p.open = true
		p.dev = openDevice()
	}
}

// Play starts a sound and returns at once. Without a device, or while it is
// still opening, nothing happens: a sound that comes late tells of the wrong
// citizen.
func (p *Player) Play(name Name) {
	p.Open()
	p.mu.Lock()
	defer p.mu.Unlock()
	if pcm := PCM(name); p.dev != nil && len(pcm) > 0 {
		p.dev.play(pcm)
	}
}
