package registry

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/types/known/timestamppb"

	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

const officeName = "registry.test.invalid"

// issuer is an authority.
type issuer struct {
	t    *testing.T
	cert *x509.Certificate
	key  ed25519.PrivateKey
}

func newIssuer(t *testing.T, from time.Time) *issuer {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Otoritas " + rand.Text()}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: from, NotAfter: from.AddDate(20, 0, 0), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &issuer{t, cert, key}
}

// succeeds certifies another authority's key.
func (i *issuer) succeeds(next *issuer) []byte {
	i.t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, next.cert, i.cert, next.key.Public(), i.key)
	if err != nil {
		i.t.Fatal(err)
	}
	return der
}

func (i *issuer) certify(public crypto.PublicKey, usage x509.ExtKeyUsage, from, to time.Time) []byte {
	i.t.Helper()
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(from.UnixNano()), Subject: pkix.Name{CommonName: "x"}, DNSNames: []string{officeName},
		NotBefore: from, NotAfter: to, ExtKeyUsage: []x509.ExtKeyUsage{usage}, KeyUsage: x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, i.cert, public, i.key)
	if err != nil {
		i.t.Fatal(err)
	}
	return der
}

// server makes the registry's own certificate, with the authority behind it.
func (i *issuer) server(from, to time.Time) tls.Certificate {
	i.t.Helper()
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		i.t.Fatal(err)
	}
	return tls.Certificate{
		Certificate: [][]byte{i.certify(public, x509.ExtKeyUsageServerAuth, from, to), i.cert.Raw}, PrivateKey: key,
	}
}

// office is a registry as far as identity and time go, over real TLS.
type office struct {
	pb.UnimplementedRegistryServiceHandler
	t      *testing.T
	addr   string
	issuer *issuer
	// succession is what Renew and Enrol answer with, and wipe what AnchorAudit does.
	succession []byte
	wipe       *pb.WipeOrder
	clock      *moved
	for_       time.Duration // of a station's certificate

	mu       sync.Mutex
	shows    tls.Certificate
	enrolled []*pb.EnrolRequest
	refuse   *connect.Error // what Enrol answers
	// shown is the certificate of the last caller.
	shown atomic.Pointer[x509.Certificate]
	stall chan struct{} // GetAnchor waits for it; nil: it does not
	// page and trust are what ListChanges and GetTrust answer, see seal_test.go.
	page  *pb.ListChangesResponse
	trust *pb.GetTrustResponse
}

// moved is a clock that a test moves.
type moved struct{ at atomic.Int64 }

func newMoved(at time.Time) *moved {
	m := &moved{}
	m.set(at)
	return m
}

func (m *moved) now() time.Time      { return time.Unix(0, m.at.Load()) }
func (m *moved) set(at time.Time)    { m.at.Store(at.UnixNano()) }
func (m *moved) add(d time.Duration) { m.at.Add(int64(d)) }
func day(year, month, d int) time.Time {
	return time.Date(year, time.Month(month), d, 8, 0, 0, 0, time.UTC)
}

// newOffice serves a registry whose clock shows 1 June 2027 and whose own
// certificate is of that year.
func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, issuer: newIssuer(t, day(2020, 1, 1)), clock: newMoved(day(2027, 6, 1)), for_: 90 * 24 * time.Hour}
	o.shows = o.issuer.server(day(2027, 1, 1), day(2028, 1, 1))
	mux := http.NewServeMux()
	mux.Handle(pb.NewRegistryServiceHandler(o, wire.HandlerOptions(1<<20)))
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TLS.PeerCertificates) > 0 {
			o.shown.Store(r.TLS.PeerCertificates[0])
		} else {
			o.shown.Store(nil)
		}
		mux.ServeHTTP(w, r)
	}))
	s.EnableHTTP2 = true
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.TLS = &tls.Config{}
	// httptest's own certificate would be shown to who names no server.
	s.TLS.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		o.mu.Lock()
		defer o.mu.Unlock()
		return &tls.Config{
			MinVersion: tls.VersionTLS13, ClientAuth: tls.RequestClientCert,
			Certificates: []tls.Certificate{o.shows}, NextProtos: s.TLS.NextProtos,
		}, nil
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	o.addr = s.Listener.Addr().String()
	return o
}

