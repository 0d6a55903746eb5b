package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"time"

	"ikd/station/siak"
)

// logger is what of a log the admin's side needs.
type logger interface {
	Warn(msg string, args ...any)
}

// readyTimeout is how long the database may take to answer.
const readyTimeout = 2 * time.Second

// serveAdmin answers those who look after the program until ctx ends.
func (s *listeners) serveAdmin(ctx context.Context, ln net.Listener) error {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", s.ready)
	mux.HandleFunc("GET /metrics", s.collector.write)
	srv := &http.Server{
		Handler: mux, ReadHeaderTimeout: readyTimeout, ReadTimeout: readyTimeout, WriteTimeout: 2 * readyTimeout,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ln) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	_ = srv.Close()
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// ready answers 200 where the registry can answer stations: the database answers
// and has this program's tables, and the program is not about to stop.
func (s *listeners) ready(w http.ResponseWriter, r *http.Request) {
	if s.draining.Load() {
		http.Error(w, "draining", http.StatusServiceUnavailable)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	if err := s.store.Ping(ctx); err != nil {
		s.log.Warn("not ready", "error", err)
		http.Error(w, string(siak.KindOf(err)), http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// notify tells systemd (sd_notify(3)) where it started the program.
func notify(state string) {
	path := os.Getenv("NOTIFY_SOCKET")
	if path == "" {
		return
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		return
	}
	_, _ = conn.Write([]byte(state))
	_ = conn.Close()
}
