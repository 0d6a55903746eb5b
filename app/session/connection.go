package session

import (
	"context"

	"ikd/station/app"
	"ikd/station/app/logging"
	"ikd/station/app/runtime"
	"ikd/station/siak"
	"ikd/station/siak/registry/proxy"
)

var (
	_ app.Connection = (*Session)(nil)
	_ app.Connector  = (*Backend)(nil)
)

// connection is the station's way to the registry.
type connection struct{ *work }

// TestConnection implements [app.Connection].
func (c *connection) TestConnection(ctx context.Context, tell func(siak.ConnectionCheck)) error {
	return c.station.TestConnection(ctx, tell)
}

// Proxy implements [app.Connection].
func (c *connection) Proxy(ctx context.Context) app.Proxy { return shownProxy(c.station.Proxy(ctx)) }

// UseProxy implements [app.Connection].
func (c *connection) UseProxy(ctx context.Context, p app.Proxy) error {
	s, err := proxySettings(p, c.station.Proxy(ctx))
	if err != nil {
		return err
	}
	return c.station.UseProxy(ctx, s)
}

// Connection implements [app.Connector].
func (b *Backend) Connection(address string) app.Connection {
	return unenrolled{dir: b.station(), address: address, log: b.log}
}

// unenrolled is the way to a registry at which the laptop is no station yet.
type unenrolled struct {
	dir, address string
	log          *logging.Log
}

// TestConnection implements [app.Connection].
func (u unenrolled) TestConnection(ctx context.Context, tell func(siak.ConnectionCheck)) error {
	return runtime.TestUnenrolled(ctx, u.log, u.address, runtime.ReadProxy(ctx, u.dir), tell)
}

// Proxy implements [app.Connection].
func (u unenrolled) Proxy(ctx context.Context) app.Proxy {
	return shownProxy(runtime.ReadProxy(ctx, u.dir))
}

// UseProxy implements [app.Connection]. A folder that is not there yet gets the
// setting when it is made.
func (u unenrolled) UseProxy(ctx context.Context, p app.Proxy) error {
	s, err := proxySettings(p, runtime.ReadProxy(ctx, u.dir))
	if err != nil {
		return err
	}
	if err = runtime.ChooseProxy(ctx, u.dir, s); siak.KindOf(err) == siak.KindNotSetUp {
		return nil
	}
	return err
}

var proxyModes = map[proxy.Mode]app.ProxyMode{
	proxy.System: app.ProxySystem, proxy.None: app.ProxyNone, proxy.Own: app.ProxyOwn,
}

// shownProxy is a setting without its password.
func shownProxy(s proxy.Settings) app.Proxy {
	return app.Proxy{Mode: proxyModes[s.Mode], Address: s.Address, User: s.User, Kept: s.Password != ""}
}

// proxySettings are what was typed; a password that was left empty is the one that
// is there, for the same proxy and name only.
func proxySettings(p app.Proxy, is proxy.Settings) (proxy.Settings, error) {
	switch p.Mode {
	case app.ProxySystem:
		return proxy.Settings{Mode: proxy.System}, nil
	case app.ProxyNone:
		return proxy.Settings{Mode: proxy.None}, nil
	}
	s, err := proxy.ParseOwn(p.Address)
	if err != nil {
		return s, err
	}
	if s.User, s.Password = p.User, p.Password; p.Password == "" && s.Address == is.Address && s.User == is.User {
		s.Password = is.Password
	}
	return s, nil
}
