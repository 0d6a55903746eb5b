package registry

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/types/known/timestamppb"

	"ikd/station/siak"
)

// caller is what every call needs, whatever the service.
type caller struct {
	transport *line
	registry  string        // host:port
	inNetwork func() bool   // whether the laptop is in any network
	timeout   time.Duration // of every call; 0: by its size
	clock     *clock
	// askTime asks what time it is where the registry's certificate is of
	// another time than the laptop's; nil where nobody judges certificates.
	askTime func(context.Context) error
	// unsigned is why the key for TLS did not sign last, until it was told.
	unsigned *atomic.Pointer[error]
	// watch is told of each step of each call; nil for nobody.
	watch func(passage)
	// believes judges a time that a reply shows; nil: all of them.
	believes func(time.Time) bool
}

// newCaller makes the calls to the registry at base.
func newCaller(base string, o Options, theirs *clock, transport *http.Transport) caller {
	return caller{
		transport: newLine(transport), registry: strings.TrimPrefix(base, "https://"), inNetwork: o.inNetwork,
		timeout: o.Timeout, clock: theirs, unsigned: new(atomic.Pointer[error]),
	}
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
	return callSized(ctx, c, sized{op, 0}, m, msg)
}

// sized is a call by name, and how many bytes it carries, in whatever direction.
type sized struct {
	op    string
	bytes int
}

// budget is the time of a call that carries that many bytes.
func (c *caller) budget(size int) time.Duration {
	if c.timeout > 0 {
		return c.timeout
	}
	return callTimeout + time.Duration(size)*time.Second/slowest
}

// callSized is [call] for one that carries much.
func callSized[Req, Res any](ctx context.Context, c *caller, s sized, m method[Req, Res], msg *Req) (*Res, error) {
	res, err := callOnce(ctx, c, s, m, msg)
	if !errors.Is(err, errOtherTime) || c.askTime == nil {
		return res, err
	}
	if why := c.askTime(ctx); why != nil { // it says more exactly what is wrong
		if _, told := siak.FaultOf(why); !told {
			why = c.failed(s.op, finding{siak.KindOf(why), "of another time", why}, siak.ConnectionFault{Step: siak.StepTLS, Host: c.registry})
		}
		return res, why
	}
	return callOnce(ctx, c, s, m, msg)
}

func callOnce[Req, Res any](ctx context.Context, c *caller, s sized, m method[Req, Res], msg *Req) (*Res, error) {
	ctx, cancel := context.WithTimeout(ctx, c.budget(s.bytes))
	defer cancel()
	t := &trace{registry: c.registry, passed: c.watch}
	ctx = traced(ctx, t)
	sent := c.clock.now()
	res, err := m(ctx, connect.NewRequest(msg))
	if err != nil {
		err = c.classify(s.op, err, t)
		if siak.KindOf(err).Unreachable() {
			// The connection may be half open: the next call dials anew.
			c.transport.CloseIdleConnections()
		}
		return nil, err
	}
	if timed, ok := any(res.Msg).(interface {
		GetServerTime() *timestamppb.Timestamp
	}); ok && timed.GetServerTime().IsValid() {
		told := timed.GetServerTime().AsTime()
		if c.believes == nil || c.believes(told) {
			c.clock.measure(sent, c.clock.now(), told)
		}
	}
	return res.Msg, nil
}

// badReply is the error for a reply that Connect could read and we cannot.
func badReply(op string, cause error) error { return siak.E(op, siak.KindBadReply, cause) }
