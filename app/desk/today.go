package desk

import (
	"context"
	"slices"
	"time"

	"ikd/station/siak"
)

// overview is what the ledger and the cache say at one moment.
type overview struct {
	day   siak.Date
	today Today
	queue int
	data  siak.Freshness
	old   bool // see [Status].DataOld
}

// Activations lists what is held, of any day, and behind it the rest of the work
// of the office's day; both newest first.
func (c *Counter) Activations(ctx context.Context) ([]Row, error) {
	held, err := c.deps.Ledger.Held(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := c.ofToday(ctx)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(r Row) bool { return r.State == siak.Held })
	return append(rowsOf(held), rows...), nil
}

func (c *Counter) ofToday(ctx context.Context) ([]Row, error) {
	all, err := c.deps.Ledger.Activations(ctx, c.midnight())
	return rowsOf(all), err
}

func rowsOf(all []siak.Activation) []Row {
	rows := make([]Row, len(all))
	for i, a := range all {
		rows[i] = RowOf(a)
	}
	return rows
}

// midnight is when the office's day began.
func (c *Counter) midnight() time.Time {
	now := c.deps.Now().In(c.deps.Policy.Zone)
	y, m, d := now.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, c.deps.Policy.Zone)
}

func (c *Counter) overview(ctx context.Context) (overview, error) {
	o := overview{day: siak.DateOf(c.midnight())}
	rows, err := c.ofToday(ctx)
	if err != nil {
		return o, err
	}
	held, err := c.deps.Ledger.Held(ctx)
	if err != nil {
		return o, err
	}
	o.today = today(rows)
	o.today.Held = len(held)
	if o.queue, err = c.deps.Ledger.Waiting(ctx); err != nil {
		return o, err
	}
	if o.data, err = c.deps.Residents.Freshness(ctx); err != nil {
		return o, err
	}
	o.old, err = c.dataOld(ctx, o.data)
	return o, err
}

func today(rows []Row) Today {
	counts := make(map[siak.State]int)
	for _, r := range rows {
		counts[r.State]++
	}
	return Today{
		Total:    len(rows),
		Active:   counts[siak.Active],
		Sent:     counts[siak.Accepted] + counts[siak.Active],
		Waiting:  counts[siak.Queued] + counts[siak.Sending],
		Rejected: counts[siak.Rejected],
		Latest:   slices.Clone(rows[:min(len(rows), LatestRows)]),
	}
}
