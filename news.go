package main

import (
	"ikd/station/app/desk"
	"ikd/station/siak"
	"ikd/station/siak/station"
)

// news passes what the workers have to tell on to the desk.
func (s *session) news() station.Events {
	return station.Events{
		Link: func(l station.Link) { s.desk.LinkChanged(linkChange(l)) },
		Progress: func(p station.Progress) {
			s.desk.SyncProgressed(desk.SyncProgress{Running: p.Running, Done: p.Done, Of: p.Of})
		},
		Changed: func(changed []siak.Activation) { s.desk.ActivationsChanged(changed...) },
		Storage: func(kind siak.Kind) { s.desk.StorageChanged(kind) },
	}
}

var links = map[station.LinkState]desk.Link{
	station.Unknown: desk.LinkUnknown, station.Online: desk.LinkOnline,
	station.Offline: desk.LinkOffline, station.Trouble: desk.LinkTrouble,
}

func linkChange(l station.Link) desk.LinkChange {
	return desk.LinkChange{Link: links[l.State], Kind: l.Kind, Offset: l.Offset}
}
