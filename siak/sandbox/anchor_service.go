package sandbox

import (
	"context"
	"errors"

	"connectrpc.com/connect"

	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

func (v registryService) AnchorAudit(ctx context.Context, req *connect.Request[pb.AnchorAuditRequest]) (*connect.Response[pb.AnchorAuditResponse], error) {
	head, err := wire.ToHead(req.Msg.GetHead())
	if err != nil {
		return nil, connect.NewError(connect.CodeInvalidArgument, err)
	}
	last, err := wire.ToHead(req.Msg.GetLast())
	if err != nil {
		return nil, connect.NewError(connect.CodeInvalidArgument, err)
	}
	a, err := v.s.anchor(ctx, stationFrom(ctx), head, last)
	if err != nil {
		return nil, v.s.answer("anchor", err)
	}
	if !a.Kept {
		v.s.o.Log.Warn("a station's audit is not the one seen last", "station", stationFrom(ctx).id)
	}
	res := wire.FromAnchoring(a)
	res.ServerTime = v.s.time()
	return connect.NewResponse(res), nil
}

func (v registryService) GetAnchor(ctx context.Context, _ *connect.Request[pb.GetAnchorRequest]) (*connect.Response[pb.GetAnchorResponse], error) {
	last, err := lastAnchor(ctx, v.s.db.reader, stationFrom(ctx).id)
	if err != nil {
		return nil, v.s.answer("anchor", storageError("read the anchor", err))
	}
	return connect.NewResponse(&pb.GetAnchorResponse{Last: wire.FromHead(last), ServerTime: v.s.time()}), nil
}

func (v registryService) ReportWipe(ctx context.Context, req *connect.Request[pb.ReportWipeRequest]) (*connect.Response[pb.ReportWipeResponse], error) {
	if n := len(req.Msg.GetOrder()); n != 0 && n != 16 {
		return nil, connect.NewError(connect.CodeInvalidArgument, errors.New("an order is 16 bytes"))
	}
	if err := v.s.wiped(ctx, stationFrom(ctx).id, req.Msg.GetOrder(), req.Msg.GetExported()); err != nil {
		return nil, v.s.answer("wipe", err)
	}
	return connect.NewResponse(&pb.ReportWipeResponse{ServerTime: v.s.time()}), nil
}
