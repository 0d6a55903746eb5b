package registry

import (
	"errors"
	"net"
	"net/http"
	"testing"
	"time"

	"ikd/station/siak"
)

// TestRetryAfter: in seconds and as a date, which is read against the answer's
// own clock; rubbish is nothing, and nobody is sent away for a day.
func TestRetryAfter(t *testing.T) {
	now := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"":         0,
		"7":        7 * time.Second,
		"-7":       0,
		"soon":     0,
		"86400":    time.Hour,
		"99999999": time.Hour,
		now.Add(time.Minute).Format(http.TimeFormat):  time.Minute,
		now.Add(-time.Minute).Format(http.TimeFormat): 0,
	} {
		addr := tlsServer(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", text)
			w.Header().Set("Date", now.Format(http.TimeFormat))
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusServiceUnavailable)
		}))
		_, err := training(t, addr).ListMail(t.Context(), 0)
		wantKind(t, err, siak.KindUnavailable)
		var busy interface{ RetryAfter() time.Duration }
		if !errors.As(err, &busy) || busy.RetryAfter() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// TestNobodyListens: the machine is there and the registry is not, which every
// other station finds too.
func TestNobodyListens(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = training(t, listener.Addr().String()).ListMail(t.Context(), 0)
	wantKind(t, err, siak.KindConnectionRefused)
	var shared interface{ Shared() bool }
	if !errors.As(err, &shared) || !shared.Shared() {
		t.Errorf("%v says nothing of others", err)
	}
}

// TestBudget grows with what a call carries, unless a test bounds it.
func TestBudget(t *testing.T) {
	c := &caller{}
	if got := c.budget(0); got != callTimeout {
		t.Errorf("an empty call has %s", got)
	}
	if got := c.budget(100 << 10); got != callTimeout+50*time.Second {
		t.Errorf("100 KiB have %s", got)
	}
	if got := (&caller{timeout: time.Second}).budget(1 << 20); got != time.Second {
		t.Errorf("with a timeout: %s", got)
	}
}
