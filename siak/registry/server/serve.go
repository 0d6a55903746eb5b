package server

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"connectrpc.com/connect"

	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/server/admission"
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
	// maxOpenRequest bounds what anybody may send: a request for a certificate.
	maxOpenRequest = 16 << 10
	maxStreams     = 32 // of one connection at once
)

// Serve answers stations on ln until ctx ends, then lets the calls under way
// finish, for [Options].StopTimeout at most. It closes ln and returns nil unless ln failed.
func (r *Registry) Serve(ctx context.Context, ln net.Listener) error {
	srv := r.server(context.WithoutCancel(ctx))
	r.admission.Watch(srv)
	following, stopFollowing := context.WithCancel(ctx)
	var followers sync.WaitGroup
	followers.Go(func() { r.FollowKeys(following) })
	defer followers.Wait()
	defer stopFollowing()
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
		MinVersion:     tls.VersionTLS13,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return r.Keys().Server(), nil },
		ClientAuth:     tls.RequestClientCert,
		Time:           r.o.Now,
	}
}

func (r *Registry) handler() http.Handler {
	mux := http.NewServeMux()
	path, handler := pb.NewRegistryServiceHandler(service{r: r},
		wire.HandlerOptions(maxRequest), connect.WithConditionalHandlerOptions(plainWhereOpen))
	mux.Handle(path, r.authenticated(handler))
	for _, m := range r.more {
		mux.Handle(m.path, m.handler)
	}
	return r.o.Wrap(r.admit(mux))
}

// plainWhereOpen takes nothing compressed where anybody may call, and nothing
// large.
func plainWhereOpen(s connect.Spec) []connect.HandlerOption {
	if open[s.Procedure] {
		return []connect.HandlerOption{wire.PlainOptions(maxOpenRequest)}
	}
	return nil
}

// SetOverloaded has every call answered with "unavailable" and the time after
// which to come again, as a registry does that has too much to do; 0 ends it.
func (r *Registry) SetOverloaded(after time.Duration) { r.overloaded.Store(int64(after)) }

// admit lets calls pass that there is a place for. Who calls is judged by the
// certificate alone before a body is read; whether the station is one of the
// registry's is asked with the place.
func (r *Registry) admit(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if after := time.Duration(r.overloaded.Load()); after > 0 {
			admission.SendAway(w, req, after)
			return
		}
		if _, pattern := mux.Handler(req); pattern == "" {
			http.NotFound(w, req)
			return
		}
		station := ""
		if !open[req.URL.Path] && !r.isMore(req.URL.Path) {
			shown := r.certificate(req)
			if shown.refused != "" && shown.refused != refusedExpired {
				_ = refusal.Write(w, req, shown.refused.answer(connect.CodeUnauthenticated))
				return
			}
			station = fingerprint(shown.certificate)
			req = req.WithContext(context.WithValue(req.Context(), certifiedKey{}, shown))
		}
		r.admission.Serve(w, req, station, mux)
	})
}

// isMore reports whether a path is of a service beside the registry's own.
func (r *Registry) isMore(path string) bool {
	return slices.ContainsFunc(r.more, func(m mount) bool { return strings.HasPrefix(path, m.path) })
}

var refusal = connect.NewErrorWriter()
