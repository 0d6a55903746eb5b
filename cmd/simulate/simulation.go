package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"ikd/station/siak"
)

// simulation is one run.
type simulation struct {
	options
	tell  func(any) error
	fleet *fleet
	child *child // nil: a registry that ran already
	addr  string
}

func (s *simulation) run(ctx context.Context) (err error) {
	if s.addr = s.Registry; s.addr == "" {
		begun := time.Now()
		if s.child, err = startChild(ctx, s.options); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.child.clean()) }()
		s.addr = s.child.address
		_ = s.tell(map[string]any{"phase": "registry", "people": s.People, "seconds": time.Since(begun).Seconds()})
	}
	s.fleet = newFleet()
	defer s.fleet.close()
	confirmed, err := s.scenario(ctx)
	if err != nil {
		if s.child != nil {
			err = errors.Join(err, s.child.end())
		}
		return err
	}
	return s.judge(ctx, confirmed)
}

// scenario is everything up to the question what the registry has.
func (s *simulation) scenario(ctx context.Context) (confirmed [][]siak.Activation, err error) {
	begun := time.Now()
	if err := s.within(ctx, func(ctx context.Context) error { return s.fleet.enrol(ctx, s.addr, s.options) }); err != nil {
		return nil, err
	}
	_ = s.tell(map[string]any{"phase": "enrol", "stations": s.Stations, "seconds": time.Since(begun).Seconds()})
	working, stop := context.WithCancel(ctx)
	var workers sync.WaitGroup
	defer workers.Wait()
	defer stop()
	s.fleet.meter.begin()
	workers.Go(func() { s.fleet.run(working, s.Arrive) })
	if err := s.phase(ctx, "first-pull", s.fleet.pulled); err != nil {
		return nil, err
	}
	if confirmed, err = s.outage(ctx); err != nil {
		return nil, err
	}
	return confirmed, s.delta(ctx)
}

// phase waits for what ends it, within patience, and tells of its calls.
func (s *simulation) phase(ctx context.Context, name string, wait func(context.Context) error) error {
	before := s.fleet.rows.Load()
	if name == "first-pull" {
		before = 0
	}
	err := s.within(ctx, wait)
	if tellErr := s.tell(s.fleet.meter.tally(name, int(s.fleet.rows.Load()-before))); err == nil {
		err = tellErr
	}
	if err != nil {
		return errors.Join(errors.New("phase "+name+" did not end in time"), err)
	}
	return nil
}

// within bounds what takes time by patience.
func (s *simulation) within(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, s.Patience)
	defer cancel()
	return do(ctx)
}

// outage is the line going down, the work going on, and the return. The citizens'
// own phones have another line.
func (s *simulation) outage(ctx context.Context) (confirmed [][]siak.Activation, err error) {
	s.fleet.line.cut()
	over := time.After(s.Outage)
	err = s.within(ctx, func(ctx context.Context) (err error) {
		confirmed, err = s.fleet.prepare(ctx, s.addr, s.Activations)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.fleet.confirm(confirmed)
	select {
	case <-over:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	s.fleet.meter.begin()
	s.fleet.line.restore()
	err = s.phase(ctx, "return", func(ctx context.Context) error {
		return s.fleet.until(ctx, func() bool { return s.fleet.waiting.Load() == 0 })
	})
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		err = nil // what waits still is counted in the end
	}
	return confirmed, err
}

// delta is a change of the register, and everybody's pull of it.
func (s *simulation) delta(ctx context.Context) error {
	if s.Changes == 0 {
		return nil
	}
	s.fleet.meter.begin()
	want := s.fleet.rows.Load() + int64(s.Changes*s.Stations*s.parts())
	return s.phase(ctx, "delta", func(ctx context.Context) error {
		if err := s.child.change(s.Changes); err != nil {
			return err
		}
		return s.fleet.until(ctx, func() bool { return s.fleet.rows.Load() >= want })
	})
}

// parts is how many kecamatan each station keeps.
func (s *simulation) parts() int {
	return min(s.Parts, len(s.fleet.laptops[0].id.Partitions))
}
