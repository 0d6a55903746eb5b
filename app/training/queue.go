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

func NewQueue(up func(context.Context, siak.Outcome) error, down func()) *Queue {
	return &Queue{
		present: up, remove: down, pause: usualPause, patience: usualPatience,
		calls: make(chan siak.Outcome, 1), done: make(chan struct{}, 1),
	}
}

// SetPause sets the pause between two citizens.
func (p *Queue) SetPause(between time.Duration) { p.pause = between }

// Call lets somebody with that outcome step up now, "" whoever is next.
func (p *Queue) Call(outcome siak.Outcome) {
	select { // a newer call takes the place of one that was not heard yet
	case <-p.calls:
	default:
	}
	select {
	case p.calls <- outcome:
	default:
	}
}

// Next tells that the citizen in front was dealt with.
func (p *Queue) Next() {
	select {
	case p.done <- struct{}{}:
	default:
	}
}

// Run lets them step up until ctx ends.
func (p *Queue) Run(ctx context.Context) {
	called := siak.Outcome("")
	for ctx.Err() == nil {
		outcome := called
		if outcome == "" {
			outcome = p.nextOutcome()
		}
		select { // what came before this one stepped up is not about this one
		case <-p.done:
		default:
		}
		if p.present(ctx, outcome) != nil { // nobody of that kind is left
			p.remove()
		}
		called = p.wait(ctx)
	}
}

// wait returns when the next one may step up, with the outcome that was called
// for, "" for whoever is next.
func (p *Queue) wait(ctx context.Context) siak.Outcome {
	select {
	case <-ctx.Done():
		return ""
	case outcome := <-p.calls:
		return outcome
	case <-p.done:
	case <-time.After(p.patience):
	}
	p.remove()
	select {
	case <-ctx.Done():
		return ""
	case outcome := <-p.calls:
		return outcome
	case <-time.After(p.pause):
		return ""
	}
}

func (p *Queue) nextOutcome() siak.Outcome {
	outcomes := siak.Outcomes()
	outcome := outcomes[p.next%len(outcomes)]
	p.next++
	return outcome
}
