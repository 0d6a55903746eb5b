package server

import (
	"context"

	"connectrpc.com/connect"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// ListPartitions gives what a station may keep.
func (v service) ListPartitions(ctx context.Context, _ *connect.Request[pb.ListPartitionsRequest]) (*connect.Response[pb.ListPartitionsResponse], error) {
	states, err := v.r.partitionStates(ctx)
	if err != nil {
		return nil, v.r.Answer("partitions", err)
	}
	return connect.NewResponse(&pb.ListPartitionsResponse{Partitions: wire.FromPartitions(states), ServerTime: v.r.time()}), nil
}

// partitionStates are the partitions of the area as copies of them can be.
func (r *Registry) partitionStates(ctx context.Context) (states []siak.PartitionState, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		states = nil
		all, err := tx.ListPartitions()
		if err != nil {
			return err
		}
		epoch, err := tx.Number(numberEpoch)
		for _, p := range all {
			if p.Area {
				states = append(states, siak.PartitionState{
					Name: p.Name, Head: siak.Cursor{Partition: p.Region, Epoch: uint64(epoch), Seq: p.Seq}, Total: int(p.Total),
				})
			}
		}
		return err
	})
	return states, at("list partitions", err)
}
