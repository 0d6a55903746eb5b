package desk

import (
	"context"
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"ikd/station/scanner"
	"ikd/station/siak"
)

// Options are the desk's times; zero values stand for the defaults.
type Options struct {
	// Dwell is how long a saved card stands before it gives way: 700 ms.
	Dwell time.Duration
	// MinLook is how soon after a verdict keys count: 300 ms.
	MinLook time.Duration
	// Again is how soon a text that was put away is read again: 1.5 s.
	Again time.Duration
	// ClockTolerance is the clock offset that codes forgive: 30 s.
	ClockTolerance time.Duration

	zone *time.Location
}

func (o Options) withDefaults() Options {
	if o.Dwell == 0 {
		o.Dwell = 700 * time.Millisecond
	}
	if o.MinLook == 0 {
		o.MinLook = 300 * time.Millisecond
	}
	if o.Again == 0 {
		o.Again = 1500 * time.Millisecond
	}
	if o.ClockTolerance == 0 {
		o.ClockTolerance = 30 * time.Second
	}
	return o
}

// LinkChange is how the way to the registry is now.
type LinkChange struct {
	Link   Link
	Kind   siak.Kind // why, for LinkOffline and LinkTrouble
	Fault  siak.ConnectionFault
	Offset time.Duration // registry minus laptop
}

// SyncProgress is how far a pull is, in people. Of is 0 while unknown.
type SyncProgress struct {
	Running  bool
	Held     bool // the officer stopped it
	Done, Of int
	Left     time.Duration // that it will still take; 0: nobody knows
}

// Desk is the counter screen's behaviour. Its event methods may be called from
// any goroutine, before and during [Desk.Run], and never block.
type Desk struct {
	counter *Counter
	inbox   *inbox
	machine machine
	current atomic.Pointer[State]

	mu   sync.Mutex
	subs []func(State)

	// Owned by Run.
	jobs          sync.WaitGroup
	cancelJudging context.CancelFunc
	refreshing    bool // an overview is being read
	stale         bool // and is out of date already
}

// New makes a desk over a counter.
func New(counter *Counter, options Options) *Desk {
	deps := counter.deps
	options = options.withDefaults()
	options.zone = deps.Policy.Zone
	d := &Desk{counter: counter, inbox: newInbox(), machine: machine{opts: options}}
	d.machine.day = siak.DateOf(counter.midnight())
	d.machine.state = State{Phase: Waiting, Status: Status{
		Link: LinkUnknown, Officer: deps.Officer, Office: deps.Office,
		Zone: deps.Policy.Zone, Training: deps.Training,
	}}
	d.publish()
	return d
}

// State is the latest state.
func (d *Desk) State() State { return *d.current.Load() }

// Subscribe lets f receive the state now and each time that it changes. States
// that follow each other fast may be left out, never the last one. f is called
// by the desk's own goroutine and must return at once.
func (d *Desk) Subscribe(f func(State)) {
	d.mu.Lock()
	d.subs = append(d.subs, f)
	d.mu.Unlock()
	d.inbox.put("look", evLook{})
}

// Read is a reading of the scanner.
func (d *Desk) Read(r scanner.Reading) {
	d.inbox.put("read", evRead{taken{r, d.counter.deps.Now()}})
}

// Confirm is the officer's Enter: it confirms a card that may be confirmed, and
// tries again what failed. On any other card it does nothing.
func (d *Desk) Confirm() { d.inbox.put("confirm", evConfirm{d.counter.deps.Now()}) }

// PutAway is the officer's Esc.
func (d *Desk) PutAway() { d.inbox.put("put-away", evPutAway{d.counter.deps.Now()}) }

// TakeOther is the officer's key for the other code in the picture: it puts the
// card away and takes that code instead. Without one it does nothing.
func (d *Desk) TakeOther() { d.inbox.put("instead", evInstead{d.counter.deps.Now()}) }

// Beside is the scanner's news that another code is in view beside one that was
// read before.
func (d *Desk) Beside(r scanner.Reading) {
	d.inbox.put("beside", evBeside{taken{r, d.counter.deps.Now()}})
}

// CameraStatus is how the scanner's source is doing.
func (d *Desk) CameraStatus(s scanner.Status) { d.inbox.put("camera", evCamera{s}) }

// LinkChanged is the workers' news of the way to the registry.
func (d *Desk) LinkChanged(l LinkChange) { d.inbox.put("link", evLink{l}) }

// SyncProgressed is the Puller's news.
func (d *Desk) SyncProgressed(p SyncProgress) { d.inbox.put("sync", evSync{p}) }

// StorageChanged is what ails the store, "" for nothing.
func (d *Desk) StorageChanged(kind siak.Kind) { d.inbox.put("storage", evStorage{kind}) }

// ActivationsChanged is the Sender's news.
func (d *Desk) ActivationsChanged(changed ...siak.Activation) {
	for _, a := range changed {
		d.inbox.put(a.ID, evChanged{RowOf(a)})
	}
}

// Activations is [Counter.Activations]. It reads the ledger: not for the GUI's
// thread.
func (d *Desk) Activations(ctx context.Context) ([]Row, error) { return d.counter.Activations(ctx) }

// publish hands a new state out.
func (d *Desk) publish() {
	state := d.machine.state
	if old := d.current.Load(); old != nil && reflect.DeepEqual(*old, state) {
		return
	}
	d.current.Store(&state)
	d.tell(state)
}

func (d *Desk) tell(state State) {
	d.mu.Lock()
	subs := d.subs
	d.mu.Unlock()
	for _, f := range subs {
		f(state)
	}
}
