package main

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry"
	"ikd/station/siak/syncer"
)

// meter notes every call of all stations.
type meter struct {
	mu    sync.Mutex
	start time.Time
	calls []noted
}

// noted is one call.
type noted struct {
	name  string
	at    time.Duration // since the phase began
	took  time.Duration
	kind  siak.Kind // "" for one that was answered
	items int
}

// begin forgets what was noted.
func (m *meter) begin() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.start, m.calls = time.Now(), nil
}

// note is deferred around a call.
func (m *meter) note(name string, items int, begun time.Time, err *error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.calls = append(m.calls, noted{name, begun.Sub(m.start), time.Since(begun), siak.KindOf(*err), items})
}

// metered is a station's client that is measured.
type metered struct {
	*registry.Client
	meter *meter
}

var _ syncer.Registry = metered{}

// Trust implements [syncer.Registry].
func (c metered) Trust(ctx context.Context) (t siak.Trust, at time.Time, err error) {
	defer c.meter.note("trust", 0, time.Now(), &err)
	return c.Client.Trust(ctx)
}

// Changes implements [syncer.Registry].
func (c metered) Changes(ctx context.Context, from siak.Cursor, limit int) (p siak.Page, err error) {
	defer c.meter.note("changes", 0, time.Now(), &err)
	return c.Client.Changes(ctx, from, limit)
}

// Submit implements [syncer.Registry].
func (c metered) Submit(ctx context.Context, all []siak.Activation) (vs []siak.Verdict, err error) {
	defer c.meter.note("submit", len(all), time.Now(), &err)
	return c.Client.Submit(ctx, all)
}

// Verdicts implements [syncer.Registry].
func (c metered) Verdicts(ctx context.Context, after uint64) (vs []siak.Verdict, more bool, err error) {
	defer c.meter.note("verdicts", 0, time.Now(), &err)
	return c.Client.Verdicts(ctx, after)
}

// traffic is what the calls of a phase come to.
type traffic struct {
	Phase   string  `json:"phase"`
	Seconds float64 `json:"seconds"`
	Calls   int     `json:"calls"`
	Busiest int     `json:"calls_in_busiest_second"`
	Mean    float64 `json:"calls_a_second"`
	Items   int     `json:"activations"`
	Peak    int     `json:"activations_in_busiest_second"`
	Rows    int     `json:"rows,omitempty"`
	// Answered is after how many seconds half of the activations were answered,
	// 90 and 99 in a hundred, and all that were.
	Answered [4]float64     `json:"answered_s,omitzero"`
	Kinds    map[string]int `json:"failed,omitempty"`
	// Milliseconds of answered calls, by name: half of them, 95 and 99 in a
	// hundred, the slowest.
	Took map[string][4]float64 `json:"took_ms"`
}

// tally sums a phase up.
func (m *meter) tally(phase string, rows int) traffic {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := traffic{
		Phase: phase, Seconds: time.Since(m.start).Seconds(), Calls: len(m.calls), Rows: rows,
		Kinds: map[string]int{}, Took: map[string][4]float64{},
	}
	t.Mean = float64(t.Calls) / max(t.Seconds, 1)
	calls, items, took := map[int]int{}, map[int]int{}, map[string][]time.Duration{}
	for _, c := range m.calls {
		second := int(c.at / time.Second)
		calls[second]++
		if c.kind != "" {
			t.Kinds[c.name+"/"+string(c.kind)]++
			continue
		}
		items[second] += c.items
		t.Items += c.items
		took[c.name] = append(took[c.name], c.took)
	}
	t.Busiest, t.Peak = most(calls), most(items)
	t.Answered = answered(m.calls, t.Items)
	for name, all := range took {
		slices.Sort(all)
		at := func(of float64) float64 {
			return float64(all[min(int(of*float64(len(all))), len(all)-1)].Microseconds()) / 1000
		}
		t.Took[name] = [4]float64{at(.5), at(.95), at(.99), at(1)}
	}
	return t
}

// answered is when shares of all activations were answered.
func answered(calls []noted, items int) (at [4]float64) {
	byEnd := slices.Clone(calls)
	slices.SortFunc(byEnd, func(a, b noted) int { return cmp.Compare(a.at+a.took, b.at+b.took) })
	n := 0
	for _, c := range byEnd {
		if c.kind != "" || c.items == 0 {
			continue
		}
		n += c.items
		for i, share := range [4]float64{.5, .9, .99, 1} {
			if at[i] == 0 && float64(n) >= share*float64(items) {
				at[i] = (c.at + c.took).Seconds()
			}
		}
	}
	return at
}

func most(of map[int]int) (n int) {
	for _, v := range of {
		n = max(n, v)
	}
	return n
}
