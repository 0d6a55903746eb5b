package cli

import (
	"context"

	"ikd/station/siak/registry/sandbox"
	"ikd/station/siak/registry/server/admin"
)

type staffGrantCommand struct {
	Station string   `arg:"" help:"Its ID, see station registry stations."`
	Grant   []string `arg:"" help:"What it gets: 327601 (a kecamatan), 3276 (a city), 32 (a province) or look-up-by-nik."`
	staffDir
}

// Run grants.
func (c *staffGrantCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, func(box *sandbox.Sandbox) error { return admin.Grant(ctx, box.Registry, c.Station, c.Grant, out.line) })
}

type staffUngrantCommand struct {
	Station string   `arg:"" help:"Its ID, see station registry stations."`
	Grant   []string `arg:"" help:"What is taken, as it was granted."`
	staffDir
}

// Run takes grants.
func (c *staffUngrantCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, func(box *sandbox.Sandbox) error {
		return admin.Ungrant(ctx, box.Registry, c.Station, c.Grant, out.line)
	})
}

type staffGrantsCommand struct {
	Station string `arg:"" optional:"" help:"Its ID; all stations where not given."`
	staffDir
}

// Run lists.
func (c *staffGrantsCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, func(box *sandbox.Sandbox) error { return admin.Grants(ctx, box.Registry, c.Station, out.line) })
}

type staffAlarmsCommand struct {
	Days int `default:"30" help:"Of how many days."`
	staffDir
}

// Run lists.
func (c *staffAlarmsCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, func(box *sandbox.Sandbox) error { return admin.Alarms(ctx, box.Registry, c.Days, out.line) })
}

type staffWhoLookedCommand struct{ staffDir }

// Help is the long help of the command.
func (staffWhoLookedCommand) Help() string {
	return `The NIK is read from standard input. Prints a line for each look-up, request and activation, and one for each day
on which a station got changes of the kecamatan where the person lives or lived; see ikd-registry who-looked.`
}

// Run finds out.
func (c *staffWhoLookedCommand) Run(ctx context.Context, out *output) error {
	typed, err := out.personal("NIK: ")
	if err != nil {
		return err
	}
	return c.do(ctx, func(box *sandbox.Sandbox) error { return admin.WhoLooked(ctx, box.Registry, typed, out.line) })
}

type staffLimitsCommand struct {
	Name  string `arg:"" optional:"" help:"The limit that is changed; all are printed where not given."`
	Value *int   `arg:"" optional:"" help:"What it is from now on."`
	staffDir
}

// Run prints or changes.
func (c *staffLimitsCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, func(box *sandbox.Sandbox) error {
		switch {
		case c.Name == "":
			return admin.Limits(ctx, box.Registry, out.line)
		case c.Value == nil:
			return usage("%s: the value is missing", c.Name)
		}
		return admin.SetLimit(ctx, box.Registry, c.Name, *c.Value, out.line)
	})
}
