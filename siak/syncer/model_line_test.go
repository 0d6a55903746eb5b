//go:build cgo

package syncer_test

import (
	"context"
	"errors"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
)

// fault is what happens to the next call on a line.
type fault string

const (
	passes      fault = "passes"
	requestLost fault = "the request is lost"
	replyLost   fault = "the reply is lost"
	doubled     fault = "the request arrives twice"
	delayed     fault = "the request arrives later, after the station gave up"
	halfDone    fault = "the registry dies in the middle of the batch"
	refused     fault = "the registry says 503"
	cutThenDies fault = "the station dies while it waits"
	repliedDies fault = "the station dies before it can write the reply down"
)

var faults = []fault{passes, requestLost, replyLost, doubled, delayed, halfDone, refused, cutThenDies, repliedDies}

// line is the way between a station and the real registry: the real client over
// TLS, and what a network does to its calls.
type line struct {
	*registry.Client
	next  fault
	die   func()              // takes the station's disk as it is now
	later [][]siak.Activation // requests that are still under way
}

var errLine = siak.E("call", siak.KindOffline, errors.New("made up"))

// busyRegistry is a registry that asks for patience.
type busyRegistry struct{}

func (busyRegistry) Error() string             { return "made up" }
func (busyRegistry) Shared() bool              { return true }
func (busyRegistry) RetryAfter() time.Duration { return time.Minute }

func (l *line) take() fault {
	f := l.next
	l.next = passes
	return f
}

// Submit is the registry's, and the line's faults.
func (l *line) Submit(ctx context.Context, batch []siak.Activation) ([]siak.Verdict, error) {
	switch l.take() {
	case requestLost:
		return nil, errLine
	case refused:
		return nil, siak.E("call", siak.KindUnavailable, busyRegistry{})
	case delayed:
		l.later = append(l.later, append([]siak.Activation(nil), batch...))
		return nil, errLine
	case cutThenDies:
		l.later = append(l.later, append([]siak.Activation(nil), batch...))
		l.die()
		return nil, errLine
	case repliedDies:
		_, err := l.Client.Submit(ctx, batch)
		l.die()
		return nil, errors.Join(errLine, err)
	case replyLost:
		_, err := l.Client.Submit(ctx, batch)
		return nil, errors.Join(errLine, err)
	case halfDone:
		_, err := l.Client.Submit(ctx, batch[:(len(batch)+1)/2])
		return nil, errors.Join(errLine, err)
	case doubled:
		if _, err := l.Client.Submit(ctx, batch); err != nil {
			return nil, err
		}
	}
	return l.Client.Submit(ctx, batch)
}

// Verdicts are lost too.
func (l *line) Verdicts(ctx context.Context, after uint64) ([]siak.Verdict, bool, error) {
	switch l.take() {
	case passes, doubled:
		return l.Client.Verdicts(ctx, after)
	default:
		return nil, false, errLine
	}
}
