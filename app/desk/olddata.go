package desk

import (
	"context"
	"time"

	"ikd/station/siak"
)

// CentralDataAge is the age of the copy beyond which the registry decides about
// everybody: who has died, has another phone or was recorded since is not in it.
const CentralDataAge = 30 * 24 * time.Hour

// weighAge judges a decision by how old the record is that it was made on. Beyond
// [siak.Policy].MaxDataAge a supervisor must have allowed the work to go on; beyond
// [CentralDataAge] nobody is told to be eligible. What was looked up just now is as
// old as the look-up. A copy that was never complete has no age, and its warning.
func (c *Counter) weighAge(ctx context.Context, j *Judgement) error {
	if !j.Record.Known || j.Record.AsOf.IsZero() || !j.Confirmable() {
		return nil
	}
	switch age := j.Clock.Sub(j.Record.AsOf); {
	case age > CentralDataAge:
		j.Outcome, j.Decision.Outcome = siak.NeedsCentral, siak.NeedsCentral
	case age > c.deps.Policy.MaxDataAge:
		allowed, err := c.deps.OldDataAllowed(ctx)
		j.NeedsSupervisor = !allowed
		return err
	}
	return nil
}

// dataOld reports whether a supervisor has to allow the work to go on.
func (c *Counter) dataOld(ctx context.Context, data siak.Freshness) (bool, error) {
	age := c.deps.Now().Sub(data.SyncedAt)
	if data.SyncedAt.IsZero() || c.deps.Policy.MaxDataAge == 0 || age <= c.deps.Policy.MaxDataAge {
		return false, nil
	}
	allowed, err := c.deps.OldDataAllowed(ctx)
	return !allowed && age <= CentralDataAge, err
}
