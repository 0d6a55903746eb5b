// Package admin is what staff ask of a registry at a command line, as lines of
// JSON: the same from the registry's program and from the training registry.
package admin

import (
	"context"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// Print writes one value as a line.
type Print func(line any) error

// invited is a code that was made.
type invited struct {
	Code  string    `json:"code"`
	Until time.Time `json:"until"`
	Name  string    `json:"name"`
}

// Invite makes a code with which one laptop becomes a station, and prints it. It
// fails as [server.Registry.Invite] does.
func Invite(ctx context.Context, r *server.Registry, name string, region siak.Region, ttl time.Duration, print Print) error {
	code, until, err := r.Invite(ctx, name, region, ttl)
	if err != nil {
		return err
	}
	return print(invited{code.Text(), until, name})
}

// requested is a request for a citizen. Nothing in it tells who that is.
type requested struct {
	Time    time.Time   `json:"time"`
	Request string      `json:"request"`
	Kind    string      `json:"kind"`
	Officer string      `json:"officer"`
	Why     string      `json:"why"`
	Done    bool        `json:"done"`
	Reason  siak.Reason `json:"reason"`
}

// Requests prints what a station asked for citizens, oldest first.
func Requests(ctx context.Context, r *server.Registry, station string, print Print) error {
	all, err := r.Requests(ctx, station)
	if err != nil {
		return err
	}
	for _, q := range all {
		line := requested{q.At, q.ID.String(), string(q.Kind), q.Officer, q.Why, q.Answer.Done, q.Answer.Reason}
		if err := print(line); err != nil {
			return err
		}
	}
	return nil
}
