package admin

import (
	"context"
	"errors"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/scope"
	"ikd/station/siak/text"
)

// Invitation is what a code is to be made for.
type Invitation struct {
	Name   string        // of the station, at most [server.MaxStationName] bytes
	Grants []string      // what the station is granted, see [ParseGrants]; none: its office's kecamatan
	Region siak.Region   // the office's kecamatan; "" for the registry's own
	For    time.Duration // how long the code is valid, at most [server.MaxInvitation]
}

// invited is a code that was made.
type invited struct {
	Code  string    `json:"code"`
	Until time.Time `json:"until"`
	Name  string    `json:"name"`
	// Grants are those of the station; left out where they are the office's kecamatan.
	Grants []scope.Grant `json:"grants,omitempty"`
}

// Invite makes a code with which one laptop becomes a station, and prints it.
func Invite(ctx context.Context, r *server.Registry, i Invitation, print Print) error {
	switch {
	case i.For <= 0 || i.For > server.MaxInvitation:
		return Usage("--for %v is out of bounds: a code is valid for more than 0 and at most %v hours", i.For, server.MaxInvitation.Hours())
	case len(i.Name) > server.MaxStationName:
		return Usage("the station's name is out of bounds: it has %d bytes, at most %d are kept", len(i.Name), server.MaxStationName)
	}
	grants, err := ParseGrants(i.Grants)
	if err != nil {
		return err
	}
	code, until, err := r.Invite(ctx, i.Name, i.Region, i.For, grants...)
	switch {
	case siak.KindOf(err) == siak.KindNotFound:
		return Usage("--region %s: the registry has no such kecamatan", i.Region)
	case siak.KindOf(err) == siak.KindBadText:
		return Usage("the station's name cannot be taken: %v", errors.Unwrap(err))
	case err != nil:
		return err
	}
	return print(invited{code.Text(), until, text.Clean(i.Name), grants})
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
