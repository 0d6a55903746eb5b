package credential

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"ikd/station/siak"
)

// hidden stands for what is not shown.
const hidden = "•••"

// fieldsOf tells what a presentation says whose form is good.
func fieldsOf(r *reading, reveal bool) *Fields {
	reg, p := r.registration, r.presentation
	f := &Fields{
		Issuer:         reg.Issuer,
		RegistrationID: reg.ID,
		NIK:            reg.NIK.String(),
		Name:           maskName(reg.Name),
		Birth:          hidden,
		Sex:            sexName(reg.Sex),
		Face:           faceName(reg.Face),
		IssuerAlg:      reg.sign1.header.Algorithm.String(),
		PhoneAlg:       p.sign1.header.Algorithm.String(),
		Phone:          hex.EncodeToString(reg.phone[:]),
		RegisteredAt:   reg.IssuedAt,
		RegisteredTo:   reg.ExpiresAt,
		PresentationID: hex.EncodeToString(p.id[:]),
		PresentedAt:    p.issued,
		PresentedTo:    p.until,
		Bytes:          len(r.cose),
	}
	if reveal {
		f.NIK, f.Name, f.Birth = reg.NIK.Digits(), reg.Name, reg.Birth.String()
	}
	return f
}

// addStatic tells what a bare Claim 169 code says, if the text is one.
func (rep *Report) addStatic(text string, reveal bool) {
	if rep.Verdict != string(siak.KindStaticCode) {
		return
	}
	id, err := ParseClaim169(text)
	if err != nil {
		return
	}
	rep.Format = "claim-169"
	rep.Fields = &Fields{
		Issuer: id.Issuer, NIK: hidden, Name: maskName(id.FullName), Birth: hidden,
		RegisteredAt: id.IssuedAt, RegisteredTo: id.ExpiresAt,
	}
	if reveal {
		rep.Fields.NIK, rep.Fields.Name, rep.Fields.Birth = id.ID, id.FullName, id.Birth
	}
}

// maskName leaves the first letter of each word.
func maskName(name string) string {
	words := strings.Fields(name)
	for i, word := range words {
		_, n := utf8.DecodeRuneInString(word)
		words[i] = word[:n] + hidden
	}
	return strings.Join(words, " ")
}

func sexName(s siak.Sex) string {
	switch s {
	case siak.Male:
		return "male"
	case siak.Female:
		return "female"
	default:
		return "unknown"
	}
}

func faceName(f siak.Face) string {
	switch f {
	case siak.FaceMatched:
		return "matched"
	case siak.FaceNotMatched:
		return "not-matched"
	default:
		return "pending"
	}
}
