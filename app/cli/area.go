package cli

import (
	"context"
	"slices"

	"ikd/station/app/runtime"
	"ikd/station/assets/words"
	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/store"
)

// ownAreaCommand is what the team keeps of the register.
type ownAreaCommand struct {
	List ownAreaListCommand `cmd:"" deed:"list-area" help:"List what may be kept, what is kept, and how much it is."`
	Set  ownAreaSetCommand  `cmd:"" deed:"choose-area" help:"Choose what is kept; for a supervisor."`
}

type ownAreaListCommand struct{ signIn }

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
	return c.do(ctx, out, func(s *store.Store) error { return withAreas(ctx, s, runtime.ConnectionOptions(ctx, c.Dir), out.areas) })
}

// withAreas opens the way to the registry for an open store.
func withAreas(ctx context.Context, s *store.Store, o registry.Options, work func(context.Context, runtime.Areas) error) (err error) {
	id, enrolled, err := s.Settings.Identity(ctx)
	if err != nil {
		return err
	}
	if !enrolled {
		return siak.E("list the area", siak.KindNotEnrolled, nil)
	}
	a := runtime.Areas{Store: s, Identity: runtime.FromStored(id)}
	if a.Client, err = registry.New(a.Identity, o); err != nil {
		return err
	}
	defer closing(a.Client, &err)
	return work(ctx, a)
}

// areas prints what may be kept and what is.
func (o *output) areas(ctx context.Context, a runtime.Areas) error {
	parts, offline, err := a.List(ctx)
	if err != nil {
		return err
	}
	if offline != nil {
		o.tell(o.words.CommandFailure(words.DeedListArea, siak.KindOf(offline)))
	}
	for _, p := range parts {
		if err := o.line(areaLine{p.Region, p.Name, p.People, runtime.Megabytes(p.People), p.Chosen, p.Held}); err != nil {
			return err
		}
	}
	return nil
}

type ownAreaSetCommand struct {
	Regions []string `arg:"" help:"The kecamatan to keep, 6 digits each (see station area list); all others are dropped."`
	signIn
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
		return withAreas(ctx, s, runtime.ConnectionOptions(ctx, c.Dir), func(ctx context.Context, a runtime.Areas) error {
			if err := a.Choose(ctx, regions); err != nil {
				return err
			}
			if err := a.Drop(ctx, regions); err != nil {
				return err
			}
			return out.areas(ctx, a)
		})
	})
}
