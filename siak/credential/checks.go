package credential

import (
	"bytes"
	"time"

	"ikd/station/siak"
)

// hasPrefix tells our codes from all others: the codes of other apps, and
// Claim 169 codes without a presentation around them.
func (r *reading) hasPrefix() error {
	packed, ok := cutPrefix(r.text)
	if ok {
		r.text = packed
		return nil
	}
	if _, err := ParseClaim169(r.text); err != nil {
		return failed(siak.KindNotIKD, "no code of the IKD app")
	}
	return failed(siak.KindStaticCode, "a Claim 169 code without a presentation")
}

func (r *reading) decodes() (err error) {
	if r.packed, err = unpackBase45(r.text); err != nil {
		return siak.E("read code", siak.KindMalformed, err)
	}
	return nil
}

func (r *reading) inflates() (err error) {
	if r.cose, err = inflate(r.packed); err != nil {
		return siak.E("read code", siak.KindMalformed, err)
	}
	return nil
}

func (r *reading) isPresentation() (err error) {
	if r.presentation, err = openPresentation(r.cose); err != nil {
		return siak.E("read presentation", siak.KindMalformed, err)
	}
	return nil
}

func (r *reading) hasRegistration() (err error) {
	if r.registration, err = openRegistration(r.presentation.registration); err != nil {
		return siak.E("read registration", siak.KindMalformed, err)
	}
	return nil
}

// issuerTrusted finds the key by its identifier, and asks whether it may sign
// for that issuer and was in use when the registration was issued.
func (r *reading) issuerTrusted() error {
	kid := []byte(r.registration.sign1.header.KeyID)
	var known bool
	for i, k := range r.verifier.Trust.Issuers {
		if !bytes.Equal(k.ID, kid) || k.Issuer != r.registration.Issuer {
			continue
		}
		known = true
		// The issue time has whole seconds; the period may begin within one.
		issued := r.registration.IssuedAt
		if !issued.Before(k.From.Truncate(time.Second)) && !issued.After(k.To) {
			r.issuer = &r.verifier.Trust.Issuers[i]
			return nil
		}
	}
	if known {
		return failed(siak.KindUntrustedIssuer, "issued outside the period of the issuer's key")
	}
	return failed(siak.KindUntrustedIssuer, "no such key of that issuer")
}

func (r *reading) issuerSigned() error {
	if r.issuer == nil {
		return badSignature("not checked: no key to check it with")
	}
	if !r.registration.sign1.verify(r.issuer.Key) {
		return badSignature("the registration was not signed with the issuer's key")
	}
	return nil
}

func (r *reading) phoneSigned() error {
	if !r.presentation.sign1.verify(r.registration.PhoneKey) {
		return badSignature("the presentation was not signed by the registered phone")
	}
	return nil
}

func (r *reading) registrationInTime() error {
	return r.inTime(r.registration.IssuedAt, r.registration.ExpiresAt, "registration")
}

func (r *reading) presentationInTime() error {
	return r.inTime(r.presentation.issued, r.presentation.until, "presentation")
}

// inTime asks whether now lies in [from, until), widened by the skew at both
// ends (RFC 8392 sections 3.1.4 and 3.1.6).
func (r *reading) inTime(from, until time.Time, what string) error {
	skew := r.verifier.skew()
	switch {
	case r.now.Before(from.Add(-skew)):
		return failed(siak.KindNotYetValid, "the "+what+" is of a time to come")
	case !r.now.Before(until.Add(skew)):
		return failed(siak.KindExpired, "the "+what+" has expired")
	}
	return nil
}

func (r *reading) notRevoked() error {
	if r.verifier.Trust.Revoked[r.registration.ID] {
		return failed(siak.KindRevoked, "the registry took the registration back")
	}
	if r.verifier.Revoked == nil {
		return nil
	}
	revoked, err := r.verifier.Revoked(r.registration.ID)
	if err == nil && revoked {
		err = failed(siak.KindRevoked, "the registration is in the list of revocations")
	}
	return err
}

func (r *reading) firstUse() error {
	if r.verifier.Trust.Used[r.presentation.id] {
		return failed(siak.KindReplayed, "the presentation was used before")
	}
	return nil
}
