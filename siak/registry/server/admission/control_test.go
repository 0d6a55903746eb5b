package admission

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// serve serves a control over TLS. Who names a station in a header is taken for
// it; next is what its calls come to.
func serve(t *testing.T, c *Control, next http.HandlerFunc) *httptest.Server {
	t.Helper()
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		c.Serve(w, req, req.Header.Get("Station"), next)
	}))
	c.Watch(srv.Config) // httptest keeps what is set and adds its own
	srv.EnableHTTP2 = true
	srv.StartTLS()
	t.Cleanup(srv.Close)
	return srv
}

// call begins a call and gives the answer's status; 0 where the connection ended.
func call(t *testing.T, srv *httptest.Server, client *http.Client, station string, body io.Reader) int {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel() // before the body is closed: that waits for what is still sent
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, srv.URL, body)
	if err != nil {
		t.Error(err)
		return 0
	}
	req.Header.Set("Content-Type", "application/proto")
	if station != "" {
		req.Header.Set("Station", station)
	}
	res, err := client.Do(req)
	if err != nil {
		return 0
	}
	defer func() { cancel(); _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

// client is a new connection each, of one version of HTTP.
func client(t *testing.T, two bool) *http.Client {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: two}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func answer(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) }

// standing is a body of which one byte comes.
func standing(t *testing.T) io.Reader {
	t.Helper()
	r, w := io.Pipe()
	t.Cleanup(func() { _ = w.Close() })
	return io.MultiReader(bytes.NewReader([]byte("a")), r)
}

// dripping is a body that comes by a byte at a time, well below the slowest pace.
type dripping struct{ every time.Duration }

func (d dripping) Read(p []byte) (int, error) {
	time.Sleep(d.every)
	p[0] = 'a'
	return 1, nil
}

// TestSlowBodies: a body that does not come, or comes too slowly, ends its call;
// one that comes at a slow line's pace does not.
func TestSlowBodies(t *testing.T) {
	t.Parallel()
	c := New(Limits{Begin: 50 * time.Millisecond, Slowest: 1 << 10})
	srv := serve(t, c, answer)
	for _, two := range []bool{false, true} {
		for _, station := range []string{"", "S-1"} {
			if status := call(t, srv, client(t, two), station, standing(t)); status == http.StatusOK {
				t.Errorf("HTTP/2 %v, station %q: a body that did not come was answered", two, station)
			}
			if status := call(t, srv, client(t, two), station, dripping{20 * time.Millisecond}); status == http.StatusOK {
				t.Errorf("HTTP/2 %v, station %q: a dripping body was answered", two, station)
			}
		}
		slow := io.MultiReader(bytes.NewReader(make([]byte, 2<<10)), &pause{d: 100 * time.Millisecond}, bytes.NewReader(make([]byte, 1<<10)))
		if status := call(t, srv, client(t, two), "S-1", slow); status != http.StatusOK {
			t.Errorf("HTTP/2 %v: a slow body got %d", two, status)
		}
	}
	for what, n := range map[string]int{"calls of stations": len(c.work), "open calls": len(c.open), "under way": len(c.stations.of) + len(c.hosts.of)} {
		if n != 0 {
			t.Errorf("%s: %d are left", what, n)
		}
	}
}

// pause comes to its end a while later.
type pause struct{ d time.Duration }

func (p *pause) Read([]byte) (int, error) { time.Sleep(p.d); return 0, io.EOF }

// TestBounds: of one station, of one address and of all open calls there are only
// so many, and none of them touches another.
func TestBounds(t *testing.T) {
	t.Parallel()
	c := New(Limits{Station: 3, Host: 4, Open: 100, Work: 3, Begin: time.Minute})
	srv := serve(t, c, answer)
	ctx, cancel := context.WithCancel(t.Context())
	var ended sync.WaitGroup
	t.Cleanup(func() { cancel(); ended.Wait() })
	begin := func(station string, client *http.Client) {
		req, _ := http.NewRequestWithContext(ctx, http.MethodPost, srv.URL, standing(t))
		req.Header.Set("Content-Type", "application/proto")
		req.Header.Set("Station", station)
		ended.Go(func() {
			if res, err := client.Do(req); err == nil {
				_ = res.Body.Close()
			}
		})
	}
	hostile := client(t, true)
	for range 3 {
		begin("S-1", hostile)
	}
	for range 4 {
		begin("", hostile)
	}
	waitFor(t, func() bool { return c.stations.count() == 3 && c.hosts.count() == 4 })
	for station, want := range map[string]int{"S-1": 503, "": 503, "S-2": 200} {
		if status := call(t, srv, client(t, true), station, bytes.NewReader([]byte("a"))); status != want {
			t.Errorf("station %q got %d, want %d", station, status, want)
		}
	}
}

