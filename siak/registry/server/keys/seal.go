package keys

import (
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/x509"

	"ikd/station/siak"
	"ikd/station/siak/registry/wire"
)

// Seal puts the register's seal on a message.
func (s *Service) Seal(ctx context.Context, m wire.Sealed) error {
	sealer, err := s.Sealer(ctx)
	if err != nil {
		return err
	}
	return at("seal", wire.Sign(m, sealer))
}

// Sealer is the register's key as it is now. Another one is made where its time is
// over, if the authority's key is here. Where two replicas do so at once either's
// is good: both have the certificate at hand that goes with their key.
func (s *Service) Sealer(ctx context.Context) (wire.Sealer, error) {
	ring := s.Ring()
	k, signer := ring.Signer(Register)
	if k == nil || !s.o.Now().Before(k.To) {
		if _, online := ring.Current(Authority).Certifier(); online {
			if _, err := s.Rotate(ctx, Register, s.o.Now()); err != nil {
				return wire.Sealer{}, at("read the register's key", err)
			}
			k, signer = s.Ring().Signer(Register)
		}
	}
	if k == nil {
		return wire.Sealer{}, at("read the register's key", errNoRegister)
	}
	return wire.Sealer{Certificate: k.Certificate, Key: signer}, nil
}

// SignWipe signs an order to wipe: for one station's key, once.
func (r *Ring) SignWipe(station string, key crypto.PublicKey, o siak.WipeOrder) (siak.WipeOrder, error) {
	public, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return o, err
	}
	k, signer := r.Signer(Wipe)
	text := wire.WipeText(station, sha256.Sum256(public), o)
	o.Certificate = k.Certificate
	o.Signature, err = signer.Sign(nil, text, crypto.Hash(0)) // PureEdDSA
	return o, err
}
