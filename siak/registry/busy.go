package registry

import (
	"net/http"
	"strconv"
	"time"
)

// busy is the cause of an error whose registry says when to come again
// (Retry-After, RFC 9110 section 10.2.3). Whoever wants to know asks for an
// error with the method RetryAfter.
type busy struct {
	error
	after time.Duration
}

// RetryAfter is how long the registry wants to be left alone.
func (b *busy) RetryAfter() time.Duration { return b.after }

// Shared reports that others meet the same trouble at the same time.
func (b *busy) Shared() bool { return true }

// nobody is the cause of an error where the machine is there and the registry
// is not: every station of the country finds the same.
type nobody struct{ error }

// Shared reports that others meet the same trouble at the same time.
func (nobody) Shared() bool { return true }

// mostPatience bounds what Retry-After is believed, so that no slip of a proxy
// keeps a station silent for a day.
const mostPatience = time.Hour

// withRetry adds to a cause what the header says of the time to come again; a
// date is read against the answer's own Date, whatever the laptop's clock shows.
func withRetry(cause error, h http.Header) error {
	return &busy{error: cause, after: retryAfter(h)}
}

func retryAfter(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		return min(time.Duration(seconds)*time.Second, mostPatience)
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return min(max(at.Sub(date), 0), mostPatience)
}
