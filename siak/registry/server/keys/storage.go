package keys

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
)

// StoredIssuer is a key that signs registrations, as a storage keeps it.
type StoredIssuer struct {
	ID       string // kid
	Name     string // iss
	Key      []byte // PKCS #8, wrapped
	From, To time.Time
}

// Issuers of registrations.
type Issuers interface {
	// Issuers are all, by their ids.
	Issuers() ([]StoredIssuer, error)
	AddIssuer(StoredIssuer) error
	// ChangeIssuer changes key and end of one that is there.
	ChangeIssuer(StoredIssuer) error
}

// Records are the registry's own keys, but for the issuers'.
type Records interface {
	// KeyRecords are all.
	KeyRecords() ([]Record, error)
	// PutKeyRecord adds one, or takes the place of the one with its id.
	PutKeyRecord(Record) error
}

// Storage is a transaction of the registry's storage, as far as this package needs
// it.
type Storage interface {
	Issuers
	Records
	// Setting is a value; nil for none.
	Setting(key string) ([]byte, error)
	// DropSetting takes a value out.
	DropSetting(key string) error
	// Number is a value that is a number; 0 for none.
	Number(key string) (int64, error)
	// Raise makes a number one more.
	Raise(key string) error
}

// numberKeys rises with each change of the registry's keys that a station's
// enrolment tells of: stations that have another renew at once.
const numberKeys = "keys_version"

// Load reads the keys of a registry, which are wrapped under wrap. It fails
// with not-set-up where there is no registry, or where its keys are not wrapped
// yet (see [Service.PrepareKeys]), and with damaged where they cannot be read.
func Load(tx Storage, wrap *Wrapping, now func() time.Time) (*Ring, error) {
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
	ring, err := NewRing(records, wrap, uint64(version), now)
	if err != nil {
		return nil, at(op, err)
	}
	for _, kind := range []Kind{Authority, Server, Sealing, File, Code, Wipe, Issuer} {
		if ring.Current(kind) == nil {
			return nil, siak.E(op, siak.KindDamaged, fmt.Errorf("the registry has no key of the kind %q", kind))
		}
	}
	return ring, nil
}

var errNoWrapping = errors.New("no key was given under which the registry's keys are wrapped")

// issuerRecord is an issuer as a key among the others.
func issuerRecord(i StoredIssuer, wrap *Wrapping) (Record, error) {
	der, err := wrap.Unwrap(issuerPlace(i.ID), i.Key)
	if err != nil {
		return Record{}, err
	}
	key, err := ParseKey(der)
	if err != nil {
		return Record{}, err
	}
	rec, err := IssuerRecord(i.ID, i.Name, key, i.From, wrap)
	rec.To = i.To
	return rec, err
}

// issuerPlace is where an issuer's key stands, as of every key.
func issuerPlace(kid string) string { return string(Issuer) + "/" + kid }

// putKeys keeps new keys, or ones that changed.
func putKeys(tx Storage, records []Record) error {
	for _, rec := range records {
		if rec.Kind != Issuer {
			if err := tx.PutKeyRecord(rec); err != nil {
				return err
			}
			continue
		}
		if err := putIssuer(tx, StoredIssuer{ID: rec.ID, Name: rec.Name, Key: rec.Secret, From: rec.From, To: rec.To}); err != nil {
			return err
		}
	}
	return tx.Raise(numberKeys)
}

func putIssuer(tx Storage, i StoredIssuer) error {
	known, err := tx.Issuers()
	if err != nil {
		return err
	}
	if slices.ContainsFunc(known, func(k StoredIssuer) bool { return k.ID == i.ID }) {
		return tx.ChangeIssuer(i)
	}
	return tx.AddIssuer(i)
}

// Setup is what a new registry is to be.
type Setup struct {
	// ServerName is the fixed name in the registry's certificate; stations
	// look for it whatever the address.
	ServerName string
	// Authority is the common name of the registry's own authority.
	Authority string
	// IssuerPrefix begins the key ids of the issuers of registrations.
	IssuerPrefix string
	// Wrapping is the key from outside under which the registry's keys are wrapped.
	Wrapping *Wrapping
	Now      time.Time
}

// Create puts new keys into a new storage.
func Create(tx Storage, s Setup) error {
	if s.Wrapping == nil {
		return siak.E("make keys", siak.KindNotSetUp, errNoWrapping)
	}
	authority, err := New(Plan{Kind: Authority, Name: s.Authority, From: s.Now}, nil, s.Wrapping, s.Now)
	if err != nil {
		return err
	}
	made := []Record{authority}
	ring, err := NewRing(made, s.Wrapping, 0, func() time.Time { return s.Now })
	if err != nil {
		return err
	}
	certifier, _ := ring.Current(Authority).Certifier()
	for _, kind := range []Kind{Server, Register, Wipe, Sealing, File, Code} {
		p := Plan{Kind: kind, From: s.Now}
		if kind == Server {
			p.Name = s.ServerName
		}
		rec, err := New(p, &certifier, s.Wrapping, s.Now)
		if err != nil {
			return err
		}
		made = append(made, rec)
	}
	for _, algo := range []credential.Algorithm{credential.ES256, credential.EdDSA} {
		rec, err := NewIssuer(fmt.Sprintf("%s-%s", s.IssuerPrefix, algo), "https://"+s.ServerName, algo, s.Now, s.Wrapping)
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

// Created reports whether a storage has keys, those of an earlier version included.
func Created(tx Storage) (bool, error) {
	records, err := tx.KeyRecords()
	if err != nil || len(records) > 0 {
		return len(records) > 0, err
	}
	authority, err := tx.Setting(settingAuthority)
	return authority != nil, err
}

// at gives an error without a kind one, with what was tried.
func at(op string, err error) error {
	if err == nil || siak.KindOf(err) != siak.KindUnknown {
		return err
	}
	return siak.E(op, siak.KindUnknown, err)
}
