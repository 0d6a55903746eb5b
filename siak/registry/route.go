package registry

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/proxy"
)

// ProxyFunc gives the proxy for the registry's address; nil for none. It fails
// with [siak.KindProxySetting].
type ProxyFunc func(ctx context.Context, registry *url.URL) (*url.URL, error)

// route is how connections are opened: directly or through a proxy.
type route struct {
	dialer  DialFunc
	proxies ProxyFunc
	refused *wrongSignIns
}

// route is that of these options.
func (o Options) route() route {
	r := route{dialer: o.Dial, proxies: o.Proxy, refused: o.refused}
	if r.dialer == nil {
		r.dialer = (&net.Dialer{Timeout: dialTimeout, Resolver: o.Resolver}).DialContext
	}
	if r.proxies == nil {
		r.proxies = proxy.Settings{}.For
	}
	if r.refused == nil {
		r.refused = &wrongSignIns{}
	}
	return r
}

// way is how a client that is at work opens its connections.
type way struct {
	options Options
	proxy   atomic.Pointer[ProxyFunc]    // nil: that of the options
	refused atomic.Pointer[wrongSignIns] // likewise
}

// route is how connections are opened now.
func (w *way) route() route { return w.current().route() }

// current are the client's options as they were changed since.
func (w *way) current() Options {
	o := w.options
	if proxy := w.proxy.Load(); proxy != nil {
		o.Proxy = *proxy
	}
	if refused := w.refused.Load(); refused != nil {
		o.refused = refused
	}
	return o
}

// proxy implements [http.Transport].Proxy. A proxy that is spoken to with TLS is
// given to the transport as one that is not, and dialled with TLS here: the
// transport would hold its certificate against the registry's authority, and show it
// the station's.
func (r route) proxy(req *http.Request) (*url.URL, error) {
	t := traceOf(req.Context())
	u, err := r.proxies(req.Context(), &url.URL{Scheme: req.URL.Scheme, Host: req.URL.Host})
	if err != nil {
		return nil, err
	}
	t.goThrough(u)
	if u == nil {
		return nil, nil
	}
	if r.refused.has(u) {
		return nil, &proxyFault{siak.KindProxyPassword, "refused before, not tried again yet"}
	}
	if u.Scheme == "https" {
		return &url.URL{Scheme: "http", Host: u.Host, User: u.User}, nil
	}
	return u, nil
}

// dial implements [http.Transport].DialContext.
func (r route) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := r.dialer(ctx, network, addr)
	proxy := traceOf(ctx).through()
	if err != nil || proxy == nil || proxy.Scheme != "https" {
		return conn, err
	}
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	secure := tls.Client(conn, &tls.Config{MinVersion: tls.VersionTLS12, ServerName: proxy.Hostname()})
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, proxyHandshake(err)
	}
	return secure, nil
}

// proxyHandshake judges the end of the handshake with a proxy.
func proxyHandshake(err error) error {
	if _, is := errors.AsType[*tls.CertificateVerificationError](err); is {
		return &proxyFault{siak.KindNotAProxy, "the proxy's certificate is not trusted"}
	}
	if _, is := errors.AsType[tls.RecordHeaderError](err); is {
		return &proxyFault{siak.KindNotAProxy, "the proxy speaks no TLS"}
	}
	return err
}

// answered implements [http.Transport].OnProxyConnectResponse: it judges what the
// proxy says to the request to be connected.
func (r route) answered(ctx context.Context, u *url.URL, _ *http.Request, res *http.Response) error {
	t := traceOf(ctx)
	through := func() {
		t.leave(siak.StepProxy, proxyName(t.through()))
		t.enter(siak.StepConnection)
	}
	switch status := res.StatusCode; {
	case status == http.StatusOK:
		through()
		t.leave(siak.StepConnection, "")
		return nil
	case status == http.StatusProxyAuthRequired:
		if u.User != nil {
			r.refused.add(u)
		}
		return challenged(res.Header)
	case slices.Contains(gatewayStatus, status):
		through()
		return &proxyFault{siak.KindProxyGateway, httpClass(status)}
	case status == http.StatusNetworkAuthenticationRequired || status/100 == 3:
		return &proxyFault{siak.KindPortal, httpClass(status)}
	default:
		return &proxyFault{siak.KindProxyRefuses, httpClass(status)}
	}
}

// gatewayStatus are the answers of a proxy that does not get through itself.
var gatewayStatus = []int{http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout}

// challenged is the error for a proxy that wants to know who asks. Only Basic
// (RFC 7617) can be answered with what an officer can type.
func challenged(h http.Header) error {
	class, basic := "HTTP 407", false
	for _, challenge := range h.Values("Proxy-Authenticate") {
		scheme, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(challenge)), " ")
		if slices.Contains(knownSchemes, scheme) {
			class += ", " + scheme
		}
		basic = basic || scheme == "basic"
	}
	if !basic && len(h.Values("Proxy-Authenticate")) > 0 {
		return &proxyFault{siak.KindProxyScheme, class}
	}
	return &proxyFault{siak.KindProxyPassword, class}
}

// knownSchemes are the names of ways to sign in that may stand in an error.
var knownSchemes = []string{"basic", "digest", "ntlm", "negotiate", "kerberos", "bearer"}

// proxyFault is what is wrong with a proxy, or with the way behind it.
type proxyFault struct {
	kind  siak.Kind
	class string
}

func (e *proxyFault) Error() string { return e.class }

// refusedFor is how long a name and a password that a proxy has refused are not
// shown to it again: directories lock an account after a few wrong tries.
const refusedFor = 10 * time.Minute

// wrongSignIns remembers, in memory only, what a proxy has refused.
type wrongSignIns struct {
	mu    sync.Mutex
	proxy string // with name and password
	until time.Time
}

func (r *wrongSignIns) add(u *url.URL) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.proxy, r.until = whoAsks(u), time.Now().Add(refusedFor)
}

func (r *wrongSignIns) has(u *url.URL) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return u.User != nil && r.proxy == whoAsks(u) && time.Now().Before(r.until)
}

// whoAsks is a proxy's host with the name and the password that it is shown.
func whoAsks(u *url.URL) string { return u.User.String() + "@" + u.Host }
