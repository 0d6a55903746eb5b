package tpm

import (
	"crypto"
	"crypto/ecdsa"
	"errors"
	"io"
	"math/big"

	"github.com/google/go-tpm/tpm2"
	"github.com/google/go-tpm/tpm2/transport"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"ikd/station/siak"
)

// keyTemplate is an ECDSA key on P-256 that signs SHA-256 digests. The value that is
// proven for it is random and long: it needs no lockout, and one that somebody's
// mistyped passphrases led to shall not cut the station off.
var keyTemplate = tpm2.TPMTPublic{
	Type:    tpm2.TPMAlgECC,
	NameAlg: tpm2.TPMAlgSHA256,
	ObjectAttributes: tpm2.TPMAObject{
		FixedTPM: true, FixedParent: true, SensitiveDataOrigin: true, UserWithAuth: true, NoDA: true, SignEncrypt: true,
	},
	Parameters: tpm2.NewTPMUPublicParms(tpm2.TPMAlgECC, &tpm2.TPMSECCParms{
		CurveID: tpm2.TPMECCNistP256,
		Scheme: tpm2.TPMTECCScheme{
			Scheme:  tpm2.TPMAlgECDSA,
			Details: tpm2.NewTPMUAsymScheme(tpm2.TPMAlgECDSA, &tpm2.TPMSSigSchemeECDSA{HashAlg: tpm2.TPMAlgSHA256}),
		},
	}),
}

// NewKey makes a key in the TPM, which signs for who proves auth, of at most 32 bytes.
func (d *Device) NewKey(auth []byte) (blob []byte, err error) {
	err = d.use("make a key in the TPM", func(t transport.TPM) error {
		o, err := create(t, keyTemplate, auth, nil)
		if err == nil {
			blob = o.blob()
		}
		return err
	})
	return blob, err
}

// Key is a key in a TPM.
type Key struct {
	device *Device
	object object
	auth   []byte
	public *ecdsa.PublicKey
}

var _ crypto.Signer = (*Key)(nil)

// Key finds the key of a blob that [Device.NewKey] made; it does not ask the TPM. It
// fails with other-tpm for any other blob.
func (d *Device) Key(blob, auth []byte) (*Key, error) {
	const op = "use a key in the TPM"
	o, err := parseObject(blob)
	if err != nil {
		return nil, siak.E(op, siak.KindOtherTPM, err)
	}
	public := tpm2.BytesAs2B[tpm2.TPMTPublic](o.public)
	contents, err := public.Contents()
	if err != nil {
		return nil, siak.E(op, siak.KindOtherTPM, errBlob)
	}
	key, err := tpm2.Pub(*contents)
	ec, is := key.(*ecdsa.PublicKey)
	if err != nil || !is {
		return nil, siak.E(op, siak.KindOtherTPM, errBlob)
	}
	return &Key{d, o, auth, ec}, nil
}

// Stored is the key as it is kept: the blob, and the value that is proven, which is a
// secret.
func (k *Key) Stored() (blob, auth []byte) { return k.object.blob(), k.auth }

// Public implements [crypto.Signer].
func (k *Key) Public() crypto.PublicKey { return k.public }

// Sign implements [crypto.Signer]: ASN.1, of a SHA-256 digest.
func (k *Key) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) (signature []byte, err error) {
	const op = "sign with the TPM"
	if opts.HashFunc() != crypto.SHA256 {
		return nil, siak.E(op, siak.KindNoTPM, errors.New("the key signs SHA-256 digests only"))
	}
	err = k.device.use(op, func(t transport.TPM) error {
		return k.object.load(t, func(in loaded) error {
			out, err := tpm2.Sign{
				KeyHandle: in.authorised(k.auth, hideNothing), Digest: tpm2.TPM2BDigest{Buffer: digest},
				Validation: tpm2.TPMTTKHashCheck{Tag: tpm2.TPMSTHashCheck},
			}.Execute(t)
			if err != nil {
				return err
			}
			s, err := out.Signature.Signature.ECDSA()
			if err == nil {
				signature, err = encodeSignature(s.SignatureR.Buffer, s.SignatureS.Buffer)
			}
			return err
		})
	})
	return signature, err
}

// encodeSignature is a signature as X.509 and TLS have it (RFC 3279, section 2.2.3).
func encodeSignature(r, s []byte) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1BigInt(new(big.Int).SetBytes(r))
		b.AddASN1BigInt(new(big.Int).SetBytes(s))
	})
	return b.Bytes()
}
