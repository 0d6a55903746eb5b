package sandbox

import (
	"errors"
	"net"
	"sync"
)

func (g *Gate) accept() {
	for {
		c, err := g.listener.Accept()
		if err != nil {
			return
		}
		if !g.Open() {
			reset(c)
			continue
		}
		g.wg.Go(func() { g.pass(c) })
	}
}

// pass connects both ends until one is done.
func (g *Gate) pass(station net.Conn) {
	defer g.forget(station)
	if !g.remember(station) {
		return
	}
	registry, err := (&net.Dialer{}).DialContext(g.ctx, "tcp", g.target)
	if err != nil {
		reset(station)
		return
	}
	defer g.forget(registry)
	if !g.remember(registry) {
		return
	}
	var both sync.WaitGroup
	both.Go(func() { g.copy(registry, station) })
	both.Go(func() { g.copy(station, registry) })
	both.Wait()
}

// copy passes what is read in one direction while the gate is open. At the end
// it closes both, so that the other direction ends too.
func (g *Gate) copy(to, from net.Conn) {
	defer func() { _, _ = to.Close(), from.Close() }()
	buf := make([]byte, 16<<10)
	for {
		n, err := from.Read(buf)
		if !g.forward(to, buf[:n]) {
			return
		}
		if err != nil {
			if !errors.Is(err, net.ErrClosed) {
				g.await() // the end of a connection does not pass a cut cable either
			}
			return
		}
	}
}

// forward writes data as far and as soon as it may pass.
func (g *Gate) forward(to net.Conn, data []byte) bool {
	for len(data) > 0 {
		n := g.grant(len(data))
		if n == 0 {
			return false
		}
		if _, err := to.Write(data[:n]); err != nil {
			return false
		}
		data = data[n:]
	}
	return true
}

// grant waits until the gate is open and says how many of n bytes may pass; 0
// where it was closed for good.
func (g *Gate) grant(n int) int {
	for g.await() {
		if granted := g.take(n); granted > 0 {
			return granted
		}
	}
	return 0
}

// take counts down to a cut that was asked for. 0: it came first.
func (g *Gate) take(n int) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.isOpen {
		return 0
	}
	if g.left < 0 {
		return n
	}
	n = int(min(int64(n), g.left))
	if g.left -= int64(n); g.left == 0 {
		g.cut()
	}
	return n
}

// await stands still while the gate is cut; false where it was closed for good.
func (g *Gate) await() bool {
	g.mu.Lock()
	open := g.open
	g.mu.Unlock()
	select {
	case <-open:
		return true
	case <-g.ctx.Done():
		return false
	}
}

// remember keeps a connection for Close and CutAndReset; false where it came
// too late.
func (g *Gate) remember(c net.Conn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ctx.Err() != nil {
		return false
	}
	g.conns[c] = true
	return true
}

func (g *Gate) forget(c net.Conn) {
	g.mu.Lock()
	delete(g.conns, c)
	g.mu.Unlock()
	_ = c.Close()
}

// reset ends a connection the hard way.
func reset(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.Close()
}
