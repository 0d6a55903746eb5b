package cli

import (
	"context"
	"time"

	"ikd/station/store"
)

type oldDataCommand struct {
	Allow bool `help:"Let the work go on for 24 hours although the data are older than the limit."`
	Limit int  `placeholder:"DAYS" help:"Set the limit: 1 to 30 days."`
	signIn
}

// Help is the long help of the command.
func (oldDataCommand) Help() string {
	return `Where this laptop's copy of the register is older than the limit, a supervisor has to allow that activations are
confirmed; beyond 30 days each is "needs central verification". Prints how it is, afterwards:

  {"synced":"…","limit":7,"old":true,"allowed":false}

old says that the copy is older than the limit, allowed that a supervisor has allowed it within the last 24 hours.
Whoever signs in may look; --allow and --limit are a supervisor's.`
}

// oldDataLine is how old the copy is.
type oldDataLine struct {
	Synced  time.Time `json:"synced,omitzero"`
	Limit   int       `json:"limit"` // days
	Old     bool      `json:"old"`
	Allowed bool      `json:"allowed"`
}

// Run sets what is asked for and tells.
func (c *oldDataCommand) Run(ctx context.Context, out *output) error {
	return c.do(ctx, out, func(s *store.Store) error {
		if c.Limit != 0 {
			if err := s.DataAge.SetLimit(ctx, c.Limit); err != nil {
				return err
			}
		}
		if c.Allow {
			if _, err := s.DataAge.Allow(ctx); err != nil {
				return err
			}
		}
		fresh, err := s.Cache.Freshness(ctx)
		if err != nil {
			return err
		}
		limit, err := s.DataAge.Limit(ctx)
		if err != nil {
			return err
		}
		allowed, err := s.DataAge.Allowed(ctx)
		if err != nil {
			return err
		}
		old := !fresh.SyncedAt.IsZero() && time.Since(fresh.SyncedAt) > limit
		return out.line(oldDataLine{fresh.SyncedAt, int(limit / (24 * time.Hour)), old, allowed})
	})
}
