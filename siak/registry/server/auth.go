package server

import (
	"context"
	"crypto"
	"crypto/x509"
	"errors"
	"net/http"

	"connectrpc.com/connect"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
)

// Caller is an enrolled station that calls.
type Caller struct {
	ID  string
	Key crypto.PublicKey
	// Office is the kecamatan of the station's office, in whose legal time ages are
	// judged; "" for the registry's own.
	Office siak.Region
	// shown is the chain that it showed in TLS.
	shown []*x509.Certificate
}

type callerKey struct{}

// open are the calls that need no certificate.
var open = map[string]bool{
	pb.RegistryServiceEnrolProcedure: true, pb.RegistryServiceGetTimeProcedure: true,
}

// authenticated lets calls through that carry the certificate of an enrolled
// station, and those that need none.
func (r *Registry) authenticated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if open[req.URL.Path] {
			next.ServeHTTP(w, req)
			return
		}
		c, refused, err := r.caller(req)
		if err == nil && refused != "" {
			err = refused.answer(connect.CodeUnauthenticated)
		}
		if err != nil {
			_ = refusal.Write(w, req, err)
			return
		}
		next.ServeHTTP(w, req.WithContext(context.WithValue(req.Context(), callerKey{}, c)))
	})
}

// caller is the station that calls, or why it is none. TLS has proven that it
// holds the key.
func (r *Registry) caller(req *http.Request) (*Caller, denial, error) {
	if req.TLS == nil || len(req.TLS.PeerCertificates) == 0 {
		return nil, refusedNoCertificate, nil
	}
	cert := req.TLS.PeerCertificates[0]
	verify := r.stationChain()
	_, ended := cert.Verify(verify)
	if ended != nil {
		verify.CurrentTime = cert.NotAfter
		if _, err := cert.Verify(verify); err != nil {
			return nil, refusedUnknown, nil
		}
	}
	c, refused, err := r.callerOf(req.Context(), cert)
	if err != nil {
		return nil, "", r.Answer("authenticate", err)
	}
	if refused == "" && ended != nil {
		refused = refusedExpired
	}
	if c != nil {
		c.shown = req.TLS.PeerCertificates
	}
	return c, refused, nil
}

// stationChain is by what a station's certificate is judged: every authority that
// has not ended, and what they have certified to certify stations.
func (r *Registry) stationChain() x509.VerifyOptions {
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	for _, c := range r.Keys().Authorities() {
		roots.AddCert(c)
	}
	for _, c := range r.Keys().Intermediates() {
		between.AddCert(c)
	}
	return x509.VerifyOptions{
		Roots: roots, Intermediates: between, CurrentTime: r.o.Now(),
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
}

// callerOf finds the station of a verified certificate.
func (r *StationService) callerOf(ctx context.Context, cert *x509.Certificate) (c *Caller, refused denial, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		c, refused = nil, refusedUnknown
		st, found, err := tx.StationByKey(cert.RawSubjectPublicKeyInfo)
		switch {
		case err != nil || !found:
		case st.Revoked:
			refused = refusedRevoked
		default:
			c, refused = &Caller{ID: st.ID, Key: cert.PublicKey, Office: st.Region}, ""
		}
		return err
	})
	return c, refused, at("find station", err)
}

// callerFrom is the station that authenticated put into the context.
func callerFrom(ctx context.Context) *Caller {
	c, _ := ctx.Value(callerKey{}).(*Caller)
	return c
}

// denial says why a caller is no station, or does not become one; "": it is.
type denial string

const (
	refusedNoCertificate denial = "no certificate"
	refusedExpired       denial = "the certificate has ended"
	refusedRevoked       denial = "revoked"
	refusedUnknown       denial = "no station of this registry"
	refusedCodeWrong     denial = "no such code"
	refusedCodeExpired   denial = "the code is over"
	refusedCodeUsed      denial = "the code is used"
)

var denialReasons = map[denial]pb.RefusalReason{
	refusedNoCertificate: pb.RefusalReason_REFUSAL_REASON_NO_CERTIFICATE,
	refusedExpired:       pb.RefusalReason_REFUSAL_REASON_EXPIRED,
	refusedRevoked:       pb.RefusalReason_REFUSAL_REASON_REVOKED,
	refusedUnknown:       pb.RefusalReason_REFUSAL_REASON_UNKNOWN,
	refusedCodeWrong:     pb.RefusalReason_REFUSAL_REASON_CODE_WRONG,
	refusedCodeExpired:   pb.RefusalReason_REFUSAL_REASON_CODE_EXPIRED,
	refusedCodeUsed:      pb.RefusalReason_REFUSAL_REASON_CODE_USED,
}

// answer is the denial as the contract's error, with its detail.
func (r denial) answer(code connect.Code) *connect.Error {
	err := connect.NewError(code, errors.New(string(r)))
	if detail, e := connect.NewErrorDetail(&pb.Refusal{Reason: denialReasons[r]}); e == nil {
		err.AddDetail(detail)
	}
	return err
}
