package runtime

import (
	"context"
	"errors"
	"log/slog"

	"ikd/station/app/logging"
	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/registry/proxy"
	"ikd/station/store"
)

// UseProxy sets the station's proxy and goes that way from now on. Any officer may:
// the way is TLS from here to the registry whatever the proxy is, and a team in the
// field has no supervisor with it; the audit says who did. It fails as [ChooseProxy]
// does, and the way is the new one all the same.
func (st *Station) UseProxy(ctx context.Context, s proxy.Settings) error {
	err := ChooseProxy(ctx, st.dir, s)
	st.Client.UseProxy(s.For)
	_ = AuditProxy(ctx, st.Store, st.dir)
	st.Workers.Now()
	return err
}

// Proxy is the station's proxy as it is set.
func (st *Station) Proxy(ctx context.Context) proxy.Settings { return ReadProxy(ctx, st.dir) }

// TestConnection tries the way to the registry step by step, see
// [registry.Client.Test]. What failed is in the log as well.
func (st *Station) TestConnection(ctx context.Context, tell func(siak.ConnectionCheck)) error {
	return st.Client.Test(ctx, loggedChecks(st.log.Logger(), tell))
}

// TestUnenrolled is [Station.TestConnection] for a folder that is no station yet, or
// whose officer has not signed in, and a registry by its address.
func TestUnenrolled(ctx context.Context, log *logging.Log, addr string, s proxy.Settings, tell func(siak.ConnectionCheck)) error {
	return registry.Test(ctx, addr, registry.Options{Proxy: s.For}, loggedChecks(log.Logger(), tell))
}

// loggedChecks writes the end of each step down and passes it on.
func loggedChecks(log *slog.Logger, next func(siak.ConnectionCheck)) func(siak.ConnectionCheck) {
	log = log.With(logging.Component("connection-test"))
	return func(c siak.ConnectionCheck) {
		if c.State != siak.CheckRunning {
			log.Info("a step of the connection test has ended", slog.String("step", string(c.Step)),
				logging.State(siak.State(c.State)), logging.Kind(c.Kind), logging.Connection(c.Fault), logging.Took(c.Took))
		}
		next(c)
	}
}

// TestEnrolled is [Station.TestConnection] for a store that is open without a station
// at work. It fails with [siak.KindNotEnrolled] where the laptop is no station.
func TestEnrolled(ctx context.Context, log *logging.Log, s *store.Store, o registry.Options, tell func(siak.ConnectionCheck)) (err error) {
	known, enrolled, err := s.Settings.Identity(ctx)
	if err != nil {
		return err
	}
	if !enrolled {
		return siak.E("test the connection", siak.KindNotEnrolled, nil)
	}
	client, err := registry.New(FromStored(known), o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, client.Close()) }()
	return client.Test(ctx, loggedChecks(log.Logger(), tell))
}

// ConnectionOptions are those of a client for a folder: its proxy, and what it
// remembers of the time.
func ConnectionOptions(ctx context.Context, dir string) registry.Options {
	return registry.Options{Remembered: rememberedClock(ctx, dir), Proxy: ReadProxy(ctx, dir).For}
}
