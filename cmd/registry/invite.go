package main

import (
	"context"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/central"
)

// stationsInvite makes a code with which one laptop becomes a station.
type stationsInvite struct {
	Name   string        `arg:"" help:"What the counter is called: \"Loket 3\"."`
	Region siak.Region   `placeholder:"327601" help:"The office's kecamatan, 6 digits; the one that serve was told of where not given."`
	For    time.Duration `default:"15m" placeholder:"TIME" help:"How long the code is good; 24h at the most."`
}

// Help is the long help of the command.
func (stationsInvite) Help() string {
	return `The code is good once, for the time given, and worth nothing after five wrong tries. The registry keeps no copy of it,
and it is in no log. Prints {"code":"ABCD-EFGH-…","until":"…","name":"Loket 3"}.`
}

// inviteLine is a code that was made.
type inviteLine struct {
	Code  string    `json:"code"`
	Until time.Time `json:"until"`
	Name  string    `json:"name"`
}

// Run makes the code.
func (c *stationsInvite) Run(ctx context.Context, h *house) error {
	return h.work(ctx, func(r *central.Registry) error {
		code, until, err := r.Invite(ctx, c.Name, c.Region, c.For)
		switch siak.KindOf(err) {
		case "":
			return h.line(inviteLine{code.Text(), until, c.Name})
		case siak.KindRefused, siak.KindNotFound:
			return usage("%v", err)
		}
		return err
	})
}

// stationsRequests accounts for what a station asked for citizens.
type stationsRequests struct {
	Station string `arg:"" help:"The station's id (S-…)."`
}

// requestLine is a request. Nothing in it tells who the citizen is.
type requestLine struct {
	Time    time.Time   `json:"time"`
	Request string      `json:"request"`
	Kind    string      `json:"kind"`
	Officer string      `json:"officer"`
	Why     string      `json:"why"`
	Done    bool        `json:"done"`
	Reason  siak.Reason `json:"reason"`
}

// Run lists.
func (c *stationsRequests) Run(ctx context.Context, h *house) error {
	return h.work(ctx, func(r *central.Registry) error {
		all, err := r.Requests(ctx, c.Station)
		if err != nil {
			return err
		}
		for _, q := range all {
			line := requestLine{q.At, q.ID.String(), string(q.Kind), q.Officer, q.Why, q.Answer.Done, q.Answer.Reason}
			if err := h.line(line); err != nil {
				return err
			}
		}
		return nil
	})
}
