package server

import (
	"context"
	"crypto/ed25519"
	crand "crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"strconv"
	"time"
	"unicode/utf8"

	"connectrpc.com/connect"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/server/keys"
	"ikd/station/siak/registry/server/scope"
	"ikd/station/siak/registry/wire"
	"ikd/station/siak/text"
)

// MaxStationName bounds a station's name, in bytes.
const MaxStationName = 128

// Enrol gives a station its certificate.
func (v service) Enrol(ctx context.Context, req *connect.Request[pb.EnrolRequest]) (*connect.Response[pb.EnrolResponse], error) {
	request, err := parseRequest(req.Msg.GetCertificateRequest())
	if err != nil {
		return nil, v.r.Answer("enrol", err)
	}
	name, err := stationName(req.Msg.GetStationName())
	if err != nil {
		return nil, connect.NewError(connect.CodeInvalidArgument, err)
	}
	id, refused, wait, err := v.r.tryEnrol(ctx, req.Peer().Addr, request.RawSubjectPublicKeyInfo, req.Msg.GetCode(), name)
	if wait > 0 {
		return nil, comeBack(wait)
	}
	if err == nil && refused == "" {
		// A code begins anew, for a laptop whose TPM is gone.
		said := Protection{Kind: wire.ToProtection(req.Msg.GetKeyProtection())}
		err = v.r.changeProtection(ctx, id, func(p *Protection) { *p = said })
	}
	switch {
	case err != nil:
		return nil, v.r.Answer("enrol", err)
	case refused != "":
		v.r.o.Log.Warn("enrolment refused", "why", string(refused))
		return nil, refused.answer(connect.CodePermissionDenied)
	}
	res, err := v.r.enrolment(ctx, id, request, v.r.Keys().Current(keys.Authority), recipients{req.Msg.GetFileRecipient(), req.Msg.GetHybridFileRecipient()})
	if err != nil {
		return nil, v.r.Answer("enrol", err)
	}
	v.r.o.Log.Info("station enrolled", "station", id)
	return connect.NewResponse(res), nil
}

// tryEnrol is enrol for somebody at an address, who may try so many codes.
func (r *Registry) tryEnrol(ctx context.Context, from string, public []byte, code, name string) (id string, refused denial, wait time.Duration, err error) {
	if code != "" || !r.o.OpenEnrolment {
		if wait = r.tries.Begin(from, r.o.Now()); wait > 0 {
			return "", "", wait, nil
		}
		defer func() { r.tries.End(from, refused == refusedCodeWrong) }()
	}
	id, refused, err = r.enrol(ctx, public, code, name)
	return id, refused, 0, err
}

// stationName is the name that a station gives itself in its one form; what is
// longer than a name is cut off behind a whole character, as ever. Its error names
// the character.
func stationName(typed string) (string, error) {
	name, err := text.Canonical(typed)
	if err != nil {
		return "", &siak.FieldError{Field: "station_name", Err: err}
	}
	for len(name) > MaxStationName {
		_, last := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-last]
	}
	return text.Canonical(name)
}

// comeBack sends somebody away for a while.
func comeBack(wait time.Duration) *connect.Error {
	err := connect.NewError(connect.CodeResourceExhausted, errors.New("too many wrong codes"))
	err.Meta().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
	return err
}

