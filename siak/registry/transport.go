package registry

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"time"

	"ikd/station/siak/registry/wire"
)

// DialFunc opens a connection, as [net.Dialer.DialContext] does.
type DialFunc func(ctx context.Context, network, addr string) (net.Conn, error)

// Limits on a connection. A half-open one (the cable was pulled, the laptop
// slept) is noticed by pingAfter + pingTimeout even when no call waits on it.
const (
	dialTimeout = 10 * time.Second
	pingAfter   = 10 * time.Second
	pingTimeout = 5 * time.Second
	idleTimeout = 90 * time.Second
	maxHeader   = 64 << 10
	callTimeout = 20 * time.Second // unless Options say otherwise
)

// newTransport speaks HTTP/2, or HTTP/1.1 where a proxy knows no better.
func newTransport(dial DialFunc, conf *tls.Config) *http.Transport {
	if dial == nil {
		dial = (&net.Dialer{Timeout: dialTimeout}).DialContext
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dial,
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
func newHTTPClient(t *http.Transport) *http.Client {
	return &http.Client{
		Transport:     guard{t},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

var clientOptions = wire.ClientOptions()
