package server

import (
	"context"
	"crypto/x509"
	"time"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/text"
)

// usualCertificate is how long a station's certificate is good unless the
// options say otherwise: it renews it when a third of that is left, so a laptop
// may lie in a cupboard for a month without being forgotten.
const usualCertificate = 90 * 24 * time.Hour

// enrolment certifies a station's key and is all that a station is told with it.
func (r *EnrolmentService) enrolment(ctx context.Context, id string, request *x509.CertificateRequest, recipient []byte) (*pb.EnrolResponse, error) {
	if err := r.sealing.setFileRecipient(ctx, id, recipient); err != nil {
		return nil, err
	}
	cert, err := certify(certificate{
		subject: id, now: r.o.Now(), usage: x509.ExtKeyUsageClientAuth, life: r.o.CertificateFor,
	}, request.PublicKey, r.keys.authority, r.keys.authorityKey)
	if err != nil {
		return nil, at("certify a station", err)
	}
	file, err := r.sealing.fileKey(ctx)
	if err != nil {
		return nil, err
	}
	res := &pb.EnrolResponse{
		StationId: id, Certificate: cert, Authority: r.keys.authority.Raw, ServerName: r.keys.serverName,
		Training: r.o.Training, ServerTime: r.time(),
		SealingKey: r.keys.sealing.PublicKey().Bytes(), FileRecipient: file.PublicKey().Bytes(),
	}
	partitions, err := r.population.Partitions(ctx)
	if err != nil {
		return nil, err
	}
	granted, err := r.access.Grants(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, p := range partitions {
		if p.Area && granted.Covers(p.Region) {
			res.Partitions = append(res.Partitions, &pb.Partition{Region: string(p.Region), Name: text.Clean(p.Name)})
		}
	}
	region, name, err := r.office(ctx, id, partitions)
	res.OfficeRegion, res.OfficeName = string(region), name
	return res, err
}

// office is where a station stands.
func (r *EnrolmentService) office(ctx context.Context, id string, partitions []Partition) (region siak.Region, name string, err error) {
	var st Station
	err = r.store.Read(ctx, func(tx Tx) error {
		st, _, err = tx.StationByID(id)
		return err
	})
	if err != nil || st.Region == "" || st.Region == r.o.OfficeRegion {
		return r.o.OfficeRegion, r.o.OfficeName, at("find station", err)
	}
	for _, p := range partitions {
		if p.Region == st.Region {
			return st.Region, "Kecamatan " + text.Clean(p.Name), nil
		}
	}
	return st.Region, r.o.OfficeName, nil
}
