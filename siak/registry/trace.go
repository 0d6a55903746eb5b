package registry

import (
	"context"
	"crypto/tls"
	"net/http/httptrace"
	"net/url"
	"sync"

	"ikd/station/siak"
)

// trace follows one call on its way, so that a failure is told by the step at which
// it happened. A call that goes over a connection which is there begins at the
// registry.
type trace struct {
	registry string // host:port
	// passed is told of each step that begins or is over; nil where nobody looks.
	passed func(passage)

	mu    sync.Mutex
	step  siak.ConnectionStep
	proxy *url.URL // nil for none
}

// passage is a step that begins, or is over with what was found.
type passage struct {
	step  siak.ConnectionStep
	over  bool
	found string // addresses, a version of TLS; of our own making or the name server's
}

type traceKey struct{}

// traced gives a call's context a trace.
func traced(ctx context.Context, t *trace) context.Context {
	ctx = context.WithValue(ctx, traceKey{}, t)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		DNSStart: func(httptrace.DNSStartInfo) { t.enter(siak.StepName) },
		DNSDone:  t.resolved,
		ConnectStart: func(string, string) {
			if t.through() != nil {
				t.enter(siak.StepProxy)
				return
			}
			t.enter(siak.StepConnection)
		},
		ConnectDone: func(_, addr string, err error) {
			if err == nil && t.through() == nil {
				t.leave(siak.StepConnection, addr)
			}
		},
		TLSHandshakeStart: func() {
			if proxy := t.through(); proxy != nil { // a SOCKS proxy tells of it in no other way
				t.leave(siak.StepProxy, proxyName(proxy))
				t.leave(siak.StepConnection, "")
			}
			t.enter(siak.StepTLS)
		},
		TLSHandshakeDone: func(s tls.ConnectionState, err error) {
			if err == nil {
				t.leave(siak.StepTLS, tls.VersionName(s.Version))
			}
		},
		GotConn: func(httptrace.GotConnInfo) { t.enter(siak.StepRegistry) },
	})
}

// traceOf is the trace of a call; one that nobody looks at where it has none.
func traceOf(ctx context.Context) *trace {
	if t, has := ctx.Value(traceKey{}).(*trace); has {
		return t
	}
	return &trace{}
}

func (t *trace) resolved(i httptrace.DNSDoneInfo) {
	if i.Err != nil {
		return
	}
	found := ""
	for n, a := range i.Addrs {
		if n == mostAddresses {
			break
		}
		if n > 0 {
			found += ", "
		}
		found += a.String()
	}
	t.leave(siak.StepName, found)
}

// mostAddresses is how many addresses of a name are told.
const mostAddresses = 3

func (t *trace) enter(s siak.ConnectionStep) {
	t.mu.Lock()
	t.step = s
	t.mu.Unlock()
	t.tell(passage{step: s})
}

func (t *trace) leave(s siak.ConnectionStep, found string) {
	t.tell(passage{step: s, over: true, found: found})
}

func (t *trace) tell(p passage) {
	if t.passed != nil {
		t.passed(p)
	}
}

// proxyName is a proxy without the name and the password that it is shown.
func proxyName(u *url.URL) string { return u.Scheme + "://" + u.Host }

// goThrough notes the proxy that is used; nil for none.
func (t *trace) goThrough(proxy *url.URL) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.proxy = proxy
}

func (t *trace) through() *url.URL {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.proxy
}

// at is the step that the call has come to, and whom it speaks to there.
func (t *trace) at() (step siak.ConnectionStep, host string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	step, host = t.step, t.registry
	if step == "" { // nothing has begun: the proxy is asked for first
		step = siak.StepProxy
	}
	if t.proxy != nil && (step == siak.StepName || step == siak.StepProxy) {
		host = t.proxy.Host
	}
	return step, host
}
