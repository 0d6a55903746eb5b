package registry

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"time"

	"ikd/station/siak/registry/wire"
)

// DialFunc opens a connection, as [net.Dialer.DialContext] does.
type DialFunc func(ctx context.Context, network, addr string) (net.Conn, error)

// Limits on a connection. A half-open one (the cable was pulled, the laptop
// slept) is noticed by pingAfter + pingTimeout even when no call waits on it;
// whatever moves on the line puts the ping off, so that a slow line is no dead
// one. Idle, a ping costs some 200 bytes.
const (
	dialTimeout = 4 * time.Second
	pingAfter   = 3 * time.Second
	pingTimeout = 2 * time.Second
	idleTimeout = 90 * time.Second
	maxHeader   = 64 << 10
)

// A call has callTimeout, and the time that what it carries takes on a line of
// slowest bytes a second. With HTTP/2 a dead line is found long before.
const (
	callTimeout = 10 * time.Second
	slowest     = 2 << 10
)

// newTransport speaks HTTP/2, or HTTP/1.1 where a proxy knows no better.
func newTransport(r route, conf *tls.Config, lost func()) *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	return &http.Transport{
		Proxy:                  r.proxy,
		OnProxyConnectResponse: r.answered,
		DialContext:            watched(r.dial, lost),
		TLSClientConfig:        conf,
		TLSHandshakeTimeout:    dialTimeout,
		IdleConnTimeout:        idleTimeout,
		MaxResponseHeaderBytes: maxHeader,
		DisableCompression:     true, // Connect has its own
		Protocols:              protocols,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: pingAfter, PingTimeout: pingTimeout},
	}
}

// newHTTPClient guards a transport and follows no redirect.
func newHTTPClient(t http.RoundTripper) *http.Client {
	return &http.Client{
		Transport:     guard{t},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

var clientOptions = wire.ClientOptions()

// watched tells when a connection that was open ends, at whichever end.
func watched(dial DialFunc, lost func()) DialFunc {
	if lost == nil {
		return dial
	}
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &watchedConn{Conn: conn, lost: sync.OnceFunc(lost)}, nil
	}
}

type watchedConn struct {
	net.Conn
	lost func()
}

// Close implements [net.Conn].
func (c *watchedConn) Close() error {
	defer c.lost()
	return c.Conn.Close()
}
