package main

import (
	"context"

	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/admin"
)

// stationsCommand looks after the stations.
type stationsCommand struct {
	List        stationsList        `cmd:"" help:"List the stations."`
	Invite      stationsInvite      `cmd:"" help:"Make a code with which one laptop becomes a station."`
	Requests    stationsRequests    `cmd:"" help:"List what a station asked for citizens."`
	Revoke      stationsRevoke      `cmd:"" help:"Take a station's right to call back."`
	Wipe        stationsWipe        `cmd:"" help:"Order a station to wipe itself at its next contact."`
	Accept      stationsAccept      `cmd:"" help:"Take in the activations that a wiped station exported."`
	Forks       stationsForks       `cmd:"" help:"List the stations whose audit is not one, or whose last head was refused."`
	ClearAnchor stationsClearAnchor `cmd:"" aliases:"forget" help:"Let a station's audit be anchored anew."`
}

type stationsList struct{}

// Run lists.
func (stationsList) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error { return admin.Stations(ctx, r, e.line) })
}

type stationsRevoke struct {
	Station string `arg:"" help:"The station's id (S-…)."`
}

// Run revokes.
func (c *stationsRevoke) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error { return admin.Revoke(ctx, r, c.Station, e.line) })
}

type stationsWipe struct {
	Station string `arg:"" help:"The station's id (S-…)."`
}

// Run orders.
func (c *stationsWipe) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error { return admin.Wipe(ctx, r, c.Station, e.line) })
}

type stationsAccept struct {
	File string `arg:"" placeholder:"FILE" help:"activations-….json of a wiped station."`
}

// Help is the long help of the command.
func (stationsAccept) Help() string {
	return `Each activation is judged as if the station had handed it in; one that was handed in before keeps its verdict.`
}

// Run takes the file in.
func (c *stationsAccept) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error { return admin.Accept(ctx, r, c.File, e.line) })
}

type stationsClearAnchor struct {
	Station string `arg:"" help:"The station's id (S-…)."`
}

// Help is the long help of the command.
func (stationsClearAnchor) Help() string {
	return `The registry keeps the heads of a station's audit and refuses one that does not follow the last. After somebody has
looked into why, or after the registry itself was restored from a backup, this lets the station begin anew. The heads
that were taken are kept as refused ones.`
}

// Run clears the anchor.
func (c *stationsClearAnchor) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error { return admin.ClearAnchor(ctx, r, c.Station, e.line) })
}
