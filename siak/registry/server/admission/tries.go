package admission

import (
	"sync"
	"time"
)

// Tries bounds how fast one address may try enrolment codes: ten wrong ones in a
// minute. The zero value is good. It is kept in memory: each
// code has a bound of its own in the storage, this one only keeps a guesser from
// spending the bounds of many codes and the processor's time.
//
// A try counts as a wrong one from its beginning and is given back where it was
// none: tries that come together would else all be judged before the first is
// counted.
type Tries struct {
	mu sync.Mutex
	of map[string]window
}

type window struct {
	ends   time.Time
	wrong  int
	judged int // of these, how many are still being judged
}

// Ten wrong codes of one address within a minute are a guesser's.
const (
	triesWindow   = time.Minute
	mostTries     = 10
	mostAddresses = 10_000
)

// moment is when who comes too early may come again where tries are still being
// judged: it may be that none of them is wrong.
const moment = time.Second

// Begin counts a try of an address, or says how long that has to wait.
func (t *Tries) Begin(addr string, now time.Time) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	host := Host(addr)
	w := t.of[host]
	if !now.Before(w.ends) {
		w = window{ends: now.Add(triesWindow), wrong: w.judged, judged: w.judged}
	}
	switch {
	case w.wrong >= mostTries && w.judged > 0:
		return moment
	case w.wrong >= mostTries:
		return w.ends.Sub(now)
	}
	w.wrong++
	w.judged++
	if t.of == nil {
		t.of = map[string]window{}
	}
	if _, known := t.of[host]; !known && len(t.of) >= mostAddresses {
		t.forget(now)
	}
	t.of[host] = w
	return 0
}

// End says what became of a try that was begun.
func (t *Tries) End(addr string, wrong bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	host := Host(addr)
	w, known := t.of[host]
	if !known {
		return
	}
	w.judged = max(0, w.judged-1)
	if !wrong {
		w.wrong = max(0, w.wrong-1)
	}
	t.of[host] = w
}

// forget makes room: of what is over, else of the one that is over next. Others
// are not forgiven by it.
func (t *Tries) forget(now time.Time) {
	next := ""
	for host, w := range t.of {
		switch {
		case !now.Before(w.ends) && w.judged == 0:
			delete(t.of, host)
		case next == "" || w.ends.Before(t.of[next].ends):
			next = host
		}
	}
	if len(t.of) >= mostAddresses {
		delete(t.of, next)
	}
}
