package registry

import (
	"fmt"
	"mime"
	"net/http"
	"slices"
	"time"

	"ikd/station/siak"
)

// strangeReply is an HTTP answer that no registry gives.
type strangeReply struct {
	kind      siak.Kind
	status    int
	mediaType string // "" where there is none worth showing
	after     time.Duration
}

func (e *strangeReply) Error() string {
	return fmt.Sprintf("HTTP status %d, content type %q", e.status, e.mediaType)
}

// guard lets only answers of the contract through. Connect alone would make
// "permission denied" of a captive portal's 403 and "unimplemented" of its 404.
// Redirects are answers like any other here: none is followed.
type guard struct{ next http.RoundTripper }

func (g guard) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := g.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	mediaType, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	if mediaType == agreedType(res.StatusCode) && agreedEncodings[res.Header.Get("Content-Encoding")] {
		return res, nil
	}
	_ = res.Body.Close()
	return nil, &strangeReply{strangeKind(res.StatusCode, mediaType), res.StatusCode, shown(mediaType), retryAfter(res.Header)}
}

// agreedType is the content type of Connect's unary answers: errors are JSON.
func agreedType(status int) string {
	if status == http.StatusOK {
		return "application/proto"
	}
	return "application/json"
}

// agreedEncodings are those that this client asks for.
var agreedEncodings = map[string]bool{"": true, "identity": true, "gzip": true, "zstd": true}

// strangeKind: a load balancer in front of the registry says in its own words that
// the registry is down or busy. A page for people, or the way to one, is the sign-in
// page of a network.
func strangeKind(status int, mediaType string) siak.Kind {
	switch {
	case status == http.StatusTooManyRequests || slices.Contains(gatewayStatus, status):
		return siak.KindUnavailable
	case status == http.StatusNetworkAuthenticationRequired, status/100 == 3, status == http.StatusOK && mediaType == "text/html":
		return siak.KindPortal
	default:
		return siak.KindBadReply
	}
}

// shown keeps a stranger's text short.
func shown(mediaType string) string {
	const most = 40
	return mediaType[:min(most, len(mediaType))]
}
