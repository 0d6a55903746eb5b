package registry

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"sync"
	"time"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// EnrolOptions say who enrols.
type EnrolOptions struct {
	// Code was given by the registry's staff; a sandbox asks for none.
	Code string
	// StationName is what the registry's staff see: "Loket 1".
	StationName string
	Options
}

// Enrol makes the station's key and has the registry at addr ("host:port", with
// or without "https://") certify it. See the package comment for what first
// contact can and cannot promise. It fails with the kinds of the package
// comment; refused, where the code is not accepted.
func Enrol(ctx context.Context, addr string, o EnrolOptions) (Identity, error) {
	const op = "enrol station"
	base, err := parseAddress(addr)
	if err != nil {
		return Identity{}, err
	}
	key, csr, err := newStationKey(o.StationName)
	if err != nil {
		return Identity{}, siak.E(op, siak.KindUnknown, err)
	}
	seen := &firstContact{}
	m, err := seen.enrol(ctx, base, o, csr)
	if err != nil {
		return Identity{}, err
	}
	id, err := newIdentity(base, key, m)
	if err == nil {
		err = seen.check(id, o.withDefaults().Now)
	}
	if err != nil {
		return Identity{}, badReply(op, err)
	}
	return id, nil
}

// newStationKey makes a key (PKCS #8) and the request to certify it (PKCS #10).
func newStationKey(name string) (key, csr []byte, err error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	template := &x509.CertificateRequest{Subject: pkix.Name{CommonName: name}}
	if csr, err = x509.CreateCertificateRequest(rand.Reader, template, private); err != nil {
		return nil, nil, err
	}
	key, err = x509.MarshalPKCS8PrivateKey(private)
	return key, csr, err
}

// firstContact remembers who answered the first call.
type firstContact struct {
	mu    sync.Mutex
	chain []*x509.Certificate
}

// enrol makes the call over a connection that trusts on first use.
func (f *firstContact) enrol(ctx context.Context, base string, o EnrolOptions, csr []byte) (*pb.EnrolResponse, error) {
	opts := o.withDefaults()
	c := &caller{timeout: opts.Timeout, clock: clock{now: opts.Now}}
	c.transport = newTransport(opts.Dial, &tls.Config{
		MinVersion:         tls.VersionTLS13,
		InsecureSkipVerify: true, // judged by firstContact.check before anything is kept
		VerifyConnection:   f.note,
	}, nil)
	defer func() { _ = c.Close() }()
	service := pb.NewRegistryServiceClient(newHTTPClient(c.transport), base, clientOptions)
	return call(ctx, c, "enrol station", service.Enrol, &pb.EnrolRequest{
		CertificateRequest: csr, Code: o.Code, StationName: o.StationName,
	})
}

// note keeps the chain, and holds a second connection (the first may be lost
// before the answer) to the same certificate: the answer came from there.
func (f *firstContact) note(s tls.ConnectionState) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.chain != nil && !f.chain[0].Equal(s.PeerCertificates[0]) {
		return ErrForeignCertificate
	}
	f.chain = s.PeerCertificates
	return nil
}

// check verifies the connection, and the station's new certificate, against
// the authority of the reply.
func (f *firstContact) check(id Identity, now func() time.Time) error {
	conf, err := id.tlsConfig(now)
	if err != nil {
		return err
	}
	intermediates := x509.NewCertPool()
	for _, c := range f.chain[1:] {
		intermediates.AddCert(c)
	}
	if _, err := f.chain[0].Verify(x509.VerifyOptions{
		DNSName: id.ServerName, Roots: conf.RootCAs, Intermediates: intermediates, CurrentTime: conf.Time(),
	}); err != nil {
		return ErrForeignCertificate
	}
	_, err = conf.Certificates[0].Leaf.Verify(x509.VerifyOptions{
		Roots: conf.RootCAs, CurrentTime: conf.Time(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	return err
}

// sealingKeyLength is of an X25519 public key (RFC 7748).
const sealingKeyLength = 32

// newIdentity reads the reply.
func newIdentity(base string, key []byte, m *pb.EnrolResponse) (Identity, error) {
	id := Identity{
		StationID: m.GetStationId(), Address: base, ServerName: m.GetServerName(),
		Key: key, Certificate: m.GetCertificate(), Authority: m.GetAuthority(),
		OfficeRegion: siak.Region(m.GetOfficeRegion()), OfficeName: m.GetOfficeName(),
		Training: m.GetTraining(), SealingKey: m.GetSealingKey(),
	}
	for _, p := range m.GetPartitions() {
		if !wire.IsDistrict(p.GetRegion()) {
			return Identity{}, errors.New("partitions are not as agreed")
		}
		id.Partitions = append(id.Partitions, Partition{Region: siak.Region(p.GetRegion()), Name: p.GetName()})
	}
	if n := len(id.SealingKey); n != 0 && n != sealingKeyLength {
		return Identity{}, errors.New("the sealing key is not as agreed")
	}
	if id.StationID == "" || id.ServerName == "" || !wire.IsDistrict(m.GetOfficeRegion()) {
		return Identity{}, errors.New("station, server name or office is missing")
	}
	return id, nil
}
