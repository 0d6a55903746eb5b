package registry

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"
	"go.uber.org/goleak"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// tlsServer answers with h over TLS 1.3, in HTTP/2 where the client wants it.
func tlsServer(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.EnableHTTP2 = true
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

// training is the simplest of clients: it has everything but a certificate.
func training(t *testing.T, addr string) *Training {
	t.Helper()
	c, err := DialTraining(addr, Options{Timeout: 3 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func wantKind(t *testing.T, err error, want siak.Kind) {
	t.Helper()
	if siak.KindOf(err) != want {
		t.Errorf("error %v, want kind %s", err, want)
	}
	if err != nil && strings.Contains(err.Error(), secret) {
		t.Errorf("the error quotes the other end: %v", err)
	}
}

// secret stands for what servers quote and errors must not.
const secret = "3276010101019001"

// Whatever stands in for the registry is told from the registry.
func TestStrangersAnswer(t *testing.T) {
	answer := func(status int, contentType, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	const html = "<html>" + secret + "</html>"
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		want    siak.Kind
	}{
		"HTML":                {answer(200, "text/html; charset=utf-8", html), siak.KindPortal},
		"HTML, not found":     {answer(404, "text/html", html), siak.KindBadReply},
		"HTML, forbidden":     {answer(403, "text/html", html), siak.KindBadReply},
		"HTML, broken":        {answer(500, "text/html", html), siak.KindBadReply},
		"HTML, unavailable":   {answer(503, "text/html", html), siak.KindUnavailable},
		"HTML, busy":          {answer(429, "text/html", html), siak.KindUnavailable},
		"HTML, bad gateway":   {answer(502, "text/html", html), siak.KindUnavailable},
		"nothing":             {answer(200, "", ""), siak.KindBadReply},
		"not Protobuf":        {answer(200, "application/proto", html), siak.KindBadReply},
		"JSON of another app": {answer(200, "application/json", `{"a":"`+secret+`"}`), siak.KindBadReply},
		"a redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://portal.invalid/"+secret, http.StatusFound)
		}, siak.KindPortal},
		"unknown compression": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "br")
			answer(200, "application/proto", html)(w, r)
		}, siak.KindBadReply},
		"cut off in the reply": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/proto")
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, html)
			panic(http.ErrAbortHandler)
		}, siak.KindOffline},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := training(t, tlsServer(t, c.handler)).ListMail(t.Context(), 0)
			wantKind(t, err, c.want)
		})
	}
}

// saying is a registry that always answers with the same code, or too much.
type saying struct {
	pb.UnimplementedTrainingServiceHandler
	code connect.Code
}

func (s saying) ListMail(context.Context, *connect.Request[pb.ListMailRequest]) (*connect.Response[pb.ListMailResponse], error) {
	if s.code == 0 {
		mail := &pb.Mail{To: strings.Repeat("x", wire.MaxMessage)}
		return connect.NewResponse(&pb.ListMailResponse{Mails: []*pb.Mail{mail}}), nil
	}
	return nil, connect.NewError(s.code, errors.New(secret))
}

func TestRegistryAnswers(t *testing.T) {
	for code, want := range map[connect.Code]siak.Kind{
		0:                             siak.KindBadReply, // a bomb: 16 MiB and more in some kilobytes
		connect.CodeUnavailable:       siak.KindUnavailable,
		connect.CodeInternal:          siak.KindUnavailable,
		connect.CodeUnknown:           siak.KindUnavailable,
		connect.CodeDeadlineExceeded:  siak.KindUnavailable,
		connect.CodeResourceExhausted: siak.KindUnavailable,
		connect.CodeUnauthenticated:   siak.KindUnauthenticated,
		connect.CodePermissionDenied:  siak.KindRefused,
		connect.CodeInvalidArgument:   siak.KindRefused,
		connect.CodeNotFound:          siak.KindRefused,
		connect.CodeUnimplemented:     siak.KindRefused,
	} {
		t.Run(code.String(), func(t *testing.T) {
			mux := http.NewServeMux()
			mux.Handle(pb.NewTrainingServiceHandler(saying{code: code}, wire.HandlerOptions(1<<20)))
			_, err := training(t, tlsServer(t, mux)).ListMail(t.Context(), 0)
			wantKind(t, err, want)
		})
	}
}

func TestNoTLS(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(s.Close)
	_, err := training(t, s.Listener.Addr().String()).ListMail(t.Context(), 0)
	wantKind(t, err, siak.KindNoTLS)
}

func TestOldTLS(t *testing.T) {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.TLS = &tls.Config{MaxVersion: tls.VersionTLS12}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	_, err := training(t, s.Listener.Addr().String()).ListMail(t.Context(), 0)
	wantKind(t, err, siak.KindBadReply)
}

