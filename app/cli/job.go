package cli

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"ikd/station/app/desk"
	"ikd/station/app/runtime"
	"ikd/station/assets/words"
	"ikd/station/scanner"
	"ikd/station/scanner/qr"
	"ikd/station/siak"
	"ikd/station/siak/syncer"
	"ikd/station/store"
)

// job is the main job without a screen.
type job struct {
	out     *output
	confirm bool
	work    *runtime.Station
	changed chan struct{} // holds one: an activation moved on
	pulled  chan siak.Kind
	// order keeps the line of a confirmed reading before those of what becomes
	// of it: the Sender is quick.
	order sync.Mutex
	// ordered is the registry's order to wipe, once it was received; stop ends the
	// work then.
	ordered atomic.Pointer[siak.WipeOrder]
	stop    context.CancelFunc
	spoke   time.Time // when a pull under way was last told of; of the Puller's goroutine
	// handled is told of each reading that was dealt with; may be nil.
	handled func(desk.Judgement)
}

func newJob(out *output, confirm bool) *job {
	return &job{out: out, confirm: confirm, changed: make(chan struct{}, 1), pulled: make(chan siak.Kind, 1), stop: func() {}}
}

// listen has the station's events come to the job.
func (j *job) listen(o runtime.Options) runtime.Options {
	o.Events = syncer.Events{Changed: j.activationsChanged, Progress: j.progress, Storage: j.storageFault, OlderFile: j.olderFile, Drift: j.drifted, Wipe: j.orderedToWipe, Link: j.linked}
	o.OnNames = words.Learn
	o.OnCacheRebuilt = func(error) { j.out.say("%s", j.out.words.Text("scan.rebuilt")) }
	o.OnRescued = func(file string, saved store.Copy) {
		j.out.say("%s", j.out.words.Text("ledger.rescued", saved.Activations, saved.Waiting, file))
	}
	return o
}

// run does the work while the workers run beside it.
func (j *job) run(ctx context.Context, work func(context.Context) error) error {
	ctx, j.stop = context.WithCancel(ctx)
	defer j.stop()
	working, stop := context.WithCancel(ctx)
	var workers sync.WaitGroup
	workers.Go(func() { j.work.Run(working, nil) })
	defer workers.Wait()
	defer stop()
	if err := j.ready(ctx); err != nil {
		return err
	}
	return work(ctx)
}

// readyWait is how long the first pull of the day is waited for where codes can
// be judged without it.
const readyWait = 10 * time.Second

// ready waits for the first pull. A station that never had one cannot judge a
// code, so it waits for as long as the pull goes on.
func (j *job) ready(ctx context.Context) error {
	var late <-chan time.Time
	if j.work.Trusted {
		late = time.After(readyWait)
	}
	select {
	case kind := <-j.pulled:
		if kind != "" && !j.work.Trusted {
			return siak.E("first synchronisation", kind, nil)
		}
		return nil
	case <-late:
		return nil
	case <-ctx.Done():
		return nil
	}
}

// scan runs the pipeline and handles each reading before the next.
func (j *job) scan(ctx context.Context, source scanner.Source) error {
	scanning, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	err := scanner.Run(scanning, source, qr.New(), j.work.Filter, scanner.Events{
		Reading: func(r scanner.Reading) {
			if err := j.handle(ctx, r); err != nil {
				fail(err)
			}
		},
		Status: j.camera,
	})
	switch cause := context.Cause(scanning); {
	case ctx.Err() != nil: // interrupted: what was confirmed is safe
		return nil
	case cause != nil:
		return cause
	default:
		return err
	}
}

// handle judges one reading, confirms it if asked and allowed, and prints it.
func (j *job) handle(ctx context.Context, r scanner.Reading) error {
	judgement, err := j.work.Counter.Judge(ctx, r)
	if err != nil {
		return err
	}
	j.order.Lock()
	defer j.order.Unlock()
	line := readingLine{File: r.Name, Outcome: judgement.Outcome, Others: len(r.Others)}
	switch {
	case judgement.Earlier != nil:
		line.Activation, line.State = judgement.Earlier.ID.String(), judgement.Earlier.State
	case j.confirm && judgement.Confirmable():
		activation, err := j.work.Counter.Confirm(ctx, judgement)
		if err != nil {
			return err
		}
		line.Activation, line.State = activation.ID.String(), activation.State
	default:
		if err := j.work.Counter.PutAway(ctx, judgement); err != nil {
			return err
		}
	}
	line.Time = time.Now()
	if judgement.NeedsSupervisor {
		j.out.say("%s", j.out.words.Text("old-data.do"))
	}
	if j.handled != nil {
		j.handled(judgement)
	}
	return j.out.line(line)
}

// drain waits until the registry has acknowledged everything.
func (j *job) drain(ctx context.Context) error {
	for {
		n, err := j.work.Store.Ledger.Waiting(ctx)
		if err != nil || n == 0 {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		select {
		case <-j.changed:
		case <-ctx.Done():
			j.out.say("%s", j.out.words.Text("scan.left", n))
			return nil
		}
	}
}

// activationsChanged prints activations that moved on.
func (j *job) activationsChanged(changed []siak.Activation) {
	j.order.Lock()
	defer j.order.Unlock()
	for _, a := range changed {
		_ = j.out.line(stateLine{time.Now(), a.ID.String(), a.State, a.Reason})
	}
	select {
	case j.changed <- struct{}{}:
	default:
	}
}

// progress notices the end of the first pull.
func (j *job) progress(p syncer.Progress) {
	if p.Running {
		j.pulling(p)
		return
	}
	select {
	case j.pulled <- p.Failed:
	default:
	}
}

// orderedToWipe ends the work: what the registry orders is done at its end.
func (j *job) orderedToWipe(order siak.WipeOrder) {
	j.ordered.Store(&order)
	j.out.say("%s", j.out.words.Text("wipe.ordered"))
	j.stop()
}

func (j *job) olderFile(is bool) {
	if is {
		j.storageFault(siak.KindOlderFile)
	}
}

func (j *job) drifted(r siak.Region) {
	j.out.say("%s", j.out.words.Text("store.drift", j.out.words.Place("", r)))
}

func (j *job) storageFault(kind siak.Kind) {
	if kind != "" {
		j.out.tell(j.out.words.Kind(kind))
	}
}

func (j *job) camera(s scanner.Status) {
	if s.Fault != scanner.FaultNone {
		told := j.out.words.Kind(siak.Kind(s.Fault))
		j.out.say("%s: %s %s", s.Source, told.What, told.Do)
	}
}

// waitFor waits until some activation is in the state.
func (j *job) waitFor(ctx context.Context, state siak.State) error {
	for {
		counts, err := j.work.Store.Ledger.Counts(ctx, time.Time{})
		if err != nil || counts[state] > 0 {
			return err
		}
		select {
		case <-j.changed:
		case <-ctx.Done():
			return nil
		}
	}
}
