package registry

import (
	"context"
	"sync/atomic"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// bytesPerRevocation is what one comes to in transit: a hash and a day.
const (
	bytesPerRevocation = 20
	usualRevocations   = 10_000
)

// followedLists says which lists the caller follows in pages.
type followedLists struct{ paged atomic.Bool }

// FollowRevocations has [Client.Trust] leave the revocations out where the registry
// gives them in pages: the caller follows [Client.Revocations] to where
// [siak.Trust.Revocations] says.
func (f *followedLists) FollowRevocations() { f.paged.Store(true) }

// Revocations fetches the next page of the list of revocations. limit is the most
// that are wanted; 0 leaves it to the registry.
func (c *Client) Revocations(ctx context.Context, after siak.RevocationCursor, limit int) (siak.RevocationPage, error) {
	const op = "fetch revocations"
	size := sized{op, max(limit, usualRevocations) * bytesPerRevocation}
	m, err := callSized(ctx, &c.caller, size, c.service.ListRevocations, &pb.ListRevocationsRequest{
		After: wire.FromRevocationCursor(after), Limit: uint32(max(0, limit)),
	})
	if err != nil {
		return siak.RevocationPage{}, err
	}
	if err := c.sealed(op, m); err != nil {
		return siak.RevocationPage{}, err
	}
	page, err := wire.ToRevocations(after, m)
	if err != nil {
		return siak.RevocationPage{}, badReply(op, err)
	}
	return page, nil
}