// show changes the registry's own certificate, for new connections.
func (o *office) show(c tls.Certificate) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.shows = c
}

// codes are the enrolments that came in.
func (o *office) codes() (codes []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, r := range o.enrolled {
		codes = append(codes, r.GetCode())
	}
	return codes
}

func (o *office) Enrol(_ context.Context, req *connect.Request[pb.EnrolRequest]) (*connect.Response[pb.EnrolResponse], error) {
	o.mu.Lock()
	o.enrolled = append(o.enrolled, req.Msg)
	refuse := o.refuse
	o.mu.Unlock()
	if refuse != nil {
		return nil, refuse
	}
	return connect.NewResponse(o.certificate(req.Msg.GetCertificateRequest())), nil
}

func (o *office) RenewCertificate(_ context.Context, req *connect.Request[pb.RenewCertificateRequest]) (*connect.Response[pb.RenewCertificateResponse], error) {
	return connect.NewResponse(&pb.RenewCertificateResponse{Enrolment: o.certificate(req.Msg.GetCertificateRequest())}), nil
}

func (o *office) certificate(request []byte) *pb.EnrolResponse {
	csr, err := x509.ParseCertificateRequest(request)
	if err != nil {
		o.t.Error(err)
		return &pb.EnrolResponse{}
	}
	now := o.clock.now()
	return &pb.EnrolResponse{
		StationId:   "S-1",
		Certificate: o.issuer.certify(csr.PublicKey, x509.ExtKeyUsageClientAuth, now.Add(-time.Hour), now.Add(o.for_)),
		Authority:   o.issuer.cert.Raw, ServerName: officeName, OfficeRegion: "327606", OfficeName: "Kec. Beji",
		ServerTime: timestamppb.New(now), AuthoritySuccession: o.succession,
	}
}

func (o *office) GetTime(context.Context, *connect.Request[pb.GetTimeRequest]) (*connect.Response[pb.GetTimeResponse], error) {
	return connect.NewResponse(&pb.GetTimeResponse{ServerTime: timestamppb.New(o.clock.now())}), nil
}

func (o *office) AnchorAudit(context.Context, *connect.Request[pb.AnchorAuditRequest]) (*connect.Response[pb.AnchorAuditResponse], error) {
	return connect.NewResponse(&pb.AnchorAuditResponse{Status: pb.AnchorStatus_ANCHOR_STATUS_KEPT, Wipe: o.wipe}), nil
}

func (o *office) GetAnchor(context.Context, *connect.Request[pb.GetAnchorRequest]) (*connect.Response[pb.GetAnchorResponse], error) {
	if o.stall != nil {
		<-o.stall
	}
	if o.shown.Load() == nil {
		return nil, refusal(connect.CodeUnauthenticated, pb.RefusalReason_REFUSAL_REASON_NO_CERTIFICATE)
	}
	return connect.NewResponse(&pb.GetAnchorResponse{ServerTime: timestamppb.New(o.clock.now())}), nil
}

// refusal is an error with the contract's detail.
func refusal(code connect.Code, reason pb.RefusalReason) *connect.Error {
	err := connect.NewError(code, errors.New("refused"))
	if detail, e := connect.NewErrorDetail(&pb.Refusal{Reason: reason}); e == nil {
		err.AddDetail(detail)
	}
	return err
}

// code is one of this registry's.
func (o *office) code() wire.EnrolCode { return wire.NewEnrolCode(o.issuer.cert) }

// enrol enrols a laptop whose clock is that.
func (o *office) enrol(laptop *moved) Identity {
	o.t.Helper()
	id, err := Enrol(o.t.Context(), o.addr, EnrolOptions{Code: o.code().Text(), StationName: "Loket 1", Options: Options{Now: laptop.now}})
	if err != nil {
		o.t.Fatal(err)
	}
	return id
}

func (o *office) client(id Identity, options Options) *Client {
	o.t.Helper()
	c, err := New(id, options)
	if err != nil {
		o.t.Fatal(err)
	}
	o.t.Cleanup(func() { _ = c.Close() })
	return c
}
