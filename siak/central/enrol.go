package central

import (
	"context"
	"crypto/ed25519"
	crand "crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"errors"

	"connectrpc.com/connect"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
)

// maxStationName bounds the name that a station gives itself, in bytes.
const maxStationName = 128

// Enrol gives a station its certificate.
func (v service) Enrol(ctx context.Context, req *connect.Request[pb.EnrolRequest]) (*connect.Response[pb.EnrolResponse], error) {
	if !v.r.o.OpenEnrolment {
		return nil, connect.NewError(connect.CodeInvalidArgument, errors.New("enrolment needs a code"))
	}
	name := req.Msg.GetStationName()
	id, cert, err := v.r.enrol(ctx, req.Msg.GetCertificateRequest(), name[:min(len(name), maxStationName)])
	if err != nil {
		return nil, v.r.Answer("enrol", err)
	}
	if err := v.r.setFileRecipient(ctx, id, req.Msg.GetFileRecipient()); err != nil {
		return nil, v.r.Answer("enrol", err)
	}
	v.r.o.Log.Info("station enrolled", "station", id)
	res, err := v.r.enrolment(ctx, id, cert)
	if err != nil {
		return nil, v.r.Answer("enrol", err)
	}
	return connect.NewResponse(res), nil
}

// enrolment is all that a station is told with its certificate.
func (r *Registry) enrolment(ctx context.Context, id string, cert []byte) (*pb.EnrolResponse, error) {
	res := &pb.EnrolResponse{
		StationId: id, Certificate: cert, Authority: r.keys.authority.Raw, ServerName: r.keys.serverName,
		OfficeRegion: string(r.o.OfficeRegion), OfficeName: r.o.OfficeName, Training: r.o.Training, ServerTime: r.time(),
		SealingKey: r.keys.sealing.PublicKey().Bytes(),
	}
	key, err := r.fileKey(ctx)
	if err != nil {
		return nil, err
	}
	res.FileRecipient = key.PublicKey().Bytes()
	partitions, err := r.Partitions(ctx)
	for _, p := range partitions {
		if p.Area {
			res.Partitions = append(res.Partitions, &pb.Partition{Region: string(p.Region), Name: p.Name})
		}
	}
	return res, err
}

// enrol certifies a station's key. A key that is enrolled already keeps its
// station: an answer may have been lost.
func (r *Registry) enrol(ctx context.Context, csr []byte, name string) (id string, cert []byte, err error) {
	const op = "enrol station"
	request, err := x509.ParseCertificateRequest(csr)
	if err != nil || request.CheckSignature() != nil {
		return "", nil, siak.E(op, siak.KindRefused, errors.New("not a certificate request signed by its key"))
	}
	if _, ok := request.PublicKey.(ed25519.PublicKey); !ok {
		return "", nil, siak.E(op, siak.KindRefused, errors.New("the station's key must be Ed25519"))
	}
	err = r.store.Write(ctx, func(tx Tx) error {
		id, err = tx.AddStation(Station{
			ID: newStationID(), Name: name, PublicKey: request.RawSubjectPublicKeyInfo, Enrolled: r.o.Now(),
		})
		return err
	})
	if err != nil {
		return "", nil, at(op, err)
	}
	cert, err = certify(certificate{subject: id, now: r.o.Now(), usage: x509.ExtKeyUsageClientAuth},
		request.PublicKey, r.keys.authority, r.keys.authorityKey)
	return id, cert, at(op, err)
}

func newStationID() string {
	var b [8]byte
	_, _ = crand.Read(b[:])
	return "S-" + hex.EncodeToString(b[:])
}
