package sandbox

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"

	"connectrpc.com/connect"

	pb "ikd/station/siak/registry/registryv1"
)

type stationKey struct{}

// authenticated lets calls through that carry the certificate of an enrolled
// station, and Enrol.
func (s *Sandbox) authenticated(next http.Handler) http.Handler {
	refusal := connect.NewErrorWriter()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		st, err := s.caller(r)
		if err == nil && st == nil && r.URL.Path != pb.RegistryServiceEnrolProcedure {
			err = connect.NewError(connect.CodeUnauthenticated, errors.New("no certificate of an enrolled station"))
		}
		if err != nil {
			_ = refusal.Write(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), stationKey{}, st)))
	})
}

// caller is the station that calls; nil where it showed no certificate or one
// that is worth nothing here (any more). TLS has proven that it holds the key.
func (s *Sandbox) caller(r *http.Request) (*station, error) {
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return nil, nil
	}
	cert := r.TLS.PeerCertificates[0]
	roots := x509.NewCertPool()
	roots.AddCert(s.keys.authority)
	if _, err := cert.Verify(x509.VerifyOptions{
		Roots: roots, CurrentTime: s.o.Now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}); err != nil {
		return nil, nil
	}
	st, err := s.stationOf(r.Context(), cert)
	if err != nil {
		return nil, s.answer("authenticate", err)
	}
	return st, nil
}

// stationFrom is the station that authenticated put into the context.
func stationFrom(ctx context.Context) *station {
	st, _ := ctx.Value(stationKey{}).(*station)
	return st
}
