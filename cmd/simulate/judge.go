package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/sandbox"
)

// summary is what came of everything.
type summary struct {
	Phase     string             `json:"phase"`
	Stations  int                `json:"stations"`
	Confirmed int                `json:"confirmed"`
	States    map[siak.State]int `json:"states"`  // at the stations
	Waiting   int                `json:"waiting"` // in an outbox still
	Lost      int                `json:"lost"`    // confirmed, and neither there nor at the registry
	Doubled   int                `json:"doubled"` // the registry has it twice
	Strange   int                `json:"strange"` // the registry has it and nobody confirmed it
	// Of the registry's process and of this one: seconds of CPU, and the most
	// memory in MiB; 0 where it is not known.
	RegistryCPU    float64 `json:"registry_cpu_s,omitempty"`
	RegistryMemory int     `json:"registry_peak_mib,omitempty"`
	StationsCPU    float64 `json:"stations_cpu_s,omitempty"`
	StationsMemory int     `json:"stations_peak_mib,omitempty"`
}

// judge asks the registry what it has: each station what it hears of its own,
// and the file of a registry that was started.
func (s *simulation) judge(ctx context.Context, confirmed [][]siak.Activation) error {
	w := summary{Phase: "whole", Stations: s.Stations, States: map[siak.State]int{}}
	mine := map[siak.ActivationID]bool{}
	for _, all := range confirmed {
		for _, a := range all {
			mine[a.ID] = true
		}
	}
	w.Confirmed = len(mine)
	waiting := s.outboxes(ctx, &w)
	heard, err := s.heard(ctx)
	if s.child != nil {
		err = errors.Join(err, s.child.end())
		w.RegistryCPU, w.RegistryMemory = usage(s.child.cmd.ProcessState)
	}
	if err != nil {
		return err
	}
	w.count(mine, waiting, heard)
	if s.child != nil {
		if err := s.inFile(ctx, &w, mine, waiting); err != nil {
			return err
		}
	}
	w.StationsCPU, w.StationsMemory = ownUsage()
	if err := s.tell(w); err != nil {
		return err
	}
	if w.Lost+w.Doubled+w.Strange > 0 || w.States[siak.Accepted] != w.Confirmed {
		return errNotHeld
	}
	return nil
}

// outboxes counts what the stations have, and gives what waits still.
func (s *simulation) outboxes(ctx context.Context, w *summary) map[siak.ActivationID]bool {
	waiting := map[siak.ActivationID]bool{}
	for _, l := range s.fleet.laptops {
		for state, n := range l.outbox.states() {
			w.States[state] += n
		}
		due, _ := l.outbox.Due(ctx, time.Now().AddDate(1, 0, 0), mostActivations)
		for _, a := range due {
			waiting[a.ID] = true
		}
	}
	w.Waiting = len(waiting)
	return waiting
}

// heard is how often each activation was accepted, as the stations are told.
func (s *simulation) heard(ctx context.Context) (map[siak.ActivationID]int, error) {
	var mu sync.Mutex
	heard := map[siak.ActivationID]int{}
	err := each(ctx, len(s.fleet.laptops), 16, func(ctx context.Context, i int) error {
		for after, more := uint64(0), true; more; {
			verdicts, rest, err := s.fleet.laptops[i].client.Verdicts(ctx, after)
			if err != nil {
				return err
			}
			mu.Lock()
			for _, v := range verdicts {
				heard[v.ID]++
				after = v.Seq
			}
			mu.Unlock()
			more = rest
		}
		return nil
	})
	return heard, err
}

func (w *summary) count(mine, waiting map[siak.ActivationID]bool, heard map[siak.ActivationID]int) {
	for id := range mine {
		if heard[id] == 0 && !waiting[id] {
			w.Lost++
		}
	}
	for id, n := range heard {
		if !mine[id] {
			w.Strange++
		} else if n > 1 {
			w.Doubled++
		}
	}
}

// inFile counts once more, in the file of the registry that has ended: a citizen
// with two activations is one doubled.
func (s *simulation) inFile(ctx context.Context, w *summary, mine, waiting map[siak.ActivationID]bool) (err error) {
	box, err := sandbox.Open(ctx, sandbox.Options{Dir: s.child.dir})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, box.Close()) }()
	all, err := box.Activations(ctx)
	if err != nil {
		return err
	}
	there, citizens := map[siak.ActivationID]bool{}, map[string]int{}
	for _, a := range all {
		if !mine[a.ID] {
			continue // of an earlier run on the same folder
		}
		there[a.ID] = true
		if citizens[a.RegistrationID]++; citizens[a.RegistrationID] > 1 {
			w.Doubled++
		}
	}
	lost := 0
	for id := range mine {
		if !there[id] && !waiting[id] {
			lost++
		}
	}
	w.Lost = max(w.Lost, lost)
	return nil
}
