package tpm

import (
	"errors"

	"github.com/google/go-tpm/tpm2"
	"github.com/google/go-tpm/tpm2/transport"

	"ikd/station/siak"
)

// sealedTemplate is a secret that stays with this TPM and is given to who proves its
// value. Wrong values count for the TPM's lockout (noDA is not set).
var sealedTemplate = tpm2.TPMTPublic{
	Type:             tpm2.TPMAlgKeyedHash,
	NameAlg:          tpm2.TPMAlgSHA256,
	ObjectAttributes: tpm2.TPMAObject{FixedTPM: true, FixedParent: true, UserWithAuth: true},
}

// Seal seals a secret of at most 128 bytes. Who wants it back proves auth, of at most
// 32 bytes.
func (d *Device) Seal(secret, auth []byte) (blob []byte, err error) {
	err = d.use("seal in the TPM", func(t transport.TPM) error {
		o, err := create(t, sealedTemplate, auth, secret)
		if err == nil {
			blob = o.blob()
		}
		return err
	})
	return blob, err
}

// Unseal gives a secret back. With a wrong auth it fails with wrong-passphrase, and
// the TPM has counted it.
func (d *Device) Unseal(blob, auth []byte) (secret []byte, err error) {
	const op = "unseal from the TPM"
	o, err := parseObject(blob)
	if err != nil {
		return nil, siak.E(op, siak.KindOtherTPM, err)
	}
	err = d.use(op, func(t transport.TPM) error {
		return o.load(t, func(in loaded) error {
			out, err := tpm2.Unseal{ItemHandle: in.authorised(auth, hideAnswer)}.Execute(t)
			if errors.Is(err, tpm2.TPMRCAuthFail) || errors.Is(err, tpm2.TPMRCBadAuth) {
				return siak.E(op, siak.KindWrongPassphrase, nil)
			}
			if err == nil {
				secret = out.OutData.Buffer
			}
			return err
		})
	})
	return secret, err
}
