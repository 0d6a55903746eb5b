//go:build cgo

package syncer_test

import (
	"context"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// slowLine is a bad line as TCP over it looks from its ends: 512 kbit/s in each
// direction, 50 ms of way, and one segment in ten lost. A lost segment holds up
// all behind it until it is sent again, after 200 ms the first time and twice as
// long each time that it is lost once more (RFC 6298). Nobody needs to be root
// for it, as for the kernel's own emulator.
type slowLine struct {
	target string
	bytes  atomic.Int64
	lost   atomic.Int64
}

const (
	lineRate    = 512_000 / 8 // bytes a second
	lineWay     = 50 * time.Millisecond
	lineSegment = 1460
	lineLoss    = 0.10
	lineResend  = 200 * time.Millisecond
)

func (l *slowLine) start(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	t.Cleanup(func() {
		_ = listener.Close()
		all.Wait()
	})
	all.Go(func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			all.Go(func() { l.pass(t.Context(), near) })
		}
	})
	return listener.Addr().String()
}

func (l *slowLine) pass(ctx context.Context, near net.Conn) {
	far, err := (&net.Dialer{}).DialContext(ctx, "tcp", l.target)
	if err != nil {
		_ = near.Close()
		return
	}
	defer context.AfterFunc(ctx, func() { _, _ = near.Close(), far.Close() })()
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
		both.Go(func() { l.carry(way[1], way[0]) })
	}
	both.Wait()
}

// parcel is a segment and when it arrives.
type parcel struct {
	data []byte
	at   time.Time
}

// carry passes one direction on, a segment at a time.
func (l *slowLine) carry(to, from net.Conn) {
	under := make(chan parcel, 16) // the router's buffer
	var arrival sync.WaitGroup
	arrival.Go(func() {
		defer func() { _ = to.Close() }()
		for p := range under {
			<-time.After(time.Until(p.at))
			if _, err := to.Write(p.data); err != nil {
				_ = from.Close()
			}
		}
	})
	defer arrival.Wait()
	defer close(under)
	free := time.Now() // when the line has sent what it has
	for {
		segment := make([]byte, lineSegment)
		n, err := from.Read(segment)
		if n > 0 {
			l.bytes.Add(int64(n))
			free = later(free, time.Now()).Add(time.Duration(n) * time.Second / lineRate)
			for resend := lineResend; rand.Float64() < lineLoss; resend *= 2 {
				l.lost.Add(1)
				free = free.Add(resend)
			}
			<-time.After(time.Until(free))
			under <- parcel{segment[:n], free.Add(lineWay)}
		}
		if err != nil {
			if err != io.EOF {
				_ = from.Close()
			}
			return
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
