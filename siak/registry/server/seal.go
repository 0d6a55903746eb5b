package server

import (
	"context"

	"ikd/station/siak/registry/server/keys"
	"ikd/station/siak/registry/wire"
)

// seal puts the register's seal on a message.
func (r *KeyService) seal(ctx context.Context, m wire.Sealed) error {
	s, err := r.Sealer(ctx)
	if err != nil {
		return err
	}
	return at("seal", wire.Sign(m, s))
}

// Sealer is the register's key as it is now. Another one is made where its time is
// over, if the authority's key is here. Where two replicas do so at once either's
// is good: both have the certificate at hand that goes with their key.
func (r *KeyService) Sealer(ctx context.Context) (wire.Sealer, error) {
	ring := r.Keys()
	k, signer := ring.Signer(keys.Register)
	if k == nil || !r.o.Now().Before(k.To) {
		if _, online := ring.Current(keys.Authority).Certifier(); online {
			if _, err := r.Rotate(ctx, keys.Register, r.o.Now()); err != nil {
				return wire.Sealer{}, at("read the register's key", err)
			}
			k, signer = r.Keys().Signer(keys.Register)
		}
	}
	if k == nil {
		return wire.Sealer{}, at("read the register's key", errNoRegister)
	}
	return wire.Sealer{Certificate: k.Certificate, Key: signer}, nil
}