func (t *tally) count() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.all
}

func waitFor(t *testing.T, f func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !f(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not come to it")
		}
	}
}

// TestReadersThatDoNotRead: a call whose answer is not taken holds no place.
func TestReadersThatDoNotRead(t *testing.T) {
	t.Parallel()
	c := New(Limits{Work: 1, OpenWork: 1})
	srv := serve(t, c, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 8<<20)) })
	for _, station := range []string{"S-1", ""} {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL, nil)
		req.Header.Set("Content-Type", "application/proto")
		req.Header.Set("Station", station)
		res, err := client(t, true).Do(req) // and reads nothing of it
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		if status := call(t, srv, client(t, true), station, nil); status != http.StatusOK {
			t.Errorf("station %q: the next call got %d", station, status)
		}
	}
}

// TestLargeBodies: what is too large is refused, and what is held in all is
// bounded.
func TestLargeBodies(t *testing.T) {
	t.Parallel()
	c := New(Limits{Body: 200 << 10, StationHeld: 128 << 10})
	srv := serve(t, c, answer)
	for _, two := range []bool{false, true} {
		for _, size := range []struct {
			n, want int
			station string
		}{
			{100 << 10, http.StatusOK, "S-1"},
			{180 << 10, http.StatusServiceUnavailable, "S-1"},
			{16 << 10, http.StatusOK, ""},
			{17 << 10, http.StatusTooManyRequests, ""},
		} {
			for _, body := range []io.Reader{bytes.NewReader(make([]byte, size.n)), io.LimitReader(endless{}, int64(size.n))} {
				status := call(t, srv, client(t, two), size.station, body)
				if status != size.want && (status != 0 || size.want == http.StatusOK) {
					t.Errorf("HTTP/2 %v: %d bytes of %q got %d, want %d", two, size.n, size.station, status, size.want)
				}
			}
		}
	}
	if status := call(t, srv, client(t, true), "S-1", bytes.NewReader(make([]byte, 300<<10))); status != http.StatusTooManyRequests && status != 0 {
		t.Errorf("a body over the limit got %d", status)
	}
	if n := c.stationHeld.count(); n != 0 {
		t.Errorf("%d bytes are left", n)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// TestConnections: the oldest connection of an address goes where there are too
// many, and one that a station has shown itself on stays.
func TestConnections(t *testing.T) {
	t.Parallel()
	c := New(Limits{HostConnections: 3, StationConnections: 2})
	srv := serve(t, c, answer)
	station := client(t, true)
	if status := call(t, srv, station, "S-1", nil); status != http.StatusOK {
		t.Fatal(status)
	}
	var idle []net.Conn
	for range 5 {
		conn, err := tls.Dial("tcp", srv.Listener.Addr().String(), &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		idle = append(idle, conn)
	}
	for i, conn := range idle {
		_ = conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
		_, err := conn.Read(make([]byte, 1))
		e, is := err.(net.Error)
		if open := is && e.Timeout(); open != (i >= 2) {
			t.Errorf("connection %d: open %v, %v", i, open, err)
		}
	}
	if status := call(t, srv, station, "S-1", nil); status != http.StatusOK {
		t.Errorf("the station's connection: %d", status)
	}
	for range 3 {
		if status := call(t, srv, client(t, true), "S-2", nil); status != http.StatusOK {
			t.Errorf("another connection of a station: %d", status)
		}
	}
	c.connections.mu.Lock()
	n := c.connections.stations["S-2"].Len()
	c.connections.mu.Unlock()
	if n != 2 {
		t.Errorf("a station has %d connections", n)
	}
}
