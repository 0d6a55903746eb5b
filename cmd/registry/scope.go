package main

import (
	"bufio"
	"context"
	"strings"

	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/admin"
)

const grantHelp = `A grant is the 6 digits of a kecamatan, the 4 of a city or regency or the 2 of a province, whose people the station may
keep copies of, or look-up-by-nik: the right to look somebody up by NIK alone, for a citizen who is served without a
phone. It counts from the station's next call on. Prints what the station has then:

  {"station":"S-…","grants":["327601","look-up-by-nik"]}`

type grantCommand struct {
	Station string   `arg:"" help:"The station's id (S-…)."`
	Grant   []string `arg:"" help:"What it gets: 327601, 3276, 32 or look-up-by-nik."`
}

// Help is the long help of the command.
func (grantCommand) Help() string { return grantHelp }

// Run grants.
func (c *grantCommand) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error { return admin.Grant(ctx, r, c.Station, c.Grant, e.line) })
}

type ungrantCommand struct {
	Station string   `arg:"" help:"The station's id (S-…)."`
	Grant   []string `arg:"" help:"What is taken, as it was granted."`
}

// Help is the long help of the command.
func (ungrantCommand) Help() string {
	return grantHelp + `

The copy that the station has of a partition stays on it until its supervisor takes it out of its area, or it is wiped.`
}

// Run takes grants.
func (c *ungrantCommand) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error { return admin.Ungrant(ctx, r, c.Station, c.Grant, e.line) })
}

type grantsCommand struct {
	Station string `arg:"" optional:"" help:"The station's id (S-…); all stations where not given."`
}

// Run lists.
func (c *grantsCommand) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error { return admin.Grants(ctx, r, c.Station, e.line) })
}

type alarmsCommand struct {
	Days int `default:"30" help:"Of how many days."`
}

// Help is the long help of the command.
func (alarmsCommand) Help() string {
	return `Prints what was unusual, a line for each alarm, station, officer and day (UTC), the newest last:

  {"alarm":"impossible-pace","station":"S-…","officer":"petugas","day":"2026-11-28","count":3,"first":"…","last":"…"}

Alarms are impossible-pace, out-of-hours, look-ups-without-activation, people-on-one-phone, people-on-one-address,
quota-used-up and not-granted. None refuses anything; where they begin is said by the limits.`
}

// Run lists.
func (c *alarmsCommand) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error { return admin.Alarms(ctx, r, c.Days, e.line) })
}

type whoLookedCommand struct {
	NIK string `arg:"" optional:"" help:"The NIK. Other programs on this machine can see it here: without it, it is read from standard input."`
}

// Help is the long help of the command.
func (whoLookedCommand) Help() string {
	return `Prints who saw a person's record, or asked for it in vain, for all that is kept: a line for each look-up, request and
activation, and one for each day on which a station got changes of the kecamatan where the person lives or lived:

  {"time":"…","station":"S-…","officer":"petugas","access":"look-up","result":"given","registration":"R-…"}
  {"time":"…","station":"S-…","access":"pull","partition":"327601","from":0,"to":5121,"rows":5121,"last":"…"}`
}

// Run finds out.
func (c *whoLookedCommand) Run(ctx context.Context, e *environment) error {
	if c.NIK == "" {
		typed, err := bufio.NewReader(e.std.in).ReadString('\n')
		if c.NIK = strings.TrimSpace(typed); c.NIK == "" {
			return usage("standard input has no NIK: %v", err)
		}
	}
	return e.work(ctx, func(r *server.Registry) error { return admin.WhoLooked(ctx, r, c.NIK, e.line) })
}

type limitsCommand struct {
	Name  string `arg:"" optional:"" help:"The limit that is changed; all are printed where not given."`
	Value *int   `arg:"" optional:"" help:"What it is from now on."`
}

// Help is the long help of the command.
func (limitsCommand) Help() string {
	return `Prints the quotas of any 24 hours and where alarms begin, and changes one of them, from the next call on. Look-ups and
requests count for a station and for an officer, refused ones too; rows are of copies, on one day (UTC). office-from and
office-to are hours of the office's legal time, office-days is 5, 6 or 7. What is older than retention-in-days is forgotten.`
}

// Run prints or changes.
func (c *limitsCommand) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error {
		switch {
		case c.Name == "":
			return admin.Limits(ctx, r, e.line)
		case c.Value == nil:
			return usage("%s: the value is missing", c.Name)
		}
		return admin.SetLimit(ctx, r, c.Name, *c.Value, e.line)
	})
}
