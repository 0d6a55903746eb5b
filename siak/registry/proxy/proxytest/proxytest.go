// Package proxytest has proxies and name servers on loopback for tests: real
// sockets that answer rightly, wrongly, slowly or not at all.
package proxytest

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Proxy is an HTTP proxy that connects whoever asks (CONNECT). The zero value lets
// everybody through.
type Proxy struct {
	// User and Password are asked for where User is not "".
	User, Password string
	// Challenge is what a proxy that asks says; Basic where it is "".
	Challenge string
	// Answer is given in the place of a connection, a whole HTTP answer or anything
	// else; "" for none.
	Answer string
	// Delay is waited for before anything is answered.
	Delay time.Duration
	// Target is where it connects to, whatever was asked for; "" for what was asked.
	Target string

	listener net.Listener
	all      sync.WaitGroup
	mu       sync.Mutex
	conns    []net.Conn
	seen     strings.Builder
	asked    []string
}

// Start listens on loopback. The proxy is to be closed.
func (p *Proxy) Start() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	p.listener = l
	p.all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			p.keep(conn)
			p.all.Go(func() { p.serve(conn) })
		}
	})
	return nil
}

// Addr is host:port of the proxy.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// Close ends the proxy and every connection through it.
func (p *Proxy) Close() error {
	err := p.listener.Close()
	p.mu.Lock()
	for _, c := range p.conns {
		_ = c.Close()
	}
	p.mu.Unlock()
	p.all.Wait()
	return err
}

// Seen is every byte that came to the proxy from its clients.
func (p *Proxy) Seen() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen.String()
}

// Asked are the hosts that the proxy was asked to connect to, in the order of
// the requests, those that it refused included.
func (p *Proxy) Asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.asked...)
}

func (p *Proxy) keep(c net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.conns = append(p.conns, c)
}

// Write notes what a client sends.
func (p *Proxy) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen.Write(b)
}

func (p *Proxy) serve(conn net.Conn) {
	defer conn.Close()
	from := bufio.NewReader(io.TeeReader(conn, p))
	req, err := http.ReadRequest(from)
	if err != nil {
		return
	}
	p.mu.Lock()
	p.asked = append(p.asked, req.Host)
	p.mu.Unlock()
	time.Sleep(p.Delay)
	switch {
	case p.Answer != "":
		_, _ = io.WriteString(conn, p.Answer)
	case p.User != "" && !p.knows(req):
		challenge := p.Challenge
		if challenge == "" {
			challenge = `Basic realm="proxy"`
		}
		fmt.Fprintf(conn, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: %s\r\nContent-Length: 0\r\n\r\n", challenge)
	default:
		p.connect(conn, from, req.Host)
	}
}

// knows reports whether a request bears the name and the password.
func (p *Proxy) knows(req *http.Request) bool {
	want := base64.StdEncoding.EncodeToString([]byte(p.User + ":" + p.Password))
	return req.Header.Get("Proxy-Authorization") == "Basic "+want
}

func (p *Proxy) connect(conn net.Conn, from io.Reader, to string) {
	if p.Target != "" {
		to = p.Target
	}
	far, err := net.Dial("tcp", to)
	if err != nil {
		_, _ = io.WriteString(conn, "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n")
		return
	}
	p.keep(far)
	_, _ = io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n")
	var back sync.WaitGroup
	back.Go(func() {
		_, _ = io.Copy(conn, far)
		_ = conn.Close()
	})
	_, _ = io.Copy(far, from)
	_ = far.Close()
	back.Wait()
}
