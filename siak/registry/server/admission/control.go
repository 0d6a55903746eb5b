package admission

import (
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"mime"
	"net/http"
	"strconv"
	"sync"
	"time"

	"connectrpc.com/connect"
)

// Control admits calls and connections. Make it with [New].
type Control struct {
	l                  Limits
	work, open, packed chan struct{}
	stations, hosts    *tally // calls under way
	stationHeld        *tally // bytes of bodies
	connections        connections
}

// New makes an admission control.
func New(l Limits) *Control {
	l = l.withDefaults()
	return &Control{
		l:    l,
		work: make(chan struct{}, l.Work), open: make(chan struct{}, l.OpenWork), packed: make(chan struct{}, l.Compressed),
		stations: newTally(int64(l.Station), math.MaxInt64), hosts: newTally(int64(l.Host), int64(l.Open)),
		stationHeld: newTally(l.StationHeld, l.Held),
		connections: newConnections(l),
	}
}

// origin is whom a call is counted for: the station whose certificate was shown,
// or "" for a call that needs none, and the address.
type origin struct{ station, host string }

// Serve has a call worked on by next once its body is here, or sends it away.
// Station names the station whose certificate was shown; it is "" for a call that
// needs none.
func (c *Control) Serve(w http.ResponseWriter, req *http.Request, station string, next http.Handler) {
	if !inForm(w, req) {
		return
	}
	from := origin{station, Host(req.RemoteAddr)}
	if station != "" {
		c.connections.known(req.Context(), station)
	}
	under, key := c.stations, station
	if station == "" {
		under, key = c.hosts, from.host
	}
	if !under.add(key, 1) {
		SendAway(w, req, comeAgain())
		return
	}
	defer under.give(key, 1)
	packed, ok := c.admitPacked(w, req, from)
	if !ok {
		return
	}
	defer packed()
	body, err := c.receive(w, req, from)
	if err != nil {
		refuse(w, req, err)
		return
	}
	defer body.release()
	leave, ok := c.enter(req, from)
	if !ok {
		SendAway(w, req, comeAgain())
		return
	}
	defer leave()
	req.Body, req.ContentLength = io.NopCloser(body.reader()), int64(body.size())
	next.ServeHTTP(&answering{w, leave}, req)
}

// inForm refuses what is no call of the contract: POST with Protobuf or JSON. The
// other ways that the library speaks (GET with the message in the address, gRPC)
// have compression and sizes of their own.
func inForm(w http.ResponseWriter, req *http.Request) bool {
	if req.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "a call is made by POST", http.StatusMethodNotAllowed)
		return false
	}
	switch media, _, _ := mime.ParseMediaType(req.Header.Get("Content-Type")); media {
	case "application/proto", "application/json":
		return true
	}
	w.Header().Set("Accept-Post", "application/proto, application/json")
	http.Error(w, "neither Protobuf nor JSON", http.StatusUnsupportedMediaType)
	return false
}

// isPacked reports whether a request's body is in a coding.
func isPacked(req *http.Request) bool {
	coding := req.Header.Get("Content-Encoding")
	return coding != "" && coding != "identity"
}

// admitPacked gives a compressed request one of few places, before its body is
// here; nobody unknown has one.
func (c *Control) admitPacked(w http.ResponseWriter, req *http.Request, from origin) (release func(), ok bool) {
	switch {
	case !isPacked(req):
		return func() {}, true
	case from.station == "":
		refuse(w, req, connect.NewError(connect.CodeUnimplemented, errors.New("this call is not taken compressed")))
		return nil, false
	}
	select {
	case c.packed <- struct{}{}:
		return func() { <-c.packed }, true
	default:
		SendAway(w, req, comeAgain())
		return nil, false
	}
}

// enter takes a place. Without a certificate it waits a little for one.
func (c *Control) enter(req *http.Request, from origin) (leave func(), ok bool) {
	if from.station != "" {
		select {
		case c.work <- struct{}{}:
			return sync.OnceFunc(func() { <-c.work }), true
		default:
			return nil, false
		}
	}
	wait := time.NewTimer(patience)
	defer wait.Stop()
	select {
	case c.open <- struct{}{}:
		return sync.OnceFunc(func() { <-c.open }), true
	case <-wait.C:
	case <-req.Context().Done():
	}
	return nil, false
}

// answering gives the place back when the answer begins: the work is done then.
type answering struct {
	http.ResponseWriter
	leave func()
}

// WriteHeader implements [http.ResponseWriter].
func (a *answering) WriteHeader(status int) {
	a.leave()
	a.ResponseWriter.WriteHeader(status)
}

// Write implements [io.Writer].
func (a *answering) Write(p []byte) (int, error) {
	a.leave()
	return a.ResponseWriter.Write(p)
}

// Unwrap is for [http.ResponseController].
func (a *answering) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// comeAgain is when a caller may come again that was sent away: drawn anew for
// each, so that those who came together do not.
func comeAgain() time.Duration { return soon + rand.N(soon) }

const soon = 5 * time.Second

var refusal = connect.NewErrorWriter()

func refuse(w http.ResponseWriter, req *http.Request, err error) { _ = refusal.Write(w, req, err) }

// SendAway answers with HTTP status 503 and Retry-After (RFC 9110 section
// 10.2.3), in whole seconds.
func SendAway(w http.ResponseWriter, req *http.Request, after time.Duration) {
	err := connect.NewError(connect.CodeUnavailable, errors.New("too much to do"))
	err.Meta().Set("Retry-After", strconv.Itoa(int((after+time.Second-1)/time.Second)))
	refuse(w, req, err)
}
