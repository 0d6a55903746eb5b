package main

import (
	"context"
	"time"

	"ikd/station/siak"
)

// parade lets made-up citizens step up one after another, every outcome in
// turn, each as soon as the one before has been dealt with.
type parade struct {
	up   func(context.Context, siak.Outcome) error
	down func()

	calls   chan siak.Outcome // holds one: who was asked for
	dealt   chan struct{}     // holds one: the citizen in front was dealt with
	turn    int
	between time.Duration
	patient time.Duration
}

// The parade's times: the counter is empty for a moment between two citizens,
// and somebody whose phone is not taken steps aside after a while.
const (
	paradeBetween = 1200 * time.Millisecond
	paradePatient = 10 * time.Minute
)

func newParade(up func(context.Context, siak.Outcome) error, down func()) *parade {
	return &parade{
		up: up, down: down, between: paradeBetween, patient: paradePatient,
		calls: make(chan siak.Outcome, 1), dealt: make(chan struct{}, 1),
	}
}

// call lets somebody with that outcome step up now, "" whoever is next.
func (p *parade) call(outcome siak.Outcome) {
	select { // a newer call takes the place of one that was not heard yet
	case <-p.calls:
	default:
	}
	select {
	case p.calls <- outcome:
	default:
	}
}

// next tells that the citizen in front was dealt with.
func (p *parade) next() {
	select {
	case p.dealt <- struct{}{}:
	default:
	}
}

// run lets them step up until ctx ends.
func (p *parade) run(ctx context.Context) {
	called := siak.Outcome("")
	for ctx.Err() == nil {
		outcome := called
		if outcome == "" {
			outcome = p.inTurn()
		}
		select { // what came before this one stepped up is not about this one
		case <-p.dealt:
		default:
		}
		if p.up(ctx, outcome) != nil { // nobody of that kind is left
			p.down()
		}
		called = p.wait(ctx)
	}
}

// wait returns when the next one may step up, with the outcome that was called
// for, "" for whoever is next.
func (p *parade) wait(ctx context.Context) siak.Outcome {
	select {
	case <-ctx.Done():
		return ""
	case outcome := <-p.calls:
		return outcome
	case <-p.dealt:
	case <-time.After(p.patient):
	}
	p.down()
	select {
	case <-ctx.Done():
		return ""
	case outcome := <-p.calls:
		return outcome
	case <-time.After(p.between):
		return ""
	}
}

func (p *parade) inTurn() siak.Outcome {
	outcomes := siak.Outcomes()
	outcome := outcomes[p.turn%len(outcomes)]
	p.turn++
	return outcome
}
