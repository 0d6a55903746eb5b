package server

import (
	"context"
	"errors"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/types/known/timestamppb"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/server/population"
	"ikd/station/siak/registry/server/scope"
	"ikd/station/siak/registry/wire"
)

// service is the contract as stations see it. It answers unimplemented to the
// calls that it does not have.
type service struct {
	pb.UnimplementedRegistryServiceHandler
	r *Registry
}

var _ pb.RegistryServiceHandler = service{}

// Answer turns an error into what a caller may know of it. Whatever is wrong
// with the storage, the caller can only try again later.
func (r *Registry) Answer(op string, err error) error {
	codes := map[siak.Kind]connect.Code{
		siak.KindRefused: connect.CodeInvalidArgument, siak.KindNotFound: connect.CodeNotFound, siak.KindBadNIK: connect.CodeInvalidArgument,
		siak.KindNotPermitted: connect.CodePermissionDenied,
	}
	if q, ok := errors.AsType[*scope.UsedUp](err); ok {
		return usedUp(q)
	}
	if code, ok := codes[siak.KindOf(err)]; ok {
		return connect.NewError(code, errors.New("refused"))
	}
	tell := r.o.Log.Error
	if errors.Is(err, context.Canceled) {
		tell = r.o.Log.Debug // whoever called has gone
	}
	tell("a call failed", "op", op, "error", err)
	return connect.NewError(connect.CodeUnavailable, errors.New("the registry cannot answer now"))
}

func (r *core) time() *timestamppb.Timestamp { return timestamppb.New(r.o.Now()) }

func (v service) GetTrust(ctx context.Context, req *connect.Request[pb.GetTrustRequest]) (*connect.Response[pb.GetTrustResponse], error) {
	var since time.Time
	if req.Msg.GetUsedSince().IsValid() {
		since = req.Msg.GetUsedSince().AsTime()
	}
	t, err := v.r.TrustFor(ctx, population.Question{Station: callerFrom(ctx).ID, Since: since, Paged: req.Msg.GetRevocationsByPage()})
	if err != nil {
		return nil, v.r.Answer("trust", err)
	}
	res, err := wire.FromTrust(t)
	if err != nil {
		return nil, v.r.Answer("trust", err)
	}
	res.ServerTime, res.UsedSince = v.r.time(), req.Msg.GetUsedSince()
	res.KeysVersion = v.r.Keys().Version
	if err := v.r.Seal(ctx, res); err != nil {
		return nil, v.r.Answer("trust", err)
	}
	return connect.NewResponse(res), nil
}

func (v service) ListChanges(ctx context.Context, req *connect.Request[pb.ListChangesRequest]) (*connect.Response[pb.ListChangesResponse], error) {
	limit := min(req.Msg.GetLimit(), population.MaxPage)
	page, err := v.r.copied(ctx, scope.Copied{Station: callerFrom(ctx).ID}, wire.ToCursor(req.Msg.GetAfter()), int(limit))
	if err != nil {
		return nil, v.r.Answer("changes", err)
	}
	res := wire.FromPage(page)
	if req.Msg.GetChecksum() {
		if res.Checksum, err = v.r.Checksum(ctx, page); err != nil {
			return nil, v.r.Answer("checksum", err)
		}
	}
	res.ServerTime = v.r.time()
	if err := v.r.Seal(ctx, res); err != nil {
		return nil, v.r.Answer("changes", err)
	}
	return connect.NewResponse(res), nil
}

func (v service) LookUp(ctx context.Context, req *connect.Request[pb.LookUpRequest]) (*connect.Response[pb.LookUpResponse], error) {
	l, err := wire.ToLookUp(req.Msg)
	if err != nil {
		return nil, connect.NewError(connect.CodeInvalidArgument, err)
	}
	resident, found, err := v.r.LookUp(ctx, *callerFrom(ctx), l)
	if err != nil {
		return nil, v.r.Answer("look up", err)
	}
	res := &pb.LookUpResponse{ServerTime: v.r.time()}
	if found {
		res.Resident = wire.FromResident(resident)
	}
	return connect.NewResponse(res), nil
}

func (v service) SubmitActivations(ctx context.Context, req *connect.Request[pb.SubmitActivationsRequest]) (*connect.Response[pb.SubmitActivationsResponse], error) {
	subs, err := toSubmissions(req.Msg.GetItems())
	if err != nil {
		return nil, v.r.Answer("submit", err)
	}
	verdicts, err := v.r.Submit(ctx, *callerFrom(ctx), subs)
	if err != nil {
		return nil, v.r.Answer("submit", err)
	}
	res := &pb.SubmitActivationsResponse{ServerTime: v.r.time()}
	for _, verdict := range verdicts {
		res.Verdicts = append(res.Verdicts, wire.FromVerdict(verdict))
	}
	return connect.NewResponse(res), nil
}

func toSubmissions(items []*pb.ActivationItem) ([]Submission, error) {
	if len(items) > wire.MaxBatch {
		return nil, siak.E("submit", siak.KindRefused, errors.New("too many at once"))
	}
	subs := make([]Submission, 0, len(items))
	for _, i := range items {
		officer, err := wire.ToOfficerSignature(i.GetOfficerSignature())
		if err != nil {
			return nil, siak.E("submit", siak.KindRefused, err)
		}
		sub := Submission{Statement: i.GetStatement(), Presentation: i.GetPresentation(), Officer: officer}
		if copy(sub.ID[:], i.GetId()) != len(sub.ID) || len(i.GetId()) != len(sub.ID) {
			return nil, siak.E("submit", siak.KindRefused, errors.New("an id is not 16 bytes"))
		}
		subs = append(subs, sub)
	}
	return subs, nil
}

func (v service) ListVerdicts(ctx context.Context, req *connect.Request[pb.ListVerdictsRequest]) (*connect.Response[pb.ListVerdictsResponse], error) {
	verdicts, more, err := v.r.Verdicts(ctx, callerFrom(ctx).ID, req.Msg.GetAfterSeq())
	if err != nil {
		return nil, v.r.Answer("verdicts", err)
	}
	res := &pb.ListVerdictsResponse{More: more, ServerTime: v.r.time()}
	for _, verdict := range verdicts {
		res.Verdicts = append(res.Verdicts, wire.FromVerdict(verdict))
	}
	return connect.NewResponse(res), nil
}

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
	if err := v.r.noteProtection(ctx, c, req.Msg.GetKeyProtection()); err != nil {
		return nil, v.r.Answer("anchor", err)
	}
	rows := siak.AuditRows{After: req.Msg.GetRows().GetAfter(), Bodies: req.Msg.GetRows().GetBodies()}
	a, err := v.r.Anchor(ctx, *c, head, last, rows)
	if err != nil {
		return nil, v.r.Answer("anchor", err)
	}
	if !a.Kept {
		v.r.o.Log.Warn("a station's audit is not the one seen last", "station", c.ID, "forked", a.Forked)
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
