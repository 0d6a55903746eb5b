package sandbox

import (
	"context"
	"errors"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/types/known/timestamppb"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// registryService is the contract as stations see it.
// registryService answers unimplemented to the calls that it has not yet.
type registryService struct {
	pb.UnimplementedRegistryServiceHandler
	s *Sandbox
}

var _ pb.RegistryServiceHandler = registryService{}

// answer turns an error into what a caller may know of it. Whatever is wrong
// with the storage, the caller can only try again later.
func (s *Sandbox) answer(op string, err error) error {
	codes := map[siak.Kind]connect.Code{
		siak.KindRefused: connect.CodeInvalidArgument, siak.KindNotFound: connect.CodeNotFound, siak.KindBadNIK: connect.CodeInvalidArgument,
	}
	if code, ok := codes[siak.KindOf(err)]; ok {
		return connect.NewError(code, errors.New("refused"))
	}
	s.o.Log.Error("a call failed", "op", op, "error", err)
	return connect.NewError(connect.CodeUnavailable, errors.New("the registry cannot answer now"))
}

func (s *Sandbox) time() *timestamppb.Timestamp { return timestamppb.New(s.o.Now()) }

// maxStationName bounds the name that a station gives itself, in bytes.
const maxStationName = 128

func (v registryService) Enrol(ctx context.Context, req *connect.Request[pb.EnrolRequest]) (*connect.Response[pb.EnrolResponse], error) {
	name := req.Msg.GetStationName()
	id, cert, err := v.s.enrol(ctx, req.Msg.GetCertificateRequest(), name[:min(len(name), maxStationName)])
	if err != nil {
		return nil, v.s.answer("enrol", err)
	}
	v.s.o.Log.Info("station enrolled", "station", id)
	res := &pb.EnrolResponse{
		StationId: id, Certificate: cert, Authority: v.s.keys.authority.Raw, ServerName: serverName,
		OfficeRegion: string(officeRegion), OfficeName: officeName, Training: true, ServerTime: v.s.time(),
		SealingKey: v.s.keys.sealing.PublicKey().Bytes(),
	}
	for _, p := range area {
		res.Partitions = append(res.Partitions, &pb.Partition{Region: string(p.region), Name: p.name})
	}
	return connect.NewResponse(res), nil
}

func (v registryService) GetTrust(ctx context.Context, _ *connect.Request[pb.GetTrustRequest]) (*connect.Response[pb.GetTrustResponse], error) {
	t, err := v.s.trust(ctx, stationFrom(ctx).id)
	if err != nil {
		return nil, v.s.answer("trust", err)
	}
	res, err := wire.FromTrust(t)
	if err != nil {
		return nil, v.s.answer("trust", err)
	}
	res.ServerTime = v.s.time()
	return connect.NewResponse(res), nil
}

func (v registryService) ListChanges(ctx context.Context, req *connect.Request[pb.ListChangesRequest]) (*connect.Response[pb.ListChangesResponse], error) {
	limit := min(req.Msg.GetLimit(), maxPage)
	page, err := v.s.Changes(ctx, wire.ToCursor(req.Msg.GetAfter()), int(limit))
	if err != nil {
		return nil, v.s.answer("changes", err)
	}
	res := wire.FromPage(page)
	if req.Msg.GetChecksum() {
		if res.Checksum, err = v.s.checksum(ctx, page); err != nil {
			return nil, v.s.answer("checksum", err)
		}
	}
	res.ServerTime = v.s.time()
	return connect.NewResponse(res), nil
}

func (v registryService) LookUp(ctx context.Context, req *connect.Request[pb.LookUpRequest]) (*connect.Response[pb.LookUpResponse], error) {
	nik, err := siak.ParseNIK(req.Msg.GetNik())
	if err != nil {
		return nil, v.s.answer("look up", err)
	}
	r, found, err := v.s.lookUp(ctx, stationFrom(ctx).id, nik, req.Msg.GetRegistrationId())
	if err != nil {
		return nil, v.s.answer("look up", err)
	}
	res := &pb.LookUpResponse{ServerTime: v.s.time()}
	if found {
		res.Resident = wire.FromResident(r)
	}
	return connect.NewResponse(res), nil
}

func (v registryService) SubmitActivations(ctx context.Context, req *connect.Request[pb.SubmitActivationsRequest]) (*connect.Response[pb.SubmitActivationsResponse], error) {
	subs, err := toSubmissions(req.Msg.GetItems())
	if err != nil {
		return nil, v.s.answer("submit", err)
	}
	verdicts, err := v.s.submit(ctx, stationFrom(ctx), subs)
	if err != nil {
		return nil, v.s.answer("submit", err)
	}
	res := &pb.SubmitActivationsResponse{ServerTime: v.s.time()}
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
		sub := Submission{Statement: i.GetStatement(), Presentation: i.GetPresentation()}
		if copy(sub.ID[:], i.GetId()) != len(sub.ID) || len(i.GetId()) != len(sub.ID) {
			return nil, siak.E("submit", siak.KindRefused, errors.New("an id is not 16 bytes"))
		}
		subs = append(subs, sub)
	}
	return subs, nil
}

func (v registryService) ListVerdicts(ctx context.Context, req *connect.Request[pb.ListVerdictsRequest]) (*connect.Response[pb.ListVerdictsResponse], error) {
	verdicts, more, err := v.s.verdicts(ctx, stationFrom(ctx).id, req.Msg.GetAfterSeq())
	if err != nil {
		return nil, v.s.answer("verdicts", err)
	}
	res := &pb.ListVerdictsResponse{More: more, ServerTime: v.s.time()}
	for _, verdict := range verdicts {
		res.Verdicts = append(res.Verdicts, wire.FromVerdict(verdict))
	}
	return connect.NewResponse(res), nil
}
