package main

import (
	"ikd/station/app"
	"ikd/station/app/desk"
	"ikd/station/siak"
	"ikd/station/siak/station"
)

// news passes what the workers have to tell on to the desk.
func (s *session) news() station.Events {
	return station.Events{
		Link: func(l station.Link) { s.desk.LinkChanged(linkChange(l)) },
		Progress: func(p station.Progress) {
			s.desk.SyncProgressed(desk.SyncProgress{Running: p.Running, Held: p.Held, Done: p.Done, Of: p.Of, Left: p.Left})
			if !p.Running && p.Failed == "" {
				s.condition.change(func(c *app.Condition) { c.Rebuilding, c.Refetching = false, false })
			}
		},
		Changed: func(changed []siak.Activation) { s.desk.ActivationsChanged(changed...) },
		Storage: func(kind siak.Kind) {
			if kind == siak.KindLocked { // that is no ailment
				kind = ""
			}
			s.desk.StorageChanged(kind)
		},
		OlderFile: func(is bool) { s.condition.change(func(c *app.Condition) { c.Older = is }) },
		Drift: func(r siak.Region) {
			s.condition.change(func(c *app.Condition) { c.Differing, c.Refetching = r, true })
		},
		Wipe: func(order siak.WipeOrder) {
			s.condition.order(order)
			s.condition.change(func(c *app.Condition) { c.Ordered = true })
		},
	}
}

var links = map[station.LinkState]desk.Link{
	station.Unknown: desk.LinkUnknown, station.Online: desk.LinkOnline,
	station.Offline: desk.LinkOffline, station.Trouble: desk.LinkTrouble,
}

func linkChange(l station.Link) desk.LinkChange {
	return desk.LinkChange{Link: links[l.State], Kind: l.Kind, Offset: l.Offset}
}
