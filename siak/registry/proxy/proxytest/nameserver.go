package proxytest

import (
	"context"
	"net"
	"sync"

	"golang.org/x/net/dns/dnsmessage"
)

// NameServer answers every question in the same way, over UDP on loopback.
type NameServer struct {
	// Code is what it answers; with the zero value (success) it says that every
	// name is 127.0.0.1.
	Code dnsmessage.RCode
	// Silent has it answer nothing.
	Silent bool

	conn net.PacketConn
	all  sync.WaitGroup

	mu     sync.Mutex
	closed bool
	asking []net.Conn
}

// The answers of a name server that fails.
const (
	NoSuchName    = dnsmessage.RCodeNameError
	ServerFailure = dnsmessage.RCodeServerFailure
)

// Start listens. The server is to be closed.
func (s *NameServer) Start() error {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.conn = conn
	s.all.Go(s.serve)
	return nil
}

// Close ends the server, and the waiting of who asks it.
func (s *NameServer) Close() error {
	err := s.conn.Close()
	s.mu.Lock()
	s.closed = true
	for _, c := range s.asking {
		_ = c.Close()
	}
	s.mu.Unlock()
	s.all.Wait()
	return err
}

// Resolver asks this server only.
func (s *NameServer) Resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.closed {
			return nil, net.ErrClosed
		}
		conn, err := (&net.Dialer{}).DialContext(ctx, "udp", s.conn.LocalAddr().String())
		if err == nil {
			s.asking = append(s.asking, conn)
		}
		return conn, err
	}}
}

func (s *NameServer) serve() {
	buf := make([]byte, 1232)
	for {
		n, from, err := s.conn.ReadFrom(buf)
		if err != nil {
			return
		}
		if answer := s.answer(buf[:n]); answer != nil {
			_, _ = s.conn.WriteTo(answer, from)
		}
	}
}

func (s *NameServer) answer(question []byte) []byte {
	var m dnsmessage.Message
	if s.Silent || m.Unpack(question) != nil || len(m.Questions) != 1 {
		return nil
	}
	q := m.Questions[0]
	m.Header = dnsmessage.Header{ID: m.ID, Response: true, RecursionAvailable: true, RCode: s.Code}
	m.Additionals = nil
	if s.Code == dnsmessage.RCodeSuccess && q.Type == dnsmessage.TypeA {
		m.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 1},
			Body:   &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}},
		}}
	}
	packed, err := m.Pack()
	if err != nil {
		return nil
	}
	return packed
}
