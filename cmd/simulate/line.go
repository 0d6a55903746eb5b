package main

import (
	"context"
	"net"
	"sync"
	"syscall"
	"time"
)

// line is the way of all stations to the registry, which can go down: then what
// is open is cut, and nobody listens.
type line struct {
	mu   sync.Mutex
	down bool
	open map[net.Conn]bool
}

func newLine() *line { return &line{open: map[net.Conn]bool{}} }

// dial is a [registry.DialFunc].
func (l *line) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	if l.isDown() {
		return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
	}
	conn, err := (&net.Dialer{Timeout: 10 * time.Second}).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	c := &lineConn{Conn: conn, line: l}
	l.open[c] = true
	return c, nil
}

func (l *line) isDown() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.down
}

func (l *line) cut() {
	l.mu.Lock()
	l.down = true
	var all []net.Conn
	for c := range l.open {
		all = append(all, c)
	}
	l.mu.Unlock()
	for _, c := range all {
		_ = c.Close()
	}
}

func (l *line) restore() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = false
}

type lineConn struct {
	net.Conn
	line *line
}

// Close implements [net.Conn].
func (c *lineConn) Close() error {
	c.line.mu.Lock()
	delete(c.line.open, net.Conn(c))
	c.line.mu.Unlock()
	return c.Conn.Close()
}
