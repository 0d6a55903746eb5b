package registry

import (
	"context"
	"maps"
	"sync"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// How the list of used presentations is followed. What is asked for again
// covers what was being written while the last reply was made; the whole list
// sheds what is too old to matter.
const (
	usedOverlap = 2 * time.Minute
	usedWhole   = time.Hour
)

// usedList is what a client knows of used presentations.
type usedList struct {
	mu    sync.Mutex
	ids   map[siak.PresentationID]bool
	whole time.Time // when all of it was fetched last, by the registry's clock
	last  time.Time // when it was asked for last, by the same
}

// since is from when on to ask at a time of the registry; absent for all.
func (u *usedList) since(now time.Time) *timestamppb.Timestamp {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.ids == nil || now.Sub(u.whole) >= usedWhole {
		return nil
	}
	return timestamppb.New(u.last.Add(-usedOverlap))
}

// take adds a reply and gives all that is known. It fails where the reply
// begins elsewhere than was asked.
func (u *usedList) take(asked *timestamppb.Timestamp, m *pb.GetTrustResponse, used map[siak.PresentationID]bool) (map[siak.PresentationID]bool, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	at := m.GetServerTime().AsTime()
	switch got := m.GetUsedSince(); {
	case got == nil: // the whole list, also where a part would have done
		u.ids, u.whole = used, at
	case asked == nil || !got.AsTime().Equal(asked.AsTime()) || u.ids == nil:
		return nil, errOtherQuestion
	default:
		maps.Copy(u.ids, used)
	}
	u.last = at
	return maps.Clone(u.ids), nil
}

// Trust fetches what to believe about codes, and the registry's time. Of the
// used presentations only those go over the line that are new to the client.
func (c *Client) Trust(ctx context.Context) (siak.Trust, time.Time, error) {
	const op = "fetch trust"
	asked := c.used.since(c.Time())
	m, err := call(ctx, &c.caller, op, c.service.GetTrust, &pb.GetTrustRequest{UsedSince: asked, RevocationsByPage: c.paged.Load()})
	if err != nil {
		return siak.Trust{}, time.Time{}, err
	}
	if err := c.sealed(op, m); err != nil {
		return siak.Trust{}, time.Time{}, err
	}
	t, err := wire.ToTrust(m)
	if err == nil {
		t.Used, err = c.used.take(asked, m, t.Used)
	}
	if err != nil {
		return siak.Trust{}, time.Time{}, badReply(op, err)
	}
	c.keysTold.version.Store(m.GetKeysVersion())
	return t, m.GetServerTime().AsTime(), nil
}
