package registry

import (
	"crypto"
	"crypto/tls"
	"io"
	"sync/atomic"
)

// tpmHandshakeTimeout is for a handshake that a TPM signs: some take seconds.
const tpmHandshakeTimeout = callTimeout

// watchedKey remembers why the key for TLS did not sign: crypto/tls hands on the text
// of the error alone.
type watchedKey struct {
	crypto.Signer
	failed *atomic.Pointer[error]
}

// Sign implements [crypto.Signer].
func (k watchedKey) Sign(rand io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	signature, err := k.Signer.Sign(rand, digest, opts)
	if k.failed.Store(nil); err != nil {
		k.failed.Store(&err)
	}
	return signature, err
}

// watchKey has what keeps a key from signing noted.
func watchKey(pair tls.Certificate, failed *atomic.Pointer[error]) *tls.Certificate {
	if key, is := pair.PrivateKey.(crypto.Signer); is {
		pair.PrivateKey = watchedKey{key, failed}
	}
	return &pair
}
