package registry

import (
	"context"

	"google.golang.org/protobuf/proto"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// MaxBatch is how many activations [Client.Submit] may hand in at once.
const MaxBatch = wire.MaxBatch

// Submit hands in activations (of each, ID, Signed and Presentation are sent)
// and gives back a verdict for each, in their order. Handing one in again gets
// the same verdict. An error means that nothing is known about any of them.
func (c *Client) Submit(ctx context.Context, activations []siak.Activation) ([]siak.Verdict, error) {
	const op = "submit activations"
	req := &pb.SubmitActivationsRequest{}
	for _, a := range activations {
		req.Items = append(req.Items, &pb.ActivationItem{
			Id: a.ID[:], Statement: a.Signed, Presentation: a.Presentation, OfficerSignature: wire.FromOfficerSignature(a.OfficerSignature),
		})
	}
	m, err := callSized(ctx, &c.caller, sized{op, proto.Size(req)}, c.service.SubmitActivations, req)
	if err != nil {
		return nil, err
	}
	verdicts, err := toVerdicts(m.GetVerdicts())
	if err == nil && !answers(activations, verdicts) {
		err = errUnread
	}
	if err != nil {
		return nil, badReply(op, err)
	}
	return verdicts, nil
}

// answers reports whether there is one verdict for each activation, in order.
func answers(activations []siak.Activation, verdicts []siak.Verdict) bool {
	if len(activations) != len(verdicts) {
		return false
	}
	for i, v := range verdicts {
		if v.ID != activations[i].ID {
			return false
		}
	}
	return true
}

// Verdicts fetches what became of this station's activations after the verdict
// of that sequence, in rising sequence. more: ask again from the last one.
func (c *Client) Verdicts(ctx context.Context, afterSeq uint64) (verdicts []siak.Verdict, more bool, err error) {
	const op = "fetch verdicts"
	m, err := call(ctx, &c.caller, op, c.service.ListVerdicts, &pb.ListVerdictsRequest{AfterSeq: afterSeq})
	if err != nil {
		return nil, false, err
	}
	verdicts, err = toVerdicts(m.GetVerdicts())
	if err == nil && !rising(afterSeq, verdicts, m.GetMore()) {
		err = errUnread
	}
	if err != nil {
		return nil, false, badReply(op, err)
	}
	return verdicts, m.GetMore(), nil
}

// rising refuses what would send the caller round in circles.
func rising(after uint64, verdicts []siak.Verdict, more bool) bool {
	for _, v := range verdicts {
		if v.Seq <= after {
			return false
		}
		after = v.Seq
	}
	return !more || len(verdicts) > 0
}

func toVerdicts(ms []*pb.Verdict) ([]siak.Verdict, error) {
	verdicts := make([]siak.Verdict, 0, len(ms))
	for _, m := range ms {
		v, err := wire.ToVerdict(m)
		if err != nil {
			return nil, err
		}
		verdicts = append(verdicts, v)
	}
	return verdicts, nil
}
