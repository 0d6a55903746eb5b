package sandbox

import (
	"context"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/types/known/timestamppb"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
)

// trainingService is the made-up citizens' side of the contract.
type trainingService struct{ s *Sandbox }

var _ pb.TrainingServiceHandler = trainingService{}

func (v trainingService) ShowPhone(ctx context.Context, req *connect.Request[pb.ShowPhoneRequest]) (*connect.Response[pb.ShowPhoneResponse], error) {
	code, id, err := v.s.ShowPhone(ctx, PhoneRequest{
		Outcome:   siak.Outcome(req.Msg.GetOutcome()),
		Elsewhere: req.Msg.GetElsewhere(),
		Age:       req.Msg.GetAge().AsDuration(),
	})
	if err != nil {
		return nil, v.s.Answer("show phone", err)
	}
	return connect.NewResponse(&pb.ShowPhoneResponse{Code: code, RegistrationId: id}), nil
}

func (v trainingService) ListMail(ctx context.Context, req *connect.Request[pb.ListMailRequest]) (*connect.Response[pb.ListMailResponse], error) {
	mails, err := v.s.Mail(ctx, req.Msg.GetAfterSeq())
	if err != nil {
		return nil, v.s.Answer("list mail", err)
	}
	res := &pb.ListMailResponse{}
	for _, m := range mails {
		res.Mails = append(res.Mails, &pb.Mail{
			Seq: m.Seq, RegistrationId: m.RegistrationID, To: m.To, Code: m.Code,
			Sent: timestamppb.New(m.Sent), Used: m.Used,
		})
	}
	return connect.NewResponse(res), nil
}

func (v trainingService) FinishActivation(ctx context.Context, req *connect.Request[pb.FinishActivationRequest]) (*connect.Response[pb.FinishActivationResponse], error) {
	active, reason, err := v.s.Finish(ctx, req.Msg.GetRegistrationId(), req.Msg.GetCode())
	if err != nil {
		return nil, v.s.Answer("finish", err)
	}
	return connect.NewResponse(&pb.FinishActivationResponse{Active: active, Reason: string(reason)}), nil
}
