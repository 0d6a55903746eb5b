package syncer

import (
	"cmp"
	"context"
	"sync"
	"time"

	"ikd/station/siak"
)

// LinkState is how the way to the registry is.
type LinkState uint8

// The states. [Unknown] is before the first call.
const (
	Unknown LinkState = iota
	Online
	Offline // nothing answers
	Trouble // something answers, but not as it should
)

// Link is the way to the registry as the last call found it.
type Link struct {
	State LinkState
	Kind  siak.Kind // why, for [Offline] and [Trouble]
	// Fault is what support wants to know of it; zero where there is nothing to
	// know. Its time is when it was found first.
	Fault siak.ConnectionFault
	// Offset is the registry's clock minus the station's; Measured says whether
	// it is known.
	Offset   time.Duration
	Measured bool
}

// offsetNews is by how much the clock's offset must change to be told.
const offsetNews = time.Second

// link gathers what both workers' calls show.
type link struct {
	tell   func(Link)
	offset func() (time.Duration, bool)
	lost   func() // the registry stopped answering

	mu      sync.Mutex
	now     Link
	circuit circuit
}

func (l *link) get() Link {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now
}

// asked is the time before which the registry does not want to be called.
func (l *link) asked() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.circuit.asked()
}

// spread is over how long the registry's return is to be spread.
func (l *link) spread() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.circuit.spread()
}

// report takes in how a call under ctx ended. A call that we gave up ourselves
// shows nothing.
func (l *link) report(ctx context.Context, err error) {
	if err != nil && ctx.Err() != nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	was := l.now
	l.now.State, l.now.Kind = judge(err)
	l.now.Fault = firstFound(l.now.State, err, was.Fault)
	l.circuit.heed(err)
	if offset, measured := l.offset(); measured && (!was.Measured || (offset-was.Offset).Abs() >= offsetNews) {
		l.now.Offset, l.now.Measured = offset, true
	}
	if l.now != was {
		l.tell(l.now)
	}
	if l.now.State == Offline && was.State != Offline && l.lost != nil {
		l.lost()
	}
}

// firstFound is what support wants to know of a state; that which was there before
// keeps its time.
func firstFound(state LinkState, err error, was siak.ConnectionFault) siak.ConnectionFault {
	fault, has := siak.FaultOf(err)
	switch {
	case !has || state == Online:
		return siak.ConnectionFault{}
	case fault.Same(was):
		return was
	default:
		return fault
	}
}

func judge(err error) (LinkState, siak.Kind) {
	switch kind := siak.KindOf(err); {
	case kind == "", kind == siak.KindRefused: // to refuse is to answer
		return Online, ""
	case kind.Unreachable():
		return Offline, kind
	default:
		return Trouble, kind
	}
}

// health tells what ails the store, of whom any part of the work suffers.
type health struct {
	tell  func(siak.Kind)
	mu    sync.Mutex
	parts []siak.Kind
	told  siak.Kind
}

// reporter notes how a call of the store under ctx ended and passes the error
// on.
type reporter func(ctx context.Context, err error) error

// part makes the reporter for one worker.
func (h *health) part() reporter {
	i := len(h.parts)
	h.parts = append(h.parts, "")
	return func(ctx context.Context, err error) error {
		if err != nil && ctx.Err() != nil {
			return err
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		h.parts[i] = ailment(err)
		if ails := cmp.Or(h.parts...); ails != h.told {
			h.told = ails
			h.tell(ails)
		}
		return err
	}
}

// ailment is what an error says of the store. That a page does not fit is the
// registry's fault.
func ailment(err error) siak.Kind {
	if kind := siak.KindOf(err); kind != siak.KindBadReply {
		return kind
	}
	return ""
}
