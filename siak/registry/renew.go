package registry

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"

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
		CertificateRequest: csr, FileRecipient: file.PublicKey().Bytes(), TlsCertificateRequest: tls,
	})
	if err != nil {
		return Identity{}, err
	}
	renewed, err := newIdentity(id.Address, key, file.Bytes(), m.GetEnrolment())
	if err == nil {
		renewed.keepTLSKey(id)
		err = c.checkRenewed(id, renewed)
	}
	if err != nil {
		return Identity{}, badReply(op, err)
	}
	if !bytes.Equal(id.Authority, renewed.Authority) {
		renewed.OldAuthority = id.Authority
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

// checkRenewed judges what came: the same station, and a certificate that the
// authority beside it has made.
func (c *Client) checkRenewed(was, is Identity) error {
	if was.StationID != is.StationID || was.Training != is.Training {
		return errors.New("another station's certificate")
	}
	p, err := is.pin(c.clock)
	if err != nil {
		return err
	}
	return certified(is, p, c.clock.time())
}
