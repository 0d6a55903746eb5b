package desk

import (
	"context"
	"time"

	"ikd/station/siak"
)

// overview is what the ledger and the cache say at one moment.
type overview struct {
	day   siak.Date
	today Today
	queue int
	data  siak.Freshness
}

// mostRows bounds a day's list. An office does a thousand in its busiest days.
const mostRows = 5000

// Activations lists the work of the office's day, newest first.
func (c *Counter) Activations(ctx context.Context) ([]Row, error) {
	return c.rows(ctx, mostRows)
}

func (c *Counter) rows(ctx context.Context, limit int) ([]Row, error) {
	all, err := c.deps.Ledger.Activations(ctx, c.midnight(), limit)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(all))
	for i, a := range all {
		rows[i] = RowOf(a)
	}
	return rows, nil
}

// midnight is when the office's day began.
func (c *Counter) midnight() time.Time {
	now := c.deps.Now().In(c.deps.Policy.Zone)
	y, m, d := now.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, c.deps.Policy.Zone)
}

func (c *Counter) overview(ctx context.Context) (overview, error) {
	o := overview{day: siak.DateOf(c.midnight())}
	counts, err := c.deps.Ledger.Counts(ctx, c.midnight())
	if err != nil {
		return o, err
	}
	o.today = today(counts)
	if o.today.Latest, err = c.rows(ctx, LatestRows); err != nil {
		return o, err
	}
	if o.queue, err = c.deps.Ledger.Waiting(ctx); err != nil {
		return o, err
	}
	o.data, err = c.deps.Residents.Freshness(ctx)
	return o, err
}

func today(counts map[siak.State]int) Today {
	t := Today{
		Active:   counts[siak.Active],
		Sent:     counts[siak.Accepted] + counts[siak.Active],
		Waiting:  counts[siak.Queued] + counts[siak.Sending],
		Rejected: counts[siak.Rejected],
		Held:     counts[siak.Held],
	}
	t.Total = t.Sent + t.Waiting + t.Rejected + t.Held
	return t
}
