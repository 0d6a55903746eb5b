package server

import (
	"context"
	"errors"

	"connectrpc.com/connect"

	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

func (v service) AnchorAudit(ctx context.Context, req *connect.Request[pb.AnchorAuditRequest]) (*connect.Response[pb.AnchorAuditResponse], error) {
	head, err := wire.ToHead(req.Msg.GetHead())
	if err != nil {
		return nil, connect.NewError(connect.CodeInvalidArgument, err)
	}
	last, err := wire.ToHead(req.Msg.GetLast())
	if err != nil {
		return nil, connect.NewError(connect.CodeInvalidArgument, err)
	}
	c := callerFrom(ctx)
	a, err := v.r.Anchor(ctx, *c, head, last)
	if err != nil {
		return nil, v.r.Answer("anchor", err)
	}
	if !a.Kept {
		v.r.o.Log.Warn("a station's audit is not the one seen last", "station", c.ID)
	}
	res := wire.FromAnchoring(a)
	res.ServerTime = v.r.time()
	return connect.NewResponse(res), nil
}

func (v service) GetAnchor(ctx context.Context, _ *connect.Request[pb.GetAnchorRequest]) (*connect.Response[pb.GetAnchorResponse], error) {
	last, err := v.r.LastAnchor(ctx, callerFrom(ctx).ID)
	if err != nil {
		return nil, v.r.Answer("anchor", err)
	}
	return connect.NewResponse(&pb.GetAnchorResponse{Last: wire.FromHead(last), ServerTime: v.r.time()}), nil
}

func (v service) ReportWipe(ctx context.Context, req *connect.Request[pb.ReportWipeRequest]) (*connect.Response[pb.ReportWipeResponse], error) {
	if n := len(req.Msg.GetOrder()); n != 0 && n != 16 {
		return nil, connect.NewError(connect.CodeInvalidArgument, errors.New("an order is 16 bytes"))
	}
	if err := v.r.wiped(ctx, callerFrom(ctx).ID, req.Msg.GetOrder(), int(req.Msg.GetExported())); err != nil {
		return nil, v.r.Answer("wipe", err)
	}
	return connect.NewResponse(&pb.ReportWipeResponse{ServerTime: v.r.time()}), nil
}
