package server

import (
	"context"

	"connectrpc.com/connect"

	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/server/population"
	"ikd/station/siak/registry/wire"
)

// ListPartitions gives what a station may keep.
func (v service) ListPartitions(ctx context.Context, _ *connect.Request[pb.ListPartitionsRequest]) (*connect.Response[pb.ListPartitionsResponse], error) {
	states, err := v.r.PartitionStates(ctx, callerFrom(ctx).ID)
	if err != nil {
		return nil, v.r.Answer("partitions", err)
	}
	return connect.NewResponse(&pb.ListPartitionsResponse{Partitions: wire.FromPartitions(states), ServerTime: v.r.time()}), nil
}

// ListRevocations gives a page of the revocations.
func (v service) ListRevocations(ctx context.Context, req *connect.Request[pb.ListRevocationsRequest]) (*connect.Response[pb.ListRevocationsResponse], error) {
	limit := min(req.Msg.GetLimit(), population.MostRevocations)
	page, err := v.r.Revocations(ctx, wire.ToRevocationCursor(req.Msg.GetAfter()), int(limit))
	if err != nil {
		return nil, v.r.Answer("revocations", err)
	}
	res := wire.FromRevocations(page)
	res.ServerTime = v.r.time()
	if err := v.r.Seal(ctx, res); err != nil {
		return nil, v.r.Answer("revocations", err)
	}
	return connect.NewResponse(res), nil
}
