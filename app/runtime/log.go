package runtime

import (
	"log/slog"

	"ikd/station/app/logging"
	"ikd/station/siak"
	"ikd/station/siak/syncer"
)

// linkNames are the states of the way to the registry, as the log has them.
var linkNames = map[syncer.LinkState]siak.State{
	syncer.Unknown: "unknown", syncer.Online: "online", syncer.Offline: "offline", syncer.Trouble: "trouble",
}

// logged writes down what the workers tell and passes it on. Every function of next
// must be set.
func logged(log *slog.Logger, next syncer.Events) syncer.Events {
	log = log.With(logging.Component("sync"))
	return syncer.Events{
		Link: func(l syncer.Link) {
			log.Info("the way to the registry has changed", logging.State(linkNames[l.State]), logging.Kind(l.Kind), logging.Connection(l.Fault), slog.Duration("clock_offset", l.Offset))
			next.Link(l)
		},
		Progress: func(p syncer.Progress) {
			switch {
			case p.Failed != "":
				log.Warn("a pull ended early", logging.Kind(p.Failed), logging.Count("done", p.Done), logging.Count("of", p.Of))
			case !p.Running:
				log.Info("a pull is complete", logging.Count("done", p.Done))
			}
			next.Progress(p)
		},
		Changed: func(changed []siak.Activation) {
			for _, a := range changed {
				log.Info("an activation has changed", logging.Activation(a.ID), logging.State(a.State))
			}
			next.Changed(changed)
		},
		Drift: func(r siak.Region) {
			log.Warn("a part of the copy is not what the registry has", logging.Region(r))
			next.Drift(r)
		},
		LeftOut: func(r siak.Region, changes int) {
			log.Warn("changes that cannot be read were left out of the copy", logging.Region(r), logging.Count("changes", changes))
			next.LeftOut(r, changes)
		},
		Trust: func(t siak.Trust) {
			log.Info("there is a new trust list", logging.Count("issuers", len(t.Issuers)))
			next.Trust(t)
		},
		Storage: func(kind siak.Kind) {
			log.Warn("the store's condition has changed", logging.Kind(kind))
			next.Storage(kind)
		},
		OlderFile: func(is bool) {
			log.Warn("the registry saw another audit", logging.Flag("older_file", is))
			next.OlderFile(is)
		},
		Wipe: func(o siak.WipeOrder) {
			log.Warn("the registry orders a wipe")
			next.Wipe(o)
		},
		FalseOrder: func(err error) {
			log.Error("an order to wipe came that is not the registry's", logging.Kind(siak.KindBadReply))
			next.FalseOrder(err)
		},
	}
}
