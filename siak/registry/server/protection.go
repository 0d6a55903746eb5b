package server

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"errors"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/wire"
)

// A station has one key that signs, Ed25519, by which it is known for ever, and may
// have another one that proves it in TLS, in its laptop's TPM. It asks for a
// certificate for that one when it renews its own. From the first call with it on the
// signing key proves nothing in TLS any more: who copied it out of the laptop cannot
// call. Until that call both do, so that a lost answer cuts nobody off. An enrolment
// code begins anew, for a laptop whose TPM is gone.

// Protection is how a station's keys are protected.
type Protection struct {
	Kind siak.KeyProtection // as the station says; "" where it did not
	// TLSKey is the key that alone proves the station in TLS, NextTLSKey one that was
	// certified and not used yet (SubjectPublicKeyInfo); nil: none.
	TLSKey, NextTLSKey []byte
}

// Protections are those of the stations. Who changes one has locked the station.
type Protections interface {
	// Protection is a station's; the zero one where nothing is known.
	Protection(station string) (Protection, error)
	SetProtection(station string, p Protection) error
	// StationByTLSKey finds the station that has the key for TLS, in use or next.
	StationByTLSKey(public []byte) (Station, bool, error)
}

// changeProtection changes what is known of a station's protection.
func (r *core) changeProtection(ctx context.Context, station string, f func(*Protection)) error {
	return r.store.Write(ctx, func(tx Tx) error {
		if err := tx.LockStation(station); err != nil {
			return err
		}
		p, err := tx.Protection(station)
		if err != nil {
			return err
		}
		f(&p)
		return tx.SetProtection(station, p)
	})
}

// useTLSKey lets a key that was shown in TLS for the first time be the only one.
func (r *StationService) useTLSKey(ctx context.Context, station string, public []byte) error {
	err := r.changeProtection(ctx, station, func(p *Protection) {
		if bytes.Equal(p.NextTLSKey, public) {
			p.TLSKey, p.NextTLSKey = public, nil
		}
	})
	if err == nil {
		r.o.Log.Info("the station's TLS key is in use", "station", station)
	}
	return at("use a TLS key", err)
}

// noteProtection keeps what a station says of its protection, where that is new.
func (r *StationService) noteProtection(ctx context.Context, c *Caller, said pb.KeyProtection) error {
	kind := wire.ToProtection(said)
	if kind == "" || kind == c.Protection {
		return nil
	}
	err := r.changeProtection(ctx, c.ID, func(p *Protection) { p.Kind = kind })
	if err == nil {
		r.o.Log.Info("the station's protection has changed", "station", c.ID, "protection", kind, "before", c.Protection)
	}
	return at("note a protection", err)
}

// tlsRequest reads a request to certify a key for TLS (PKCS #10), signed by it; nil
// where there is none. It fails with refused.
func tlsRequest(der []byte) (*x509.CertificateRequest, error) {
	const op = "read a certificate request"
	if len(der) == 0 {
		return nil, nil
	}
	request, err := x509.ParseCertificateRequest(der)
	if err != nil || request.CheckSignature() != nil {
		return nil, siak.E(op, siak.KindRefused, errors.New("not a certificate request signed by its key"))
	}
	if key, ok := request.PublicKey.(*ecdsa.PublicKey); !ok || key.Curve != elliptic.P256() {
		return nil, siak.E(op, siak.KindRefused, errors.New("the key for TLS must be ECDSA on P-256"))
	}
	return request, nil
}

// renewedKey is the request whose key the renewed certificate is for: the one for TLS
// where there is one, which is noted as the station's next. It fails with refused for
// another station's key.
func (r *EnrolmentService) renewedKey(ctx context.Context, station string, own, tls *x509.CertificateRequest) (*x509.CertificateRequest, error) {
	const op = "certify a TLS key"
	if tls == nil {
		return own, nil
	}
	public := tls.RawSubjectPublicKeyInfo
	err := r.store.Read(ctx, func(tx Tx) error {
		other, found, err := tx.StationByTLSKey(public)
		if err == nil && found && other.ID != station {
			err = siak.E(op, siak.KindRefused, errors.New("another station's key"))
		}
		return err
	})
	if err != nil {
		return nil, at(op, err)
	}
	err = r.changeProtection(ctx, station, func(p *Protection) {
		if p.NextTLSKey = public; bytes.Equal(p.TLSKey, public) {
			p.NextTLSKey = nil
		}
	})
	return tls, at(op, err)
}
