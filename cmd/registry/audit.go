package main

import (
	"bufio"
	"context"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/admin"
)

// auditCommand prints the audits that stations left.
type auditCommand struct {
	Station string `arg:"" optional:"" help:"The station's id (S-…); all stations where not given."`
	Reveal  bool   `help:"Say whom look-ups were about: personal data on standard output."`
	About   bool   `help:"Only the look-ups about one person, whose NIK is read from standard input."`
}

// Help is the long help of the command.
func (auditCommand) Help() string {
	return `Prints the rows of a station's audit that came with its heads, and last whether they are sound:

  {"station":"S-…","seq":17,"time":"…","officer":"Siti","act":"search","subject":"nik-found","hash":"…"}
  {"event":"audit","station":"S-…","rows":214,"anchored":214,"sound":true,"forked":false}

rows is how many the registry has, anchored the last head that it took. Whom a look-up was about is sealed to the
registry; --reveal opens it, and --about finds who looked at a citizen who asks.`
}

// Run prints.
func (c *auditCommand) Run(ctx context.Context, e *environment) error {
	ask := admin.AuditAsked{Station: c.Station, Reveal: c.Reveal}
	if c.About {
		typed := bufio.NewScanner(e.std.in)
		typed.Scan()
		nik, err := siak.ReadNIK(typed.Text())
		if err != nil {
			return usage("--about: %v", err)
		}
		ask.About = nik
	}
	return e.work(ctx, func(r *server.Registry) error {
		if c.Station != "" {
			return admin.Audit(ctx, r, ask, e.line)
		}
		all, err := r.Stations(ctx)
		for _, s := range all {
			ask.Station = s.ID
			if err := admin.Audit(ctx, r, ask, e.line); err != nil {
				return err
			}
		}
		return err
	})
}

type stationsForks struct{}

// Help is the long help of the command.
func (stationsForks) Help() string {
	return `A station whose folder was copied, or whose ledger was put back from an older file, leaves heads of its audit that do not
follow the last. Until somebody has looked into it and given clear-anchor, it gets no people and its activations wait.`
}

// Run lists.
func (stationsForks) Run(ctx context.Context, e *environment) error {
	return e.work(ctx, func(r *server.Registry) error { return admin.Forks(ctx, r, e.line) })
}
