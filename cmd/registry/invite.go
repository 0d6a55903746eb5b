package main

import (
	"context"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/admin"
)

// stationsInvite makes a code with which one laptop becomes a station.
type stationsInvite struct {
	Name   string        `arg:"" help:"What the counter is called: \"Loket 3\"."`
	Region siak.Region   `placeholder:"327601" help:"The office's kecamatan, 6 digits; the one that serve was told of where not given."`
	Grant  []string      `placeholder:"327601" help:"What the station is granted: kecamatan, cities (3276), provinces or look-up-by-nik; its office's kecamatan where not given. Can be given again."`
	For    time.Duration `default:"15m" placeholder:"TIME" help:"How long the code is good; 24h at the most."`
}

// Help is the long help of the command.
func (stationsInvite) Help() string {
	return `The code is good once, for the time given, and worth nothing after five wrong tries. The registry keeps no copy of it,
and it is in no log. Prints {"code":"ABCD-EFGH-…","until":"…","name":"Loket 3"}.`
}

// Run makes the code.
func (c *stationsInvite) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error {
		return admin.Invite(ctx, r, admin.Invitation{Name: c.Name, Region: c.Region, Grants: c.Grant, For: c.For}, e.line)
	})
}

// stationsRequests accounts for what a station asked for citizens.
type stationsRequests struct {
	Station string `arg:"" help:"The station's id (S-…)."`
}

// Run lists.
func (c *stationsRequests) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error { return admin.Requests(ctx, r, c.Station, e.line) })
}
