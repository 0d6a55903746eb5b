package cli

import (
	"context"
	"time"

	"ikd/station/siak"
	"ikd/station/store"
)

type outboxCommand struct {
	Dir string `default:"${dir}" placeholder:"DIR" help:"The station's folder."`
}

// Help is the long help of the command.
func (outboxCommand) Help() string {
	return `Prints a line for each activation of this laptop, in the order of confirmation:

  {"activation":"…","state":"queued","reason":"","attempts":3,"next":"2026-11-21T08:41:00Z"}

state is queued, sending, accepted (the registry e-mailed the code), active, rejected or held; reason says
why for the last two; next is when it is tried again, empty where nothing is tried. Needs no passphrase:
nothing personal is in it. Works while the station is running.`
}

// outboxLine is what is printed of an activation.
type outboxLine struct {
	Activation string      `json:"activation"`
	State      siak.State  `json:"state"`
	Reason     siak.Reason `json:"reason"`
	Attempts   int         `json:"attempts"`
	Next       string      `json:"next"`
}

// Run lists the activations.
func (c *outboxCommand) Run(ctx context.Context, out *output) error {
	rows, err := store.Outbox(ctx, c.Dir)
	if err != nil {
		return err
	}
	for _, r := range rows {
		next := ""
		if !r.NextTry.IsZero() {
			next = r.NextTry.UTC().Format(time.RFC3339Nano)
		}
		if err := out.line(outboxLine{r.ID.String(), r.State, r.Reason, r.Attempts, next}); err != nil {
			return err
		}
	}
	return nil
}
