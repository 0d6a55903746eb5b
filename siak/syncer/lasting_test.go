package syncer

import (
	"testing"
	"time"

	"ikd/station/siak"
)

// TestWhatLastsIsNotHammered: what only somebody's hand sets right is tried at the
// pull's own rhythm, what passes by itself every few seconds; and the officer is told
// which it is.
func TestWhatLastsIsNotHammered(t *testing.T) {
	for kind, c := range map[siak.Kind]struct {
		state       LinkState
		least, most int // tries in ten minutes
	}{
		siak.KindConnectionRefused: {Offline, 100, 170},
		siak.KindNoNetwork:         {Offline, 100, 170},
		siak.KindNameUnknown:       {Offline, 20, 25},
		siak.KindProxyGateway:      {Offline, 20, 25},
		siak.KindProxyPassword:     {Trouble, 20, 25},
		siak.KindProxySetting:      {Trouble, 20, 25},
		siak.KindPortal:            {Trouble, 20, 25},
	} {
		t.Run(string(kind), func(t *testing.T) {
			bubble(t, func(r *rig) { r.registry.down = kind }, Options{}, func(t *testing.T, r *rig) {
				pass(10 * time.Minute)
				if n := len(r.registry.called("trust")); n < c.least || n > c.most {
					t.Errorf("%d pulls in ten minutes", n)
				}
				if l := r.news.links[0]; l.State != c.state || l.Kind != kind {
					t.Errorf("told of the link: %v", r.news.links)
				}
			})
		})
	}
}
