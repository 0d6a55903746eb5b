package server

import (
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"connectrpc.com/connect"
)

// mostCalls is how many calls are worked on at once. What comes beyond is
// answered at once that it comes too early, which costs next to nothing; to let
// it wait would cost memory, and its station's patience.
const mostCalls = 256

// comeAgain is when a station may come again that was sent away: drawn anew for
// each, so that those who came together do not.
const comeAgain = 5 * time.Second

// SetOverloaded has every call answered with "unavailable" and the time after
// which to come again, as a registry does that has too much to do; 0 ends it.
func (r *Registry) SetOverloaded(after time.Duration) { r.overloaded.Store(int64(after)) }

// admit sends away what is too much.
func (r *Registry) admit(next http.Handler) http.Handler {
	room := make(chan struct{}, mostCalls)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if after := time.Duration(r.overloaded.Load()); after > 0 {
			sendAway(w, req, after)
			return
		}
		select {
		case room <- struct{}{}:
			defer func() { <-room }()
			next.ServeHTTP(w, req)
		default:
			sendAway(w, req, comeAgain+rand.N(comeAgain))
		}
	})
}

var refusal = connect.NewErrorWriter()

// sendAway answers with HTTP status 503 and Retry-After (RFC 9110 section
// 10.2.3), in whole seconds.
func sendAway(w http.ResponseWriter, req *http.Request, after time.Duration) {
	err := connect.NewError(connect.CodeUnavailable, errors.New("too much to do"))
	err.Meta().Set("Retry-After", strconv.Itoa(int((after+time.Second-1)/time.Second)))
	_ = refusal.Write(w, req, err)
}
