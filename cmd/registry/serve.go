package main

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/admission"
	"ikd/station/siak/registry/server/keys"
)

// serveCommand answers stations.
type serveCommand struct {
	Listen        string        `default:":8443" env:"IKD_REGISTRY_LISTEN" placeholder:"ADDR" help:"Where stations call (TLS 1.3)."`
	Admin         string        `default:"127.0.0.1:9443" env:"IKD_REGISTRY_ADMIN" placeholder:"ADDR" help:"Where health, readiness and metrics are served, in the clear; empty for nowhere."`
	OfficeRegion  string        `required:"" env:"IKD_REGISTRY_OFFICE_REGION" placeholder:"327601" help:"The kecamatan, 6 digits, of the office of stations that are told of no other."`
	OfficeName    string        `required:"" env:"IKD_REGISTRY_OFFICE_NAME" help:"That office's name."`
	Certificates  time.Duration `default:"2160h" env:"IKD_REGISTRY_CERTIFICATES" help:"How long a station's certificate is good; it renews it when a third is left."`
	AnchorWithin  time.Duration `default:"12h" env:"IKD_REGISTRY_ANCHOR_WITHIN" help:"How long a head of its audit lets a station pull, look up and hand in, from where it left it; 0: it needs none."`
	Addresses     int           `name:"address-connections" default:"512" env:"IKD_REGISTRY_ADDRESS_CONNECTIONS" help:"How many connections one address may have that have shown no certificate yet."`
	DrainWait     time.Duration `default:"0s" env:"IKD_REGISTRY_DRAIN_WAIT" help:"How long to answer calls after readiness was taken back, for the load balancer to notice."`
	StopTimeout   time.Duration `default:"20s" env:"IKD_REGISTRY_STOP_TIMEOUT" help:"How long the calls under way may take after that."`
	OlderStations bool          `name:"accept-older-stations" env:"IKD_REGISTRY_ACCEPT_OLDER_STATIONS" help:"Answer look-ups of stations that cannot send a presentation yet, where they name a registration of the NIK: for the weeks in which stations are brought up to date."`
}

// Help is the long help of the command.
func (serveCommand) Help() string {
	return `Answers stations until SIGTERM or an interrupt: it then is not ready any more, takes calls for --drain-wait
longer, lets those under way finish and ends. The database must be migrated. Stations enrol with a code only. Prints a
line when it listens:

  {"event":"listening","address":"[::]:8443","admin":"127.0.0.1:9443"}`
}

// Run serves until ctx ends.
func (c *serveCommand) Run(ctx context.Context, e *environment) (err error) {
	region := siak.Region(c.OfficeRegion)
	if len(region) != 6 || region.City() == region {
		return usage("--office-region: want the 6 digits of a kecamatan")
	}
	officeName, err := siak.CanonicalName("office_name", c.OfficeName)
	if err != nil {
		return usage("--office-name: %v", err)
	}
	m := newCollector()
	r, store, err := e.registry(ctx, server.Options{
		OfficeRegion: region, OfficeName: officeName, CertificateFor: c.Certificates, AnchorWithin: c.AnchorWithin, Wrap: m.measured, Events: m.decided, StopTimeout: c.StopTimeout,
		Admission:           admission.Limits{HostConnections: c.Addresses},
		AcceptOlderStations: c.OlderStations,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	m.watch(store)
	m.watchRows(r)
	m.keys = func() []keys.Status { return r.Keys().Status() }
	e.warnOfKeys(r)
	m.watchAlarms(ctx, r)
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return usage("cannot listen at %s: %v", c.Listen, err)
	}
	admin, err := c.listenAdmin(ctx)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	return c.run(ctx, e, &listeners{registry: r, store: store, collector: m, log: e.log}, listener, admin)
}

// warnOfKeys tells which keys are to be rotated; the metrics go on telling.
func (e *environment) warnOfKeys(r *server.Registry) {
	for _, k := range r.Keys().Status() {
		if k.Due {
			e.log.Warn("a key is to be rotated: ikd-registry keys rotate", "kind", k.Kind, "id", k.ID, "ends", k.To)
		}
	}
}

// listenAdmin is nil for nowhere.
func (c *serveCommand) listenAdmin(ctx context.Context) (net.Listener, error) {
	if c.Admin == "" {
		return nil, nil
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Admin)
	if err != nil {
		return nil, usage("cannot listen at %s: %v", c.Admin, err)
	}
	return ln, nil
}

// run serves both listeners. The admin's ends last, so that a stop can be
// watched.
func (c *serveCommand) run(ctx context.Context, e *environment, s *listeners, listener, admin net.Listener) error {
	background := context.WithoutCancel(ctx)
	adminDone := make(chan error, 1)
	adminCtx, endAdmin := context.WithCancel(background)
	defer endAdmin()
	adminAddress := ""
	if admin == nil {
		adminDone <- nil
	} else {
		adminAddress = admin.Addr().String()
		go func() { adminDone <- s.serveAdmin(adminCtx, admin) }()
	}
	calls, endCalls := context.WithCancel(background)
	defer endCalls()
	callsDone := make(chan error, 1)
	go func() { callsDone <- s.registry.Serve(calls, listener) }()
	var forgetting sync.WaitGroup
	forgetting.Go(func() { s.forget(calls) })
	err := e.line(map[string]string{"event": "listening", "address": listener.Addr().String(), "admin": adminAddress})
	notify("READY=1")
	e.log.Info("serving", "address", listener.Addr().String(), "version", version)
	select {
	case <-ctx.Done():
		notify("STOPPING=1")
		e.log.Info("stopping", "drain", c.DrainWait, "deadline", c.StopTimeout)
		s.draining.Store(true)
		pause(c.DrainWait, callsDone)
		endCalls()
		err = errors.Join(err, <-callsDone)
	case failed := <-callsDone:
		err = errors.Join(err, failed)
	}
	endCalls()
	forgetting.Wait()
	endAdmin()
	err = errors.Join(err, <-adminDone)
	e.log.Info("stopped")
	return err
}

// forget forgets what is older than the retention, at once and every day.
func (s *listeners) forget(ctx context.Context) {
	daily := time.NewTicker(24 * time.Hour)
	defer daily.Stop()
	for ctx.Err() == nil {
		if err := s.registry.ForgetAccesses(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("the record of accesses is not cut", "error", err)
		}
		select {
		case <-daily.C:
		case <-ctx.Done():
		}
	}
}

// pause waits, but not for a server that has ended by itself.
func pause(d time.Duration, ended chan error) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case err := <-ended:
		ended <- err
	}
}

// listeners is a running registry.
type listeners struct {
	registry  *server.Registry
	store     server.Storage
	collector *collector
	log       logger
	draining  atomic.Bool
}
