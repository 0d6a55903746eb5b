package server

import (
	"context"

	"connectrpc.com/connect"

	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// ListRevocations gives a page of the revocations.
func (v service) ListRevocations(ctx context.Context, req *connect.Request[pb.ListRevocationsRequest]) (*connect.Response[pb.ListRevocationsResponse], error) {
	limit := min(req.Msg.GetLimit(), mostRevocations)
	page, err := v.r.Revocations(ctx, wire.ToRevocationCursor(req.Msg.GetAfter()), int(limit))
	if err != nil {
		return nil, v.r.Answer("revocations", err)
	}
	res := wire.FromRevocations(page)
	res.ServerTime = v.r.time()
	if err := v.r.seal(ctx, res); err != nil {
		return nil, v.r.Answer("revocations", err)
	}
	return connect.NewResponse(res), nil
}
