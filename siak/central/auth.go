package central

import (
	"context"
	"crypto"
	"crypto/x509"
	"errors"
	"net/http"

	"connectrpc.com/connect"

	pb "ikd/station/siak/registry/registryv1"
)

// Caller is an enrolled station that calls.
type Caller struct {
	ID  string
	Key crypto.PublicKey
}

type callerKey struct{}

// authenticated lets calls through that carry the certificate of an enrolled
// station, and Enrol.
func (r *Registry) authenticated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		c, err := r.caller(req)
		if err == nil && c == nil && req.URL.Path != pb.RegistryServiceEnrolProcedure {
			err = connect.NewError(connect.CodeUnauthenticated, errors.New("no certificate of an enrolled station"))
		}
		if err != nil {
			_ = refusal.Write(w, req, err)
			return
		}
		next.ServeHTTP(w, req.WithContext(context.WithValue(req.Context(), callerKey{}, c)))
	})
}

// caller is the station that calls; nil where it showed no certificate or one
// that is worth nothing here (any more). TLS has proven that it holds the key.
func (r *Registry) caller(req *http.Request) (*Caller, error) {
	if req.TLS == nil || len(req.TLS.PeerCertificates) == 0 {
		return nil, nil
	}
	cert := req.TLS.PeerCertificates[0]
	roots := x509.NewCertPool()
	roots.AddCert(r.keys.authority)
	if _, err := cert.Verify(x509.VerifyOptions{
		Roots: roots, CurrentTime: r.o.Now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}); err != nil {
		return nil, nil
	}
	c, err := r.callerOf(req.Context(), cert)
	if err != nil {
		return nil, r.Answer("authenticate", err)
	}
	return c, nil
}

// callerOf finds the station of a verified certificate; nil where it is not
// enrolled, or no longer.
func (r *Registry) callerOf(ctx context.Context, cert *x509.Certificate) (c *Caller, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		st, found, err := tx.StationByKey(cert.RawSubjectPublicKeyInfo)
		if err == nil && found && !st.Revoked {
			c = &Caller{ID: st.ID, Key: cert.PublicKey}
		}
		return err
	})
	return c, at("find station", err)
}

// callerFrom is the station that authenticated put into the context.
func callerFrom(ctx context.Context) *Caller {
	c, _ := ctx.Value(callerKey{}).(*Caller)
	return c
}
