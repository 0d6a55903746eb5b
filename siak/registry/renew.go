package registry

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"time"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
)

// Renew asks for a certificate with a later end for the station's key, or for its key
// for TLS where it has one. What
// comes is the identity to be stored; [Client.Adopt] lets the client use it.
// Asking again is harmless: every answer is good.
func (c *Client) Renew(ctx context.Context, id Identity) (Identity, error) {
	const op = "renew the certificate"
	key, err := id.privateKey()
	if err != nil {
		return Identity{}, siak.E(op, siak.KindBadIdentity, err)
	}
	csr, err := certificateRequest(key, id.StationID)
	if err != nil {
		return Identity{}, siak.E(op, siak.KindUnknown, err)
	}
	file, err := id.fileKey()
	if err != nil {
		return Identity{}, siak.E(op, siak.KindBadIdentity, err)
	}
	var tls []byte
	if id.TLSKey != nil {
		if tls, err = certificateRequest(id.TLSKey, id.StationID); err != nil {
			return Identity{}, siak.E(op, siak.KindOf(err), err) // of the TPM
		}
	}
	m, err := call(ctx, &c.caller, op, c.service.RenewCertificate, &pb.RenewCertificateRequest{
		CertificateRequest: csr, FileRecipient: file.classic, HybridFileRecipient: file.hybrid, TlsCertificateRequest: tls,
	})
	if err != nil {
		return Identity{}, err
	}
	renewed, err := newIdentity(id.Address, key, file.private, m.GetEnrolment())
	if err == nil {
		renewed.keepTLSKey(id)
		err = checkRenewed(c.clock, id, renewed, m.GetEnrolment().GetAuthoritySuccession())
	}
	if err != nil {
		return Identity{}, badReply(op, err)
	}
	switch {
	case !bytes.Equal(id.Authority, renewed.Authority):
		renewed.OldAuthority = id.Authority
	case c.pin.Load().shown(id.OldAuthority): // the registry has not changed over yet
		renewed.OldAuthority = id.OldAuthority
	}
	return renewed, nil
}

// keepTLSKey sorts the certificate that came to the key that it is for: a registry of
// the version before certifies the station's own key, whatever was asked.
func (id *Identity) keepTLSKey(was Identity) {
	leaf, err := x509.ParseCertificate(id.Certificate)
	if err != nil || was.TLSKey == nil || !samePublic(was.TLSKey.Public(), leaf.PublicKey) {
		return
	}
	id.TLSKey, id.TLSCertificate, id.Certificate = was.TLSKey, id.Certificate, was.Certificate
}

// errNoSuccession is the cause where a registry shows another authority that the
// one before has not certified: whoever has the server's key alone could.
var errNoSuccession = errors.New("another authority, and the one before does not certify it")

// succeeds judges the authority of a renewal: it is pinned already, or one that
// is pinned certifies its key.
func succeeds(was, is Identity, succession []byte, now time.Time) error {
	if bytes.Equal(was.Authority, is.Authority) || len(was.OldAuthority) > 0 && bytes.Equal(was.OldAuthority, is.Authority) {
		return nil
	}
	next, err := x509.ParseCertificate(is.Authority)
	if err != nil {
		return errIdentity
	}
	cross, err := x509.ParseCertificate(succession)
	if err != nil || !cross.IsCA || now.After(cross.NotAfter) || !sameKey(cross, next) {
		return errNoSuccession
	}
	for _, der := range [][]byte{was.Authority, was.OldAuthority} {
		if pinned, err := x509.ParseCertificate(der); err == nil && cross.CheckSignatureFrom(pinned) == nil {
			return nil
		}
	}
	return errNoSuccession
}

// sameKey reports whether two certificates are of one key under one name.
func sameKey(a, b *x509.Certificate) bool {
	return bytes.Equal(a.RawSubjectPublicKeyInfo, b.RawSubjectPublicKeyInfo) && bytes.Equal(a.RawSubject, b.RawSubject)
}

// checkRenewed judges what came: the same station, and a certificate that the
// authority beside it has made.
func checkRenewed(c *clock, was, is Identity, succession []byte) error {
	if was.StationID != is.StationID || was.Training != is.Training {
		return errors.New("another station's certificate")
	}
	if err := succeeds(was, is, succession, c.time()); err != nil {
		return err
	}
	p, err := is.pin(c)
	if err != nil {
		return err
	}
	return certified(is, p, c.time())
}
