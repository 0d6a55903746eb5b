package main

import (
	"context"
	"slices"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/store"
)

// ownAreaCommand is what the team keeps of the register.
type ownAreaCommand struct {
	List ownAreaListCommand `cmd:"" help:"List what may be kept, what is kept, and how much it is."`
	Set  ownAreaSetCommand  `cmd:"" help:"Choose what is kept; for a supervisor."`
}

type ownAreaListCommand struct{ signedIn }

const areaHelp = `Prints a line for each kecamatan:

  {"region":"327606","name":"Beji","people":21000,"megabytes":4,"chosen":true,"held":21000}

people is how many live there and megabytes about how much of the disk their copy takes, both 0 where the
registry does not answer; chosen says that the station keeps it, held how many of its people are here now.`

// Help is the long help of the command.
func (ownAreaListCommand) Help() string { return areaHelp + "\nNot while the window is open." }

// areaLine is what is printed of a kecamatan.
type areaLine struct {
	Region    siak.Region `json:"region"`
	Name      string      `json:"name"`
	People    int         `json:"people"`
	Megabytes int         `json:"megabytes"`
	Chosen    bool        `json:"chosen"`
	Held      int         `json:"held"`
}

// Run lists the area.
func (c *ownAreaListCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, out, func(s *store.Store) error { return withAtlas(ctx, s, out.areas) })
}

// withAtlas opens the way to the registry for an open store.
func withAtlas(ctx context.Context, s *store.Store, work func(context.Context, atlas) error) (err error) {
	id, enrolled, err := s.Settings.Identity(ctx)
	if err != nil {
		return err
	}
	if !enrolled {
		return siak.E("list the area", siak.KindNotEnrolled, nil)
	}
	a := atlas{store: s, identity: kept(id)}
	if a.client, err = registry.New(a.identity, registry.Options{}); err != nil {
		return err
	}
	defer closing(a.client, &err)
	return work(ctx, a)
}

// areas prints what may be kept and what is.
func (o *output) areas(ctx context.Context, a atlas) error {
	parts, offline, err := a.parts(ctx)
	if err != nil {
		return err
	}
	if offline != nil {
		told := o.words.Kind(siak.KindOf(offline))
		o.say("%s %s", told.What, told.Do)
	}
	for _, p := range parts {
		if err := o.line(areaLine{p.Region, p.Name, p.People, megabytes(p.People), p.Chosen, p.Held}); err != nil {
			return err
		}
	}
	return nil
}

// megabytes is about what so many people take, at least 1 where there are any.
func megabytes(people int) int { return (people*diskPerPerson + 999_999) / 1_000_000 }

type ownAreaSetCommand struct {
	Regions []string `arg:"" help:"The kecamatan to keep, 6 digits each (see station area list); all others are dropped."`
	signedIn
}

// Help is the long help of the command.
func (ownAreaSetCommand) Help() string {
	return `What is no longer kept is dropped from this laptop at once; what is new is pulled by the next station pull,
scan or window. The choice is a row of the audit trail. ` + areaHelp
}

// Run chooses the area.
func (c *ownAreaSetCommand) Run(ctx context.Context, out *output) error {
	regions := make([]siak.Region, 0, len(c.Regions))
	for _, r := range c.Regions {
		regions = append(regions, siak.Region(r))
	}
	slices.Sort(regions)
	regions = slices.Compact(regions)
	return c.do(ctx, out, func(s *store.Store) error {
		return withAtlas(ctx, s, func(ctx context.Context, a atlas) error {
			if err := a.choose(ctx, regions); err != nil {
				return err
			}
			if err := a.settle(ctx, regions); err != nil {
				return err
			}
			return out.areas(ctx, a)
		})
	})
}
