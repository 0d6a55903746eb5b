package main

import (
	"context"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/sandbox"
)

type staffInviteCommand struct {
	Name   string        `arg:"" help:"What the counter is called: \"Loket 3\"."`
	Region siak.Region   `placeholder:"CODE" help:"The office's kecamatan, 6 digits; the registry's own where not given."`
	For    time.Duration `default:"15m" placeholder:"TIME" help:"How long the code is good; 24h at the most."`
	staffDir
}

// Help is the long help of the command.
func (staffInviteCommand) Help() string {
	return `Makes a code with which one laptop becomes a station: see station enrol. It is good once, for the time given,
and worth nothing after five wrong tries. The registry keeps no copy of it. Prints it:

  {"code":"ABCD-EFGH-JKMN-PQRS-TVWX-YZ01","until":"…","name":"Loket 3"}`
}

// inviteLine is a code that was made.
type inviteLine struct {
	Code  string    `json:"code"`
	Until time.Time `json:"until"`
	Name  string    `json:"name"`
}

// Run makes the code.
func (c *staffInviteCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, func(box *sandbox.Sandbox) error {
		code, until, err := box.Invite(ctx, c.Name, c.Region, c.For)
		if err != nil {
			return err
		}
		return out.line(inviteLine{code.Text(), until, c.Name})
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
func (c *staffRevokeCommand) Run(ctx context.Context) error {
	return c.do(ctx, func(box *sandbox.Sandbox) error { return box.RevokeStation(ctx, c.Station) })
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

// requestedLine is a request as the registry's staff see it.
type requestedLine struct {
	Time    time.Time   `json:"time"`
	Request string      `json:"request"`
	Kind    string      `json:"kind"`
	Officer string      `json:"officer"`
	Why     string      `json:"why"`
	Done    bool        `json:"done"`
	Reason  siak.Reason `json:"reason"`
}

// Run lists the requests.
func (c *staffRequestsCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, func(box *sandbox.Sandbox) error {
		all, err := box.Requests(ctx, c.Station)
		if err != nil {
			return err
		}
		for _, q := range all {
			line := requestedLine{q.At, q.ID.String(), string(q.Kind), q.Officer, q.Why, q.Answer.Done, q.Answer.Reason}
			if err := out.line(line); err != nil {
				return err
			}
		}
		return nil
	})
}
