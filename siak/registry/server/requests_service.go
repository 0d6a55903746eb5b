package server

import (
	"context"

	"connectrpc.com/connect"

	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

func (v service) DeactivatePhone(ctx context.Context, req *connect.Request[pb.DeactivatePhoneRequest]) (*connect.Response[pb.DeactivatePhoneResponse], error) {
	d, err := wire.ToDeactivation(req.Msg)
	if err != nil {
		return nil, connect.NewError(connect.CodeInvalidArgument, err)
	}
	a, err := v.r.Deactivate(ctx, callerFrom(ctx).ID, d)
	if err != nil {
		return nil, v.r.Answer("deactivate", err)
	}
	return connect.NewResponse(&pb.DeactivatePhoneResponse{
		State: wire.FromAnswer(a), Reason: string(a.Reason), ServerTime: v.r.time(),
	}), nil
}

func (v service) CorrectEmail(ctx context.Context, req *connect.Request[pb.CorrectEmailRequest]) (*connect.Response[pb.CorrectEmailResponse], error) {
	c, err := wire.ToEmailCorrection(req.Msg)
	if err != nil {
		return nil, connect.NewError(connect.CodeInvalidArgument, err)
	}
	a, err := v.r.CorrectEmail(ctx, callerFrom(ctx).ID, c)
	if err != nil {
		return nil, v.r.Answer("correct an address", err)
	}
	return connect.NewResponse(&pb.CorrectEmailResponse{
		State: wire.FromAnswer(a), Reason: string(a.Reason), CodeSent: a.CodeSent, ServerTime: v.r.time(),
	}), nil
}

func (v service) RecordManualService(ctx context.Context, req *connect.Request[pb.RecordManualServiceRequest]) (*connect.Response[pb.RecordManualServiceResponse], error) {
	m, err := wire.ToManualService(req.Msg)
	if err != nil {
		return nil, connect.NewError(connect.CodeInvalidArgument, err)
	}
	a, err := v.r.RecordManual(ctx, callerFrom(ctx).ID, m)
	if err != nil {
		return nil, v.r.Answer("record a manual service", err)
	}
	return connect.NewResponse(&pb.RecordManualServiceResponse{
		State: wire.FromAnswer(a), Reason: string(a.Reason), ServerTime: v.r.time(),
	}), nil
}
