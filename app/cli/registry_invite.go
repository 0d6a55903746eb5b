package cli

import (
	"context"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
	"ikd/station/siak/registry/server/admin"
)

type staffInviteCommand struct {
	Name   string        `arg:"" help:"What the counter is called: \"Loket 3\"."`
	Region siak.Region   `placeholder:"CODE" help:"The office's kecamatan, 6 digits; the registry's own where not given."`
	Grant  []string      `placeholder:"CODE" help:"What the station is granted: see station registry grant. Its office's kecamatan where not given, or all of the city for the registry's own office."`
	For    time.Duration `default:"15m" placeholder:"TIME" help:"How long the code is good; 24h at the most."`
	staffDir
}

// Help is the long help of the command.
func (staffInviteCommand) Help() string {
	return `Makes a code with which one laptop becomes a station: see station enrol. It is good once, for the time given,
and worth nothing after five wrong tries. The registry keeps no copy of it. Prints it:

  {"code":"ABCD-EFGH-JKMN-PQRS-TVWX-YZ01","until":"…","name":"Loket 3"}`
}

// Run makes the code.
func (c *staffInviteCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, func(box *sandbox.Sandbox) error {
		return admin.Invite(ctx, box.Registry, admin.Invitation{Name: c.Name, Region: c.Region, Grants: c.Grant, For: c.For}, out.line)
	})
}

type staffRevokeCommand struct {
	Station string `arg:"" help:"Its ID, see station registry stations."`
	staffDir
}

// Help is the long help of the command.
func (staffRevokeCommand) Help() string {
	return `Takes a station's right to call back, at once and for good: its key becomes no station again, not even with a
new code. What waits in its outbox stays there; it can come by file (see station export).`
}

// Run revokes.
func (c *staffRevokeCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, func(box *sandbox.Sandbox) error { return admin.Revoke(ctx, box.Registry, c.Station, out.line) })
}

type staffRequestsCommand struct {
	Station string `arg:"" help:"Its ID, see station registry stations."`
	staffDir
}

// Help is the long help of the command.
func (staffRequestsCommand) Help() string {
	return `Prints a line for each request that the station made for a citizen, oldest first. Nothing tells who the citizen is:

  {"time":"…","request":"…","kind":"deactivate","officer":"Siti","why":"phone-lost","done":true,"reason":""}`
}

// Run lists the requests.
func (c *staffRequestsCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, func(box *sandbox.Sandbox) error { return admin.Requests(ctx, box.Registry, c.Station, out.line) })
}
