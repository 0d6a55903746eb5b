package runtime

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/syncer"
	"ikd/station/store"
)

// Area is a kecamatan that a team may keep or keeps.
type Area struct {
	Region siak.Region
	Name   string
	People int // 0 where the registry does not tell
	Chosen bool
	Held   int // people on this laptop
}

// chosenArea is what the station keeps: what its team chose, or what the
// registry gave it at the enrolment.
func chosenArea(ctx context.Context, s *store.Store, id registry.Identity) ([]store.Partition, error) {
	chosen, known, err := s.Settings.Area(ctx)
	if err != nil || known {
		return chosen, err
	}
	for _, p := range id.Partitions {
		chosen = append(chosen, store.Partition(p))
	}
	return chosen, nil
}

func regionsOf(chosen []store.Partition) []siak.Region {
	all := make([]siak.Region, 0, len(chosen))
	for _, p := range chosen {
		all = append(all, p.Region)
	}
	return all
}

// FollowArea lets the Puller keep what the team chose.
func (st *Station) FollowArea(ctx context.Context) error {
	chosen, err := chosenArea(ctx, st.Store, st.Identity)
	if err != nil {
		return err
	}
	names := make(map[siak.Region]string, len(chosen))
	for _, p := range chosen {
		names[p.Region] = p.Name
	}
	if st.onNames != nil {
		st.onNames(names)
	}
	st.Workers.Puller.SetArea(regionsOf(chosen))
	return nil
}

// Areas is where areas are chosen: what there is, what is kept, what is held.
type Areas struct {
	Store    *store.Store
	Client   *registry.Client
	Identity registry.Identity
}

// List lists what may be kept and what is. Where the registry does not answer
// it is what the laptop knows by itself, and why.
func (a Areas) List(ctx context.Context) (parts []Area, offline, err error) {
	chosen, err := chosenArea(ctx, a.Store, a.Identity)
	if err != nil {
		return nil, nil, err
	}
	held, err := a.Store.Cache.Held(ctx)
	if err != nil {
		return nil, nil, err
	}
	states, offline := a.Client.Partitions(ctx)
	known := map[siak.Region]*Area{}
	part := func(region siak.Region) *Area {
		if known[region] == nil {
			known[region] = &Area{Region: region}
		}
		return known[region]
	}
	for _, s := range states {
		p := part(s.Head.Partition)
		p.Name, p.People = s.Name, s.Total
	}
	for _, c := range chosen {
		p := part(c.Region)
		p.Name, p.Chosen = cmp.Or(p.Name, c.Name), true
	}
	for _, h := range held {
		if h.Residents > 0 {
			part(h.At.Partition).Held = h.Residents
		}
	}
	for _, p := range known {
		parts = append(parts, *p)
	}
	slices.SortFunc(parts, func(a, b Area) int { return cmp.Compare(a.Region, b.Region) })
	return parts, offline, nil
}

var errNoSuchArea = errors.New("the registry has no such area for this station")

// Choose keeps other partitions from now on. Names come from the registry, so it
// has to be reached, and whatever it does not offer is refused.
func (a Areas) Choose(ctx context.Context, regions []siak.Region) error {
	const op = "choose the area"
	if a.Store.Role() != store.RoleSupervisor {
		return siak.E(op, siak.KindNotAllowed, nil)
	}
	states, err := a.Client.Partitions(ctx)
	if err != nil {
		return err
	}
	var chosen []store.Partition
	for _, region := range regions {
		i := slices.IndexFunc(states, func(s siak.PartitionState) bool { return s.Head.Partition == region })
		if i < 0 {
			return siak.E(op, siak.KindRefused, errNoSuchArea)
		}
		chosen = append(chosen, store.Partition{Region: region, Name: states[i].Name})
	}
	return a.Store.Settings.SetArea(ctx, chosen)
}

// Drop drops at once what is not kept any more.
func (a Areas) Drop(ctx context.Context, regions []siak.Region) error {
	return syncer.Drop(ctx, a.Store.Cache, regions)
}
