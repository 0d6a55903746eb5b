package sandbox

import (
	"context"
	"net"
	"sync"
)

// Gate is a network that can be switched off: a TCP proxy on loopback between a
// station and a registry. It passes bytes until [Gate.Cut].
type Gate struct {
	target   string
	listener net.Listener
	ctx      context.Context
	close    context.CancelFunc
	wg       sync.WaitGroup

	mu     sync.Mutex
	open   chan struct{} // closed while bytes pass
	isOpen bool
	left   int64 // bytes until the gate cuts by itself; negative: never
	conns  map[net.Conn]bool
}

// NewGate opens a gate before target ("host:port"). Close it in the end.
func NewGate(ctx context.Context, target string) (*Gate, error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	g := &Gate{target: target, listener: ln, open: make(chan struct{}), isOpen: true, left: -1, conns: map[net.Conn]bool{}}
	close(g.open)
	g.ctx, g.close = context.WithCancel(context.WithoutCancel(ctx))
	g.wg.Go(g.accept)
	return g, nil
}

// Addr is where the station connects, "127.0.0.1:port".
func (g *Gate) Addr() string { return g.listener.Addr().String() }

// Open reports whether bytes pass.
func (g *Gate) Open() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.isOpen
}

// Cut pulls the cable: from now on no byte passes, also in the middle of a
// request. Connections stand still without knowing it, new ones are reset.
func (g *Gate) Cut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.cut()
}

// CutAfter cuts by itself when n more bytes have passed, in whatever direction.
func (g *Gate) CutAfter(n int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.left = n; n <= 0 {
		g.cut()
	}
}

// CutAndReset cuts and resets the connections that there are, as a restarted
// router does.
func (g *Gate) CutAndReset() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.cut()
	for c := range g.conns {
		reset(c)
	}
}

// Restore plugs the cable in again. What stood still goes on.
func (g *Gate) Restore() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.left = -1
	if !g.isOpen {
		g.isOpen = true
		close(g.open)
	}
}

// Close ends all connections and waits for them.
func (g *Gate) Close() error {
	g.close()
	err := g.listener.Close()
	g.mu.Lock()
	for c := range g.conns {
		_ = c.Close()
	}
	g.mu.Unlock()
	g.wg.Wait()
	return err
}

// cut needs the lock.
func (g *Gate) cut() {
	if g.isOpen {
		g.isOpen, g.open, g.left = false, make(chan struct{}), -1
	}
}
