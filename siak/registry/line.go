package registry

import (
	"net/http"
	"sync/atomic"
)

// line is the transport that calls go through. It is changed while calls are
// under way when the station has a new certificate: what was begun ends on the
// old one.
type line struct {
	now atomic.Pointer[http.Transport]
}

func newLine(t *http.Transport) *line {
	l := &line{}
	l.now.Store(t)
	return l
}

// RoundTrip implements [http.RoundTripper].
func (l *line) RoundTrip(req *http.Request) (*http.Response, error) {
	return l.now.Load().RoundTrip(req)
}

// change puts another transport in the place of this one.
func (l *line) change(t *http.Transport) { l.now.Swap(t).CloseIdleConnections() }

// CloseIdleConnections lets the next call dial anew.
func (l *line) CloseIdleConnections() { l.now.Load().CloseIdleConnections() }
