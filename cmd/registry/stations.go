package main

import (
	"context"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
)

// stationsCommand looks after the stations.
type stationsCommand struct {
	List     stationsList     `cmd:"" help:"List the stations."`
	Invite   stationsInvite   `cmd:"" help:"Make a code with which one laptop becomes a station."`
	Requests stationsRequests `cmd:"" help:"List what a station asked for citizens."`
	Revoke   stationsRevoke   `cmd:"" help:"Take a station's right to call back."`
	Wipe     stationsWipe     `cmd:"" help:"Order a station to wipe itself at its next contact."`
	Forget   stationsForget   `cmd:"" help:"Let a station's audit be anchored anew."`
}

type stationsList struct{}

// stationLine is a station.
type stationLine struct {
	Station  string    `json:"station"`
	Name     string    `json:"name"`
	Enrolled time.Time `json:"enrolled"`
	Revoked  bool      `json:"revoked"`
	Anchored uint64    `json:"anchored"`
	Refused  int       `json:"refused_heads"`
	Wipe     string    `json:"wipe,omitempty"`
}

// Run lists.
func (stationsList) Run(ctx context.Context, h *house) error {
	return h.work(ctx, func(r *server.Registry) error {
		stations, err := r.Stations(ctx)
		if err != nil {
			return err
		}
		for _, s := range stations {
			line := stationLine{Station: s.ID, Name: s.Name, Enrolled: s.Enrolled, Revoked: s.Revoked, Anchored: s.Anchored, Refused: s.Refused}
			w, ordered, err := r.Wiped(ctx, s.ID)
			if err != nil {
				return err
			}
			if ordered {
				line.Wipe = map[bool]string{false: "ordered", true: "done"}[w.Done]
			}
			if err := h.line(line); err != nil {
				return err
			}
		}
		return nil
	})
}

type stationsRevoke struct {
	Station string `arg:"" help:"The station's id (S-…)."`
}

// Run revokes.
func (c *stationsRevoke) Run(ctx context.Context, h *house) error {
	return h.work(ctx, func(r *server.Registry) error {
		if err := r.RevokeStation(ctx, c.Station); err != nil {
			return err
		}
		h.log.Info("station revoked", "station", c.Station)
		return h.line(map[string]string{"event": "revoked", "station": c.Station})
	})
}

type stationsWipe struct {
	Station string `arg:"" help:"The station's id (S-…)."`
}

// Run orders.
func (c *stationsWipe) Run(ctx context.Context, h *house) error {
	return h.work(ctx, func(r *server.Registry) error {
		if _, err := r.StationCaller(ctx, c.Station); siak.KindOf(err) == siak.KindNotFound {
			return usage("no such station")
		} else if err != nil {
			return err
		}
		if err := r.OrderWipe(ctx, c.Station); err != nil {
			return err
		}
		h.log.Info("wipe ordered", "station", c.Station)
		return h.line(map[string]string{"event": "wipe-ordered", "station": c.Station})
	})
}

type stationsForget struct {
	Station string `arg:"" help:"The station's id (S-…)."`
}

// Help is the long help of the command.
func (stationsForget) Help() string {
	return `The registry keeps the heads of a station's audit and refuses one that does not follow the last. After somebody has
looked into why, or after the registry itself was restored from a backup, this lets the station begin anew. The heads
that were taken are kept as refused ones.`
}

// Run forgets.
func (c *stationsForget) Run(ctx context.Context, h *house) error {
	return h.work(ctx, func(r *server.Registry) error {
		if err := r.ForgetAnchors(ctx, c.Station); err != nil {
			return err
		}
		h.log.Info("anchors forgotten", "station", c.Station)
		return h.line(map[string]string{"event": "forgotten", "station": c.Station})
	})
}
