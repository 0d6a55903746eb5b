package registry

import (
	"context"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// Partitions fetches what the station may keep, where a copy of it stands that
// has everything, and how many people that are. A registry from before there
// were areas refuses.
func (c *Client) Partitions(ctx context.Context) ([]siak.PartitionState, error) {
	const op = "fetch the areas"
	m, err := call(ctx, &c.caller, op, c.service.ListPartitions, &pb.ListPartitionsRequest{})
	if err != nil {
		return nil, err
	}
	all, err := wire.ToPartitions(m.GetPartitions())
	if err != nil {
		return nil, badReply(op, err)
	}
	return all, nil
}
