package server

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
	"ikd/station/siak/registry/server/keys"
)

// Issuer is a key that signs registrations.
type Issuer struct {
	ID       string // kid
	Name     string // iss
	Key      []byte // PKCS #8, wrapped
	From, To time.Time
}

// Issuers of registrations.
type Issuers interface {
	// Issuers are all, by their ids.
	Issuers() ([]Issuer, error)
	AddIssuer(Issuer) error
	// ChangeIssuer changes key and end of one that is there.
	ChangeIssuer(Issuer) error
}

// KeyRecords are the registry's own keys, but for the issuers'.
type KeyRecords interface {
	// KeyRecords are all.
	KeyRecords() ([]keys.Record, error)
	// PutKeyRecord adds one, or takes the place of the one with its id.
	PutKeyRecord(keys.Record) error
}

// numberKeys rises with each change of the registry's keys that a station's
// enrolment tells of: stations that have another renew at once.
const numberKeys = "keys_version"

// LoadKeys reads the keys of a registry, which are wrapped under wrap. It fails
// with not-set-up where there is no registry, or where its keys are not wrapped
// yet (see [Adopt]), and with damaged where they cannot be read.
func LoadKeys(tx Tx, wrap *keys.Wrapping, now func() time.Time) (*keys.Ring, error) {
	const op = "read keys"
	records, err := tx.KeyRecords()
	if err != nil {
		return nil, err
	}
	if len(records) == 0 {
		return nil, siak.E(op, siak.KindNotSetUp, nil)
	}
	if wrap == nil {
		return nil, siak.E(op, siak.KindNotSetUp, errNoWrapping)
	}
	issuers, err := tx.Issuers()
	if err != nil {
		return nil, err
	}
	for _, i := range issuers {
		rec, err := issuerRecord(i, wrap)
		if err != nil {
			return nil, at(op, err)
		}
		records = append(records, rec)
	}
	version, err := tx.Number(numberKeys)
	if err != nil {
		return nil, err
	}
	ring, err := keys.NewRing(records, wrap, uint64(version), now)
	if err != nil {
		return nil, at(op, err)
	}
	for _, kind := range []keys.Kind{keys.Authority, keys.Server, keys.Sealing, keys.File, keys.Code, keys.Wipe, keys.Issuer} {
		if ring.Current(kind) == nil {
			return nil, siak.E(op, siak.KindDamaged, fmt.Errorf("the registry has no key of the kind %q", kind))
		}
	}
	return ring, nil
}

var errNoWrapping = errors.New("no key was given under which the registry's keys are wrapped")

// issuerRecord is an issuer as a key among the others.
func issuerRecord(i Issuer, wrap *keys.Wrapping) (keys.Record, error) {
	der, err := wrap.Unwrap(issuerPlace(i.ID), i.Key)
	if err != nil {
		return keys.Record{}, err
	}
	key, err := keys.ParseKey(der)
	if err != nil {
		return keys.Record{}, err
	}
	rec, err := keys.IssuerRecord(i.ID, i.Name, key, i.From, wrap)
	rec.To = i.To
	return rec, err
}

// issuerPlace is where an issuer's key stands, as of every key.
func issuerPlace(kid string) string { return string(keys.Issuer) + "/" + kid }

// putKeys keeps new keys, or ones that changed.
func putKeys(tx Tx, records []keys.Record) error {
	for _, rec := range records {
		if rec.Kind != keys.Issuer {
			if err := tx.PutKeyRecord(rec); err != nil {
				return err
			}
			continue
		}
		if err := putIssuer(tx, Issuer{ID: rec.ID, Name: rec.Name, Key: rec.Secret, From: rec.From, To: rec.To}); err != nil {
			return err
		}
	}
	return tx.Raise(numberKeys)
}

func putIssuer(tx Tx, i Issuer) error {
	known, err := tx.Issuers()
	if err != nil {
		return err
	}
	if slices.ContainsFunc(known, func(k Issuer) bool { return k.ID == i.ID }) {
		return tx.ChangeIssuer(i)
	}
	return tx.AddIssuer(i)
}

// makeKeys puts new keys into a new storage.
func makeKeys(tx Tx, s Setup) error {
	if s.Wrapping == nil {
		return siak.E("make keys", siak.KindNotSetUp, errNoWrapping)
	}
	authority, err := keys.New(keys.Plan{Kind: keys.Authority, Name: s.Authority, From: s.Now}, nil, s.Wrapping, s.Now)
	if err != nil {
		return err
	}
	made := []keys.Record{authority}
	ring, err := keys.NewRing(made, s.Wrapping, 0, func() time.Time { return s.Now })
	if err != nil {
		return err
	}
	certifier, _ := ring.Current(keys.Authority).Certifier()
	for _, kind := range []keys.Kind{keys.Server, keys.Register, keys.Wipe, keys.Sealing, keys.File, keys.Code} {
		p := keys.Plan{Kind: kind, From: s.Now}
		if kind == keys.Server {
			p.Name = s.ServerName
		}
		rec, err := keys.New(p, &certifier, s.Wrapping, s.Now)
		if err != nil {
			return err
		}
		made = append(made, rec)
	}
	for _, algo := range []credential.Algorithm{credential.ES256, credential.EdDSA} {
		rec, err := keys.NewIssuer(fmt.Sprintf("%s-%s", s.IssuerPrefix, algo), "https://"+s.ServerName, algo, s.Now, s.Wrapping)
		if err != nil {
			return err
		}
		rec.From = s.Now.Add(-issuerBefore) // registrations may be older than the registry
		made = append(made, rec)
	}
	return putKeys(tx, made)
}

// issuerBefore is since when the first issuers of a registry are believed.
const issuerBefore = 60 * 24 * time.Hour
