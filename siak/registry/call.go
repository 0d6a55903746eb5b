package registry

import (
	"context"
	"net/http"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/types/known/timestamppb"

	"ikd/station/siak"
)

// caller is what every call needs, whatever the service.
type caller struct {
	transport *http.Transport
	timeout   time.Duration // of every call; 0: by its size
	clock     clock
}

// Close gives the connections back. Calls under way end by themselves.
func (c *caller) Close() error {
	c.transport.CloseIdleConnections()
	return nil
}

// method is a call of a generated client.
type method[Req, Res any] func(context.Context, *connect.Request[Req]) (*connect.Response[Res], error)

// call makes one call within the timeout, measures the clock by its reply and
// gives an error its kind.
func call[Req, Res any](ctx context.Context, c *caller, op string, m method[Req, Res], msg *Req) (*Res, error) {
	return callWith(ctx, c, 0, op, m, msg)
}

// budget is the time of a call that carries that many bytes.
func (c *caller) budget(size int) time.Duration {
	if c.timeout > 0 {
		return c.timeout
	}
	return callTimeout + time.Duration(size)*time.Second/slowest
}

// callWith is [call] for one that carries size bytes, in whatever direction.
func callWith[Req, Res any](ctx context.Context, c *caller, size int, op string, m method[Req, Res], msg *Req) (*Res, error) {
	ctx, cancel := context.WithTimeout(ctx, c.budget(size))
	defer cancel()
	sent := c.clock.now()
	res, err := m(ctx, connect.NewRequest(msg))
	if err != nil {
		err = classify(op, err)
		if siak.KindOf(err) == siak.KindOffline {
			// The connection may be half open: the next call dials anew.
			c.transport.CloseIdleConnections()
		}
		return nil, err
	}
	if timed, ok := any(res.Msg).(interface {
		GetServerTime() *timestamppb.Timestamp
	}); ok && timed.GetServerTime().IsValid() {
		c.clock.measure(sent, c.clock.now(), timed.GetServerTime().AsTime())
	}
	return res.Msg, nil
}

// badReply is the error for a reply that Connect could read and we cannot.
func badReply(op string, cause error) error { return siak.E(op, siak.KindBadReply, cause) }
