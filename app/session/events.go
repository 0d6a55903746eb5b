package session

import (
	"ikd/station/app"
	"ikd/station/app/desk"
	"ikd/station/siak"
	"ikd/station/siak/syncer"
)

// workerEvents passes what the workers have to tell on to the desk.
func (s *Session) workerEvents() syncer.Events {
	return syncer.Events{
		Link: func(l syncer.Link) { s.desk.LinkChanged(linkChange(l)) },
		Progress: func(p syncer.Progress) {
			s.desk.SyncProgressed(desk.SyncProgress{Running: p.Running, Held: p.Held, Done: p.Done, Of: p.Of, Left: p.Left})
			if !p.Running && p.Failed == "" {
				s.change(func(c *app.Condition) { c.Rebuilding, c.Refetching = false, false })
			}
		},
		Changed: func(changed []siak.Activation) { s.desk.ActivationsChanged(changed...) },
		Storage: func(kind siak.Kind) {
			if kind == siak.KindLocked { // that is no ailment
				kind = ""
			}
			s.desk.StorageChanged(kind)
		},
		OlderFile: func(is bool) { s.change(func(c *app.Condition) { c.Older = is }) },
		Drift: func(r siak.Region) {
			s.change(func(c *app.Condition) { c.Differing, c.Refetching = r, true })
		},
		Wipe: func(order siak.WipeOrder) {
			s.order(order)
			s.change(func(c *app.Condition) { c.Ordered = true })
		},
	}
}

var links = map[syncer.LinkState]desk.Link{
	syncer.Unknown: desk.LinkUnknown, syncer.Online: desk.LinkOnline,
	syncer.Offline: desk.LinkOffline, syncer.Trouble: desk.LinkTrouble,
}

func linkChange(l syncer.Link) desk.LinkChange {
	return desk.LinkChange{Link: links[l.State], Kind: l.Kind, Fault: l.Fault, Offset: l.Offset}
}
