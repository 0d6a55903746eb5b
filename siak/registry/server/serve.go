package server

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// Limits of the server. Nobody holds it up by being slow, and no request is
// larger than the largest batch.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 20 * time.Second
	writeTimeout  = 60 * time.Second
	idleTimeout   = 2 * time.Minute
	usualStop     = 3 * time.Second
	maxHeader     = 16 << 10
	maxRequest    = 2 << 20
	maxStreams    = 32 // of one connection at once
)

// Serve answers stations on ln until ctx ends, then lets the calls under way
// finish, for [Options].StopTimeout at most. It closes ln and returns nil unless ln failed.
func (r *Registry) Serve(ctx context.Context, ln net.Listener) error {
	srv := r.server(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- srv.ServeTLS(ln, "", "") }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.o.StopTimeout)
	defer cancel()
	if srv.Shutdown(stop) != nil {
		_ = srv.Close()
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (r *Registry) server(ctx context.Context) *http.Server {
	return &http.Server{
		Handler:           r.handler(),
		TLSConfig:         r.tlsConfig(),
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: maxStreams, SendPingTimeout: readTimeout},
		ErrorLog:          slog.NewLogLogger(r.o.Log.Handler(), slog.LevelDebug),
	}
}

// tlsConfig asks for a certificate, and leaves judging it to authenticated: a
// refusal in TLS 1.3 comes after the client's handshake and is often lost with
// the connection, so that a station would take it for a bad network.
func (r *Registry) tlsConfig() *tls.Config {
	return &tls.Config{
		MinVersion:   tls.VersionTLS13,
		Certificates: []tls.Certificate{r.keys.server},
		ClientAuth:   tls.RequestClientCert,
		Time:         r.o.Now,
	}
}

func (r *Registry) handler() http.Handler {
	opts := wire.HandlerOptions(maxRequest)
	mux := http.NewServeMux()
	path, handler := pb.NewRegistryServiceHandler(service{r: r}, opts)
	mux.Handle(path, r.authenticated(handler))
	for _, m := range r.more {
		mux.Handle(m.path, m.handler)
	}
	return r.o.Wrap(r.admit(http.MaxBytesHandler(mux, maxRequest)))
}
