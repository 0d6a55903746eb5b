package server

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"connectrpc.com/connect"

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
	following, stopFollowing := context.WithCancel(ctx)
	var followers sync.WaitGroup
	followers.Go(func() { r.followKeys(following) })
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
	opts := wire.HandlerOptions(maxRequest)
	mux := http.NewServeMux()
	path, handler := pb.NewRegistryServiceHandler(service{r: r}, opts)
	mux.Handle(path, r.authenticated(handler))
	for _, m := range r.more {
		mux.Handle(m.path, m.handler)
	}
	return r.o.Wrap(r.admit(http.MaxBytesHandler(mux, maxRequest)))
}

// mostCalls is how many calls are worked on at once. What comes beyond is
// answered at once that it comes too early, which costs next to nothing; to let
// it wait would cost memory, and its station's patience.
const mostCalls = 256

// comeAgain is when a station may come again that was sent away: drawn anew for
// each, so that those who came together do not.
const comeAgain = 5 * time.Second

// SetOverloaded has every call answered with "unavailable" and the time after
// which to come again, as a registry does that has too much to do; 0 ends it.
func (r *Registry) SetOverloaded(after time.Duration) { r.overloaded.Store(int64(after)) }

// admit sends away what is too much.
func (r *Registry) admit(next http.Handler) http.Handler {
	slots := make(chan struct{}, mostCalls)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if after := time.Duration(r.overloaded.Load()); after > 0 {
			sendAway(w, req, after)
			return
		}
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
			next.ServeHTTP(w, req)
		default:
			sendAway(w, req, comeAgain+rand.N(comeAgain))
		}
	})
}

var refusal = connect.NewErrorWriter()

// sendAway answers with HTTP status 503 and Retry-After (RFC 9110 section
// 10.2.3), in whole seconds.
func sendAway(w http.ResponseWriter, req *http.Request, after time.Duration) {
	err := connect.NewError(connect.CodeUnavailable, errors.New("too much to do"))
	err.Meta().Set("Retry-After", strconv.Itoa(int((after+time.Second-1)/time.Second)))
	_ = refusal.Write(w, req, err)
}
