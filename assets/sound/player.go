package sound

import "sync"

// Player plays sounds. The zero Player has no device until [Player.Open] or
// the first sound. Safe for concurrent use.
type Player struct {
	mu   sync.Mutex
	dev  device
	open bool
}

// device plays samples; nil where there is none.
type device interface {
	// play starts the samples and returns at once.
	play(pcm []byte)
}

// Open begins to open the device and returns at once. It is called early, because
// a sound that is played before the device is ready is not heard. Calling it
// again does nothing.
func (p *Player) Open() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.open {
		p.open = true
		p.dev = openDevice()
	}
}

// Play starts a sound and returns at once. Without a device, or while the device
// is still opening, nothing is played, now or later: a late sound would be taken
// for that of the next citizen.
func (p *Player) Play(name Name) {
	p.Open()
	p.mu.Lock()
	defer p.mu.Unlock()
	if pcm := PCM(name); p.dev != nil && len(pcm) > 0 {
		p.dev.play(pcm)
	}
}
