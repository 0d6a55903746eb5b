package training

import (
	"context"
	"time"

	"ikd/station/siak"
)

// Queue lets made-up citizens step up one after another, every outcome in
// turn, each as soon as the one before has been dealt with.
type Queue struct {
	present func(context.Context, siak.Outcome) error
	remove  func()
	missing func(siak.Outcome, error)

	calls    chan siak.Outcome // holds one: who was asked for
	done     chan struct{}     // holds one: the citizen in front was dealt with
	next     int
	pause    time.Duration
	patience time.Duration
}

// The usual times: the counter is empty for a moment between two citizens,
// and somebody whose phone is not taken steps aside after a while.
const (
	usualPause    = 1200 * time.Millisecond
	usualPatience = 10 * time.Minute
)

// NewQueue makes a queue of citizens whom present lets hold up a phone and remove
// lets step aside.
func NewQueue(present func(context.Context, siak.Outcome) error, remove func()) *Queue {
	return &Queue{
		present: present, remove: remove, missing: func(siak.Outcome, error) {}, pause: usualPause, patience: usualPatience,
		calls: make(chan siak.Outcome, 1), done: make(chan struct{}, 1),
	}
}

// SetPause sets the pause between two citizens.
func (q *Queue) SetPause(between time.Duration) { q.pause = between }

// OnMissing sets who is told that nobody can be made up for an outcome. The queue
// goes on with the next one.
func (q *Queue) OnMissing(told func(siak.Outcome, error)) { q.missing = told }

// Call lets somebody with that outcome step up now, "" whoever is next.
func (q *Queue) Call(outcome siak.Outcome) {
	select { // a newer call takes the place of one that was not taken yet
	case <-q.calls:
	default:
	}
	select {
	case q.calls <- outcome:
	default:
	}
}

// Next tells that the citizen in front was dealt with.
func (q *Queue) Next() {
	select {
	case q.done <- struct{}{}:
	default:
	}
}

// Run lets them step up until ctx ends.
func (q *Queue) Run(ctx context.Context) {
	called := siak.Outcome("")
	for ctx.Err() == nil {
		outcome := called
		if outcome == "" {
			outcome = q.nextOutcome()
		}
		select { // what came before this one stepped up is not about this one
		case <-q.done:
		default:
		}
		if err := q.present(ctx, outcome); err != nil {
			q.missing(outcome, err)
			called = q.rest(ctx)
			continue
		}
		called = q.wait(ctx)
	}
}

// wait returns when the next one may step up, with the outcome that was called
// for, "" for whoever is next.
func (q *Queue) wait(ctx context.Context) siak.Outcome {
	select {
	case <-ctx.Done():
		return ""
	case outcome := <-q.calls:
		return outcome
	case <-q.done:
	case <-time.After(q.patience):
	}
	return q.rest(ctx)
}

// rest leaves the counter empty for a moment. It returns as wait does.
func (q *Queue) rest(ctx context.Context) siak.Outcome {
	q.remove()
	select {
	case <-ctx.Done():
		return ""
	case outcome := <-q.calls:
		return outcome
	case <-time.After(q.pause):
		return ""
	}
}

func (q *Queue) nextOutcome() siak.Outcome {
	outcomes := siak.Outcomes()
	outcome := outcomes[q.next%len(outcomes)]
	q.next++
	return outcome
}
