package server

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"net/http"
	"time"

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
	// Enrolled is when it became a station.
	Enrolled time.Time
	// From is the address that it calls from, without its port; "" for a file's.
	From string
	// Protection is what the station said last of how its keys are protected.
	Protection siak.KeyProtection
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
		r.noteContact(req.Context(), req.URL.Path, c.ID)
		if lacking, err := r.gate(req, c); err != nil || lacking != "" {
			r.sendToAnchor(w, req, c, lacking, err)
			return
		}
		next.ServeHTTP(w, req.WithContext(context.WithValue(req.Context(), callerKey{}, c)))
	})
}

// certified is a certificate of the registry's authority that a caller showed, or why
// there is none.
type certified struct {
	certificate *x509.Certificate
	refused     denial
}

type certifiedKey struct{}

// certificate judges what was shown, without the storage. TLS has proven that
// the caller holds the key.
func (r *Registry) certificate(req *http.Request) certified {
	if req.TLS == nil || len(req.TLS.PeerCertificates) == 0 {
		return certified{refused: refusedNoCertificate}
	}
	cert := req.TLS.PeerCertificates[0]
	verify := r.stationChain()
	if _, err := cert.Verify(verify); err == nil {
		return certified{certificate: cert}
	}
	verify.CurrentTime = cert.NotAfter
	if _, err := cert.Verify(verify); err != nil {
		return certified{refused: refusedUnknown}
	}
	return certified{cert, refusedExpired}
}

// fingerprint names a station by its key, which outlives its certificates.
func fingerprint(cert *x509.Certificate) string {
	sum := sha256.Sum256(cert.RawSubjectPublicKeyInfo)
	return string(sum[:])
}

// caller is the station that calls, or why it is none.
func (r *Registry) caller(req *http.Request) (*Caller, denial, error) {
	s, _ := req.Context().Value(certifiedKey{}).(certified)
	if s.certificate == nil {
		return nil, refusedNoCertificate, nil
	}
	c, refused, err := r.callerOf(req.Context(), s.certificate)
	if err != nil {
		return nil, "", r.Answer("authenticate", err)
	}
	if refused == "" {
		refused = s.refused
	}
	if c != nil {
		c.From = host(req.RemoteAddr)
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
	var next bool // it shows a TLS key for the first time
	err = r.store.Read(ctx, func(tx Tx) error {
		c, refused, next = nil, refusedUnknown, false
		st, signs, err := tx.StationByKey(cert.RawSubjectPublicKeyInfo)
		found := signs
		if err == nil && !signs {
			st, found, err = tx.StationByTLSKey(cert.RawSubjectPublicKeyInfo)
		}
		switch {
		case err != nil || !found:
		case st.Revoked:
			refused = refusedRevoked
		case signs && st.OwnTLSKey:
			refused = refusedSigningKey
		default:
			c, refused = &Caller{ID: st.ID, Office: st.Region, Enrolled: st.Enrolled, Protection: st.Protection}, ""
			if c.Key, err = x509.ParsePKIXPublicKey(st.PublicKey); err == nil && !signs {
				p, unread := tx.Protection(st.ID)
				next, err = bytes.Equal(p.NextTLSKey, cert.RawSubjectPublicKeyInfo), unread
			}
		}
		return err
	})
	if err == nil && next {
		err = r.useTLSKey(ctx, c.ID, cert.RawSubjectPublicKeyInfo)
	}
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
	refusedSigningKey    denial = "the station has another key for TLS"
	refusedCodeWrong     denial = "no such code"
	refusedCodeExpired   denial = "the code is over"
	refusedCodeUsed      denial = "the code is used"
	refusedNoAnchor      denial = "no head of the audit was left lately"
	refusedForked        denial = "the audit was seen to be two"
)

var denialReasons = map[denial]pb.RefusalReason{
	refusedNoCertificate: pb.RefusalReason_REFUSAL_REASON_NO_CERTIFICATE,
	refusedExpired:       pb.RefusalReason_REFUSAL_REASON_EXPIRED,
	refusedRevoked:       pb.RefusalReason_REFUSAL_REASON_REVOKED,
	refusedUnknown:       pb.RefusalReason_REFUSAL_REASON_UNKNOWN,
	refusedSigningKey:    pb.RefusalReason_REFUSAL_REASON_UNKNOWN,
	refusedCodeWrong:     pb.RefusalReason_REFUSAL_REASON_CODE_WRONG,
	refusedCodeExpired:   pb.RefusalReason_REFUSAL_REASON_CODE_EXPIRED,
	refusedCodeUsed:      pb.RefusalReason_REFUSAL_REASON_CODE_USED,
	refusedNoAnchor:      pb.RefusalReason_REFUSAL_REASON_NO_ANCHOR,
	refusedForked:        pb.RefusalReason_REFUSAL_REASON_FORKED,
}

// answer is the denial as the contract's error, with its detail.
func (r denial) answer(code connect.Code) *connect.Error {
	err := connect.NewError(code, errors.New(string(r)))
	if detail, e := connect.NewErrorDetail(&pb.Refusal{Reason: denialReasons[r]}); e == nil {
		err.AddDetail(detail)
	}
	return err
}