// A server that takes the connection and says nothing is given up, even in the
// middle of the reply.
func TestSilence(t *testing.T) {
	stall := make(chan struct{})
	addr := tlsServer(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/proto")
		_, _ = w.Write([]byte{10})
		_ = http.NewResponseController(w).Flush()
		select {
		case <-stall:
		case <-r.Context().Done():
		}
	}))
	defer close(stall)
	c, err := DialTraining(addr, Options{Timeout: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_, err = c.ListMail(t.Context(), 0)
	wantKind(t, err, siak.KindAnswerTimeout)
}

// impostor enrols anybody, under an authority of its own.
type impostor struct {
	pb.UnimplementedRegistryServiceHandler
	serverName string
	forge      func(*pb.EnrolResponse)
}

func (i impostor) Enrol(_ context.Context, req *connect.Request[pb.EnrolRequest]) (*connect.Response[pb.EnrolResponse], error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	csr, err := x509.ParseCertificateRequest(req.Msg.GetCertificateRequest())
	if err != nil {
		return nil, err
	}
	authority := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "impostor"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, authority, authority, key.Public(), key)
	if err != nil {
		return nil, err
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), NotBefore: authority.NotBefore, NotAfter: authority.NotAfter,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	cert, err := x509.CreateCertificate(rand.Reader, leaf, authority, csr.PublicKey, key)
	if err != nil {
		return nil, err
	}
	m := &pb.EnrolResponse{
		StationId: "S-1", Training: true, Certificate: cert, Authority: der, ServerName: i.serverName, OfficeRegion: "327601",
	}
	i.forge(m)
	return connect.NewResponse(m), nil
}

// First contact keeps nothing of a reply that does not fit its connection.
func TestFirstContact(t *testing.T) {
	for name, forge := range map[string]func(*pb.EnrolResponse){
		"an authority that did not certify the server": func(*pb.EnrolResponse) {},
		"no authority":              func(m *pb.EnrolResponse) { m.Authority = nil },
		"rubbish for a certificate": func(m *pb.EnrolResponse) { m.Certificate = []byte(secret) },
		"no station":                func(m *pb.EnrolResponse) { m.StationId = "" },
		"no server name":            func(m *pb.EnrolResponse) { m.ServerName = "" },
		"no sandbox":                func(m *pb.EnrolResponse) { m.Training = false },
		"no office":                 func(m *pb.EnrolResponse) { m.OfficeRegion = "32.76" },
		"a partition that is none":  func(m *pb.EnrolResponse) { m.Partitions = []*pb.Partition{{Region: secret}} },
	} {
		t.Run(name, func(t *testing.T) {
			mux := http.NewServeMux()
			mux.Handle(pb.NewRegistryServiceHandler(impostor{serverName: "example.com", forge: forge}))
			id, err := Enrol(t.Context(), tlsServer(t, mux), EnrolOptions{StationName: "Loket 1"})
			wantKind(t, err, siak.KindBadReply)
			if id.Key != nil {
				t.Error("an identity came all the same")
			}
		})
	}
}

func TestNewRefusesBrokenIdentities(t *testing.T) {
	key := NewStationKey()
	for name, id := range map[string]Identity{
		"empty":          {},
		"no certificate": {Address: "host:1", Key: key},
		"rubbish":        {Address: "host:1", Key: []byte(secret), Certificate: []byte(secret), Authority: []byte(secret)},
	} {
		_, err := New(id, Options{})
		t.Run(name, func(t *testing.T) { wantKind(t, err, siak.KindBadIdentity) })
	}
}

func TestParseAddress(t *testing.T) {
	for in, want := range map[string]string{
		"registry.example:8443":      "https://registry.example:8443",
		"https://registry.example/":  "https://registry.example:443",
		" 10.0.0.1:1 ":               "https://10.0.0.1:1",
		"[::1]:8443":                 "https://[::1]:8443",
		"registry.example":           "https://registry.example:443",
		"http://registry.example":    "",
		"ftp://registry.example":     "",
		"":                           "",
		":8443":                      "",
		"a/b":                        "",
		"host:port":                  "",
		"host:99999":                 "",
		"host:0":                     "",
		"host:-1":                    "",
		"regi\u200bstri.example:443": "",
		"https://user:pw@host":       "",
	} {
		got, err := parseAddress(in)
		if got != want || (want == "") != (err != nil) {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
}

// The address may be anything: the way there is the caller's.
func TestDialIsUsed(t *testing.T) {
	addr := tlsServer(t, http.NotFoundHandler())
	asked := ""
	c, err := DialTraining("registry.nowhere.invalid", Options{
		Dial: func(ctx context.Context, network, where string) (net.Conn, error) {
			asked = where
			return (&net.Dialer{}).DialContext(ctx, network, addr)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_, err = c.ListMail(t.Context(), 0)
	if wantKind(t, err, siak.KindBadReply); asked != "registry.nowhere.invalid:443" {
		t.Errorf("dialled %q", asked)
	}
}

// Replies come in zstd where the other end has it.
func TestRepliesAreZstd(t *testing.T) {
	encoding := make(chan string, 1)
	mux := http.NewServeMux()
	mux.Handle(pb.NewTrainingServiceHandler(mails{}, wire.HandlerOptions(1<<20)))
	addr := tlsServer(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r)
		encoding <- w.Header().Get("Content-Encoding")
	}))
	got, err := training(t, addr).ListMail(t.Context(), 0)
	if used := <-encoding; err != nil || len(got) != 100 || used != "zstd" {
		t.Errorf("%d mails in %q, error %v", len(got), used, err)
	}
}

// mails is a sandbox with a full mailbox.
type mails struct {
	pb.UnimplementedTrainingServiceHandler
}

func (mails) ListMail(context.Context, *connect.Request[pb.ListMailRequest]) (*connect.Response[pb.ListMailResponse], error) {
	res := &pb.ListMailResponse{}
	for i := range 100 {
		res.Mails = append(res.Mails, &pb.Mail{Seq: uint64(i + 1), To: "a•••@surel.invalid", Code: "00000000"})
	}
	return connect.NewResponse(res), nil
}
