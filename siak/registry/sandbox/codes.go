package sandbox

import (
	"fmt"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
)

// show makes the code with what is wrong with it.
func (s *Sandbox) show(p person, r *registration, req PhoneRequest) (string, error) {
	iat := s.o.Now().Add(-req.Age)
	switch req.Outcome {
	case siak.StaticCode:
		return credential.StaticText(r.credential), nil
	case siak.UntrustedIssuer:
		return s.showForeign(p, iat)
	case siak.BadSignature:
		return s.showTampered(r, iat)
	case siak.Malformed:
		code, err := r.present(r.phone, iat)
		return code[:len(code)*3/5], err
	case siak.Expired:
		return r.present(r.phone, s.o.Now().Add(-max(req.Age, longAgo)))
	case siak.NotYetValid:
		return r.present(r.phone, s.o.Now().Add(tooEarly))
	default:
		return r.present(r.phone, iat)
	}
}

// How far the time of a code is off that is too old or too new.
const (
	longAgo  = 5 * time.Minute
	tooEarly = 10 * time.Minute
)

// present makes a presentation, always with the id that was used already where
// the registration has one.
func (r *registration) present(phone *credential.Signer, iat time.Time) (string, error) {
	cti := newPresentationID()
	if r.used != nil {
		cti = *r.used
	}
	return credential.Present(r.credential, phone, cti, iat, iat.Add(credential.MaxLifetime))
}

// showTampered presents with another phone's key.
func (s *Sandbox) showTampered(r *registration, iat time.Time) (string, error) {
	key, err := credential.GenerateKey(r.phone.Algorithm())
	if err != nil {
		return "", err
	}
	thief, err := credential.NewSigner(key, nil)
	if err != nil {
		return "", err
	}
	return r.present(thief, iat)
}

// showForeign presents a registration of an issuer whom nobody here trusts.
func (s *Sandbox) showForeign(p person, iat time.Time) (string, error) {
	issuerKey, err := credential.GenerateKey(credential.ES256)
	if err != nil {
		return "", err
	}
	issuer, err := credential.NewSigner(issuerKey, []byte("asing"))
	if err != nil {
		return "", err
	}
	key, err := credential.GenerateKey(phoneAlgorithm(p))
	if err != nil {
		return "", err
	}
	r := &registration{id: newRegistrationID()}
	if err := r.issue(p, key, issuer, s.Keys().Issuer(), s.o.Now()); err != nil {
		return "", err
	}
	return r.present(r.phone, iat)
}

// foreignCodes are what people hold up by mistake.
var foreignCodes = []string{
	"https://contoh.invalid/menu?meja=%d",
	"WIFI:T:WPA;S:Warung %d;P:kopi-susu;;",
	"BEGIN:VCARD\nVERSION:3.0\nFN:Warung Contoh %d\nEND:VCARD",
	"PARKIR-%06d",
	"00020101021126%04d5204000053033605802ID6304ABCD",
}

// foreignCode is another one each time.
func (s *Sandbox) foreignCode() string {
	n := int(s.foreign.Add(1))
	return fmt.Sprintf(foreignCodes[n%len(foreignCodes)], n)
}
