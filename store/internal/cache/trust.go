package cache

import (
	"bytes"
	"crypto/x509"
	"slices"

	"ikd/station/siak"
	"ikd/station/store/internal/codec"
	"ikd/station/store/internal/fault"
)

// trustForm is a trust list as it is sealed.
type trustForm struct {
	Version uint64       `cbor:"1,keyasint"`
	Issuers []issuerForm `cbor:"2,keyasint"`
	Revoked []string     `cbor:"3,keyasint"`
	Used    [][]byte     `cbor:"4,keyasint"`
}

type issuerForm struct {
	ID     []byte `cbor:"1,keyasint"`
	Issuer string `cbor:"2,keyasint"`
	Key    []byte `cbor:"3,keyasint"` // SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7)
	From   int64  `cbor:"4,keyasint"`
	To     int64  `cbor:"5,keyasint"`
}

func encodeTrust(t siak.Trust) ([]byte, error) {
	form := trustForm{Version: t.Version}
	for _, k := range t.Issuers {
		key, err := x509.MarshalPKIXPublicKey(k.Key)
		if err != nil {
			return nil, siak.E("keep an issuer's key", fault.KindBadValue, err)
		}
		form.Issuers = append(form.Issuers, issuerForm{k.ID, k.Issuer, key, codec.UnixNano(k.From), codec.UnixNano(k.To)})
	}
	for id, is := range t.Revoked {
		if is {
			form.Revoked = append(form.Revoked, id)
		}
	}
	slices.Sort(form.Revoked)
	for id, is := range t.Used {
		if is {
			form.Used = append(form.Used, id[:])
		}
	}
	slices.SortFunc(form.Used, bytes.Compare)
	return codec.Encode(form)
}

func decodeTrust(text []byte) (siak.Trust, error) {
	const op = "read the trust list"
	var form trustForm
	if err := codec.Decode(op, text, &form); err != nil {
		return siak.Trust{}, err
	}
	t := siak.Trust{
		Version: form.Version,
		Revoked: make(map[string]bool, len(form.Revoked)),
		Used:    make(map[siak.PresentationID]bool, len(form.Used)),
	}
	for _, k := range form.Issuers {
		key, err := x509.ParsePKIXPublicKey(k.Key)
		if err != nil {
			return siak.Trust{}, fault.Damaged(op, "an issuer's key")
		}
		t.Issuers = append(t.Issuers, siak.IssuerKey{ID: k.ID, Issuer: k.Issuer, Key: key, From: codec.FromUnixNano(k.From), To: codec.FromUnixNano(k.To)})
	}
	for _, id := range form.Revoked {
		t.Revoked[id] = true
	}
	for _, id := range form.Used {
		if len(id) != len(siak.PresentationID{}) {
			return siak.Trust{}, fault.Damaged(op, "a presentation")
		}
		t.Used[siak.PresentationID(id)] = true
	}
	return t, nil
}
