package registry

import (
	"context"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// Options of a client. The zero value is good.
type Options struct {
	// Dial opens the connection to the registry, or to the proxy before it.
	Dial DialFunc
	// Resolver finds the addresses of names where Dial is nil; the system's where
	// it is nil.
	Resolver *net.Resolver
	// Proxy gives the proxy; the system's where it is nil.
	Proxy ProxyFunc
	// Timeout bounds each call as a whole; where it is 0, 10 s and the time that
	// the call's data takes at 2 KiB/s.
	Timeout time.Duration
	// Now is the station's clock; [time.Now] where it is nil.
	Now func() time.Time
	// Remembered is what an earlier run of the program measured last; nil for
	// nothing.
	Remembered *Measurement

	// uptime goes with Now: a clock that somebody moves has none.
	uptime stopwatch
	// refused is what a proxy has refused; nil: nothing yet.
	refused *wrongSignIns
	// inNetwork reports whether the laptop is in any network; nil: as the system
	// says.
	inNetwork func() bool
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now, o.uptime = time.Now, systemUptime
	}
	if o.inNetwork == nil {
		o.inNetwork = inNetwork
	}
	if o.refused == nil {
		o.refused = &wrongSignIns{}
	}
	return o
}

// Client speaks to the registry as one enrolled station. Safe for concurrent
// use; call Close when it is no longer needed.
type Client struct {
	caller
	*clock
	way
	ending
	followedLists
	service pb.RegistryServiceClient
	pin     atomic.Pointer[pin]
	id      atomic.Pointer[Identity]
	used    usedList
	// protection is what the registry is told at each contact of how the station's keys
	// are protected.
	protection atomic.Value
	keysTold
}

// SetProtection sets what the registry is told, from the next contact on, of how the
// station's keys are protected.
func (c *Client) SetProtection(p siak.KeyProtection) { c.protection.Store(p) }

// keysTold is the version of the registry's keys, as the trust list told last; 0:
// not yet, or an earlier registry.
type keysTold struct{ version atomic.Uint64 }

// ending tells of the end of connections.
type ending struct{ lost atomic.Pointer[func()] }

// OnLost has f called when a connection ends: the line died under it, which
// HTTP/2's pings notice within 5 s, the registry went, or it was idle for long.
// f is called from the connection's goroutine and must return at once.
func (e *ending) OnLost(f func()) { e.lost.Store(&f) }

func (e *ending) tellLost() {
	if f := e.lost.Load(); f != nil {
		(*f)()
	}
}

// New makes a client; it does not connect yet. It fails with [siak.KindBadIdentity]
// where the identity does not hold together, and with [siak.KindBadAddress].
func New(id Identity, o Options) (*Client, error) {
	const op = "open registry client"
	o = o.withDefaults()
	theirs := newClock(o)
	c := &Client{clock: theirs, way: way{options: o}}
	unsigned := new(atomic.Pointer[error])
	c.unsigned = unsigned
	transport, err := c.connect(id, o.route())
	if err != nil {
		return nil, siak.E(op, siak.KindBadIdentity, err)
	}
	base, err := parseAddress(id.Address)
	if err != nil {
		return nil, err
	}
	c.caller = newCaller(base, o, theirs, transport)
	c.unsigned = unsigned
	c.askTime, c.believes = c.askRegistry, c.plausible
	c.id.Store(&id)
	c.service = pb.NewRegistryServiceClient(newHTTPClient(c.transport), base, clientOptions)
	return c, nil
}

// connect makes the transport of an identity: its certificate, its pin.
func (c *Client) connect(id Identity, r route) (*http.Transport, error) {
	pair, err := id.keyPair()
	if err != nil {
		return nil, err
	}
	p, err := id.pin(c.clock)
	if err != nil {
		return nil, err
	}
	c.pin.Store(p)
	transport := newTransport(r, p.conf(watchKey(pair, c.unsigned), p.judge), c.tellLost)
	if len(id.TLSCertificate) > 0 {
		transport.TLSHandshakeTimeout = tpmHandshakeTimeout
	}
	return transport, nil
}

// Adopt lets a client that is at work show a renewed certificate, and pin what
// came with it. It fails with [siak.KindBadIdentity] as [New] does, and nothing has
// changed then.
func (c *Client) Adopt(id Identity) error {
	transport, err := c.connect(id, c.route())
	if err != nil {
		return siak.E("adopt a certificate", siak.KindBadIdentity, err)
	}
	c.id.Store(&id)
	c.transport.change(transport)
	return nil
}

// KeysChanged reports whether the registry's keys are others than an identity
// tells of: it is to be renewed at once.
func (k *keysTold) KeysChanged(id Identity) bool {
	told := k.version.Load()
	return told != 0 && told != id.KeysVersion
}

// UseProxy lets a client that is at work go another way from the next call on; nil
// for the system's proxy. What a proxy has refused is tried anew.
func (c *Client) UseProxy(proxy ProxyFunc) {
	c.proxy.Store(&proxy)
	c.refused.Store(&wrongSignIns{})
	if transport, err := c.connect(*c.id.Load(), c.route()); err == nil { // as it was before
		c.transport.change(transport)
	}
}

// Changes fetches the next page of one partition. limit is the most rows
// wanted; 0 leaves it to the registry.
func (c *Client) Changes(ctx context.Context, from siak.Cursor, limit int) (siak.Page, error) {
	const op = "fetch changes"
	m, err := callSized(ctx, &c.caller, sized{op, max(limit, usualPage) * bytesPerRow}, c.service.ListChanges, &pb.ListChangesRequest{
		After: wire.FromCursor(from), Limit: uint32(max(0, limit)),
	})
	if err != nil {
		return siak.Page{}, err
	}
	if err := pageAnswers(c, op, from, m); err != nil {
		return siak.Page{}, err
	}
	p, err := wire.ToPage(from, m)
	if err != nil {
		return siak.Page{}, badReply(op, err)
	}
	return p, nil
}

// What a page's time is reckoned by: the rows that a registry sends unasked,
// and what a row comes to in transit, compressed.
const (
	usualPage   = 1000
	bytesPerRow = 80
)

// LookUp asks the registry for one person of any area; false where the register
// has none. It fails with not-permitted where nothing shows that the citizen is there,
// and with unavailable where the quota of the day is used up.
func (c *Client) LookUp(ctx context.Context, l siak.LookUp) (siak.Resident, bool, error) {
	const op = "look up resident"
	m, err := call(ctx, &c.caller, op, c.service.LookUp, wire.FromLookUp(l))
	if err != nil || m.GetResident() == nil {
		return siak.Resident{}, false, permitted(op, err)
	}
	r, err := wire.ToResident(m.GetResident())
	if err == nil && r.NIK != l.NIK {
		err = errUnread
	}
	if err != nil {
		return siak.Resident{}, false, badReply(op, err)
	}
	return r, true, nil
}
