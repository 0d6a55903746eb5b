package server

import (
	"net"
	"sync"
	"time"
)

// tries bounds how fast one address may try wrong codes. It is kept in memory:
// each code has a bound of its own in the storage, this one only keeps a guesser
// from spending the bounds of many codes and the processor's time.
type tries struct {
	mu sync.Mutex
	of map[string]window
}

type window struct {
	ends  time.Time
	wrong int
}

// Ten wrong codes of one address within a minute are a guesser's.
const (
	triesWindow   = time.Minute
	mostTries     = 10
	mostAddresses = 10_000
)

// wait is how long an address has to wait; 0: it may try.
func (t *tries) wait(addr string, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.of[hostOf(addr)]
	if w.wrong < mostTries {
		return 0
	}
	return max(0, w.ends.Sub(now))
}

// count notes a wrong try.
func (t *tries) count(addr string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil {
		t.of = map[string]window{}
	}
	host := hostOf(addr)
	w := t.of[host]
	if !now.Before(w.ends) {
		w = window{ends: now.Add(triesWindow)}
	}
	w.wrong++
	if len(t.of) >= mostAddresses {
		t.forget(now)
	}
	t.of[host] = w
}

// forget makes room: first of what is over, else of all.
func (t *tries) forget(now time.Time) {
	for host, w := range t.of {
		if !now.Before(w.ends) {
			delete(t.of, host)
		}
	}
	if len(t.of) >= mostAddresses {
		clear(t.of)
	}
}

// hostOf is an address without its port; of IPv6 the network, for a host has
// many.
func hostOf(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	ip := net.ParseIP(host)
	if ip == nil || ip.To4() != nil {
		return host
	}
	return ip.Mask(net.CIDRMask(64, 128)).String()
}