// RenewCertificate gives a station that calls a certificate with a later end.
func (v service) RenewCertificate(ctx context.Context, req *connect.Request[pb.RenewCertificateRequest]) (*connect.Response[pb.RenewCertificateResponse], error) {
	c := callerFrom(ctx)
	request, err := parseRequest(req.Msg.GetCertificateRequest())
	if err != nil {
		return nil, v.r.Answer("renew", err)
	}
	if key, ok := c.Key.(ed25519.PublicKey); !ok || !key.Equal(request.PublicKey) {
		return nil, v.r.Answer("renew", siak.E("renew", siak.KindRefused, errors.New("another key than the enrolled one")))
	}
	tls, err := tlsRequest(req.Msg.GetTlsCertificateRequest())
	if err == nil {
		request, err = v.r.renewedKey(ctx, c.ID, request, tls)
	}
	if err != nil {
		return nil, v.r.Answer("renew", err)
	}
	res, err := v.r.enrolment(ctx, c.ID, request, v.r.authorityFor(c.shown), recipients{req.Msg.GetFileRecipient(), req.Msg.GetHybridFileRecipient()})
	if err != nil {
		return nil, v.r.Answer("renew", err)
	}
	v.r.o.Log.Info("certificate renewed", "station", c.ID)
	return connect.NewResponse(&pb.RenewCertificateResponse{Enrolment: res}), nil
}

// GetTime gives the registry's time, to anybody.
func (v service) GetTime(context.Context, *connect.Request[pb.GetTimeRequest]) (*connect.Response[pb.GetTimeResponse], error) {
	return connect.NewResponse(&pb.GetTimeResponse{ServerTime: v.r.time()}), nil
}

// parseRequest reads a request to certify an Ed25519 key (PKCS #10), signed by
// it. It fails with refused.
func parseRequest(der []byte) (*x509.CertificateRequest, error) {
	const op = "read a certificate request"
	request, err := x509.ParseCertificateRequest(der)
	if err != nil || request.CheckSignature() != nil {
		return nil, siak.E(op, siak.KindRefused, errors.New("not a certificate request signed by its key"))
	}
	if _, ok := request.PublicKey.(ed25519.PublicKey); !ok {
		return nil, siak.E(op, siak.KindRefused, errors.New("the station's key must be Ed25519"))
	}
	return request, nil
}

// enrol makes a key a station's, with a code or, where that is allowed, without.
// A key that is enrolled already keeps its station, and a revoked one stays so.
func (r *EnrolmentService) enrol(ctx context.Context, public []byte, code, name string) (id string, refused denial, err error) {
	open := code == "" && r.o.OpenEnrolment
	var a attempt
	if !open {
		if a, err = r.try(ctx, code); err != nil {
			return "", "", at("enrol station", err)
		}
	}
	err = r.store.Write(ctx, func(tx Tx) error {
		id, refused = "", ""
		known, found, err := tx.StationByKey(public)
		if err != nil {
			return err
		}
		if found && known.Revoked {
			refused = refusedRevoked
			return nil
		}
		st := Station{ID: newStationID(), Name: name, PublicKey: public, Enrolled: r.o.Now()}
		if open {
			if id, err = tx.AddStation(st); err != nil {
				return err
			}
			return scope.SetGrants(tx, id, r.usualGrants(""), st.Enrolled)
		}
		id, refused, err = r.enrolInvited(tx, a, st)
		return err
	})
	return id, refused, at("enrol station", err)
}

// enrolInvited spends an invitation for a station, which gets the invitation's
// office and grants, and its name where it has none.
func (r *EnrolmentService) enrolInvited(tx Tx, a attempt, st Station) (id string, refused denial, err error) {
	i, refused, err := redeem(tx, a, st.PublicKey, st.Enrolled)
	if err != nil || refused != "" {
		return "", refused, err
	}
	if st.Region = i.Region; st.Name == "" {
		st.Name = i.Name
	}
	if id, err = tx.AddStation(st); err != nil {
		return "", "", err
	}
	if i.UsedBy == nil { // not once more: what was changed since stays so
		if i.Grants == nil {
			i.Grants = r.usualGrants(i.Region)
		}
		if err := scope.SetGrants(tx, id, i.Grants, st.Enrolled); err != nil {
			return "", "", err
		}
	}
	return id, "", tx.PlaceStation(id, st.Name, st.Region)
}

func newStationID() string {
	var b [8]byte
	_, _ = crand.Read(b[:])
	return "S-" + hex.EncodeToString(b[:])
}
