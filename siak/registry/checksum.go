package registry

import (
	"context"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// Checksum asks for the checksum of a partition as it stands at a cursor; false
// where the registry has moved on since, or keeps no checksums.
func (c *Client) Checksum(ctx context.Context, at siak.Cursor) (d siak.Digest, known bool, err error) {
	const op = "fetch a checksum"
	m, err := call(ctx, &c.caller, op, c.service.ListChanges, &pb.ListChangesRequest{
		After: wire.FromCursor(at), Limit: 1, Checksum: true,
	})
	if err != nil {
		return d, false, err
	}
	if err := pageAnswers(c, op, at, m); err != nil {
		return d, false, err
	}
	sum := m.GetChecksum()
	if wire.ToCursor(m.GetTo()) != at || m.GetMore() || m.GetStartOver() || len(sum) == 0 {
		return d, false, nil
	}
	if copy(d[:], sum) != len(d) || len(sum) != len(d) {
		return d, false, badReply(op, errUnread)
	}
	return d, true, nil
}
