package admission

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"time"

	"connectrpc.com/connect"
)

// What a caller is told whose body is not taken.
var (
	errTooLarge = connect.NewError(connect.CodeResourceExhausted, errors.New("the request is too large"))
	errTooSlow  = connect.NewError(connect.CodeDeadlineExceeded, errors.New("the request did not come in time"))
	errTooMuch  = connect.NewError(connect.CodeUnavailable, errors.New("too much to do"))
)

// body is a request's body in memory.
type body struct {
	data  []byte
	held  int64 // counted
	given func(int64)
}

func (b *body) reader() *bytes.Reader { return bytes.NewReader(b.data) }
func (b *body) size() int             { return len(b.data) }
func (b *body) release()              { b.given(b.held) }

// receive reads a whole body, within the bounds of its caller.
func (c *Control) receive(w http.ResponseWriter, req *http.Request, from origin) (*body, error) {
	most := c.mostBody(req, from)
	if req.ContentLength > int64(most) {
		return nil, errTooLarge
	}
	b := &body{data: make([]byte, 0, first(req.ContentLength)), given: func(n int64) { c.stationHeld.give(from.station, n) }}
	err := c.fill(b, w, req, from, most)
	if err != nil {
		b.release()
		return nil, err
	}
	return b, nil
}

// mostBody is the bound of a body.
func (c *Control) mostBody(req *http.Request, from origin) int {
	switch {
	case from.station == "":
		return c.l.OpenBody
	case isPacked(req):
		return min(c.l.Body, c.l.CompressedBody)
	}
	return c.l.Body
}

// first is how much memory is taken before anything has come: what is said of a
// length is not believed beyond what costs nothing.
func first(said int64) int64 {
	if said < 0 {
		return 512
	}
	return min(said+1, free) // one more, to see the end
}

func (c *Control) fill(b *body, w http.ResponseWriter, req *http.Request, from origin, most int) error {
	control := http.NewResponseController(w)
	began := time.Now()
	deadline := began.Add(c.l.Begin)
	_ = control.SetReadDeadline(deadline)
	for {
		if len(b.data) > most {
			return errTooLarge
		}
		if err := c.grow(b, from, most); err != nil {
			return err
		}
		n, err := req.Body.Read(b.data[len(b.data):cap(b.data)])
		b.data = b.data[:len(b.data)+n]
		switch {
		case errors.Is(err, io.EOF):
			_ = control.SetReadDeadline(time.Time{})
			return nil
		case err != nil:
			return errTooSlow
		}
		if from.station == "" {
			continue // the whole body is small
		}
		// A body that goes on coming has the time that it takes at the slowest pace.
		owed := began.Add(c.l.Begin + time.Duration(len(b.data))*time.Second/time.Duration(c.l.Slowest))
		if owed.Sub(deadline) > time.Second {
			deadline = owed
			_ = control.SetReadDeadline(deadline)
		}
	}
}

// grow makes room for what comes next, and counts it.
func (c *Control) grow(b *body, from origin, most int) error {
	if len(b.data) < cap(b.data) {
		return nil
	}
	size := min(max(2*cap(b.data), 512), most+1)
	if more := int64(size-free) - b.held; more > 0 {
		if !c.stationHeld.add(from.station, more) {
			return errTooMuch
		}
		b.held += more
	}
	data := make([]byte, len(b.data), size)
	copy(data, b.data)
	b.data = data
	return nil
}
