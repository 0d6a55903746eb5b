package keys

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"strings"

	"ikd/station/siak"
)

// An activation code has 8 digits, so that no hash of it alone would hold: all
// that there are can be tried. It is kept as a hash under a key that is wrapped
// (HMAC-SHA-256 over the activation and the code), and in the mail that waits to
// be sent, sealed under another key of the same secret.
const (
	hashPrefix = "h1."
	mailPrefix = "s1."
)

// codeKey derives a key of a purpose.
func codeKey(secret []byte, purpose string) []byte {
	key, err := hkdf.Key(sha256.New, secret, nil, "ikd-registry activation codes v1: "+purpose, 32)
	if err != nil {
		panic(err) // only for lengths that RFC 5869 forbids
	}
	return key
}

// IsPlainCode reports whether a kept code stands in clear, as older versions kept
// it; none at all is no code.
func IsPlainCode(kept string) bool {
	return kept != "" && !strings.HasPrefix(kept, hashPrefix) && !strings.HasPrefix(kept, mailPrefix)
}

// HashCode is what is kept of an activation's code; "" for none.
func (r *Ring) HashCode(id siak.ActivationID, code string) string {
	if code == "" {
		return ""
	}
	return hashCode(r.Current(Code).raw, id, code)
}

func hashCode(secret []byte, id siak.ActivationID, code string) string {
	m := hmac.New(sha256.New, codeKey(secret, "hash"))
	m.Write(id[:])
	m.Write([]byte(code))
	return hashPrefix + base64.RawStdEncoding.EncodeToString(m.Sum(nil))
}

// RightCode reports whether a code is the one of an activation, by what is kept.
// Every key is tried and compared in the same time.
func (r *Ring) RightCode(id siak.ActivationID, code, kept string) bool {
	right := 0
	for _, k := range r.All(Code) {
		if k.raw != nil {
			right |= subtle.ConstantTimeCompare([]byte(hashCode(k.raw, id, code)), []byte(kept))
		}
	}
	return right == 1
}

// SealMail seals a code for the mail that waits.
func (r *Ring) SealMail(registration, code string) (string, error) {
	w, err := NewWrapping(codeKey(r.Current(Code).raw, "mail"))
	if err != nil {
		return "", err
	}
	sealed, err := w.Wrap("mail/"+registration, []byte(code))
	return mailPrefix + base64.RawStdEncoding.EncodeToString(sealed), err
}

// OpenMail opens a code that waits in a mail. It fails with damaged.
func (r *Ring) OpenMail(registration, kept string) (string, error) {
	err := error(siak.E("open a mail", siak.KindDamaged, errors.New("no key opens it")))
	encoded, ok := strings.CutPrefix(kept, mailPrefix)
	sealed, bad := base64.RawStdEncoding.DecodeString(encoded)
	if !ok || bad != nil {
		return "", err
	}
	for _, k := range r.All(Code) {
		if k.raw == nil {
			continue
		}
		w, e := NewWrapping(codeKey(k.raw, "mail"))
		if e != nil {
			return "", e
		}
		code, e := w.Unwrap("mail/"+registration, sealed)
		if e == nil {
			return string(code), nil
		}
	}
	return "", err
}
