package sandbox

import (
	"crypto"
	"database/sql"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/keys"
	"ikd/station/siak/registry/server/population"
	"ikd/station/siak/registry/server/sqlite"

	crand "crypto/rand"
	"ikd/station/siak"
	"ikd/station/siak/credential"
)

// registration is a phone that registered, with what the phone keeps.
type registration struct {
	id         string
	phone      *credential.Signer
	thumbprint siak.Thumbprint
	credential []byte
	used       *siak.PresentationID // it went through another station
}

// Registrations are a day old, so that codes of the last hours can be shown,
// and good for as long as a sandbox is.
const (
	registeredAgo = 24 * time.Hour
	registeredFor = 10 * 365 * 24 * time.Hour
)

// register lets a person's new phone register.
func register(tx *sqlite.Tx, k *keys.Ring, p person, now time.Time) (*registration, error) {
	r := &registration{id: newRegistrationID()}
	key, err := credential.GenerateKey(phoneAlgorithm(p))
	if err != nil {
		return nil, err
	}
	if err := r.issue(p, key, issuerFor(k, p), k.Issuer(), now); err != nil {
		return nil, err
	}
	var used []byte
	if p.role == roleUsed {
		cti := newPresentationID()
		r.used, used = &cti, cti[:]
	}
	err = tx.AddRegistration(population.Registration{
		ID: r.id, Person: p.ID, Phone: r.thumbprint, Until: siak.DayOf(now.Add(registeredFor)),
	})
	if err == nil && p.role == roleRevoked {
		_, err = population.Revoke(tx, r.id)
	}
	if err != nil {
		return nil, err
	}
	_, err = tx.SQL().ExecContext(tx.Context(), `INSERT INTO training_phones VALUES (?, ?, ?, ?)`,
		r.id, keys.MarshalKey(key), r.credential, used)
	return r, err
}

// issue signs the registration. The person's role says what is wrong with it.
func (r *registration) issue(p person, key crypto.Signer, issuer *credential.Signer, issuerName string, now time.Time) (err error) {
	if r.phone, err = credential.NewSigner(key, nil); err != nil {
		return err
	}
	if r.thumbprint, err = credential.Thumbprint(key.Public()); err != nil {
		return err
	}
	c := credential.Registration{
		ID: r.id, Issuer: issuerName, NIK: p.NIK, Name: p.Name,
		Birth: p.Birth, Sex: p.Sex, Face: face(p), PhoneKey: key.Public(),
		IssuedAt: now.Add(-registeredAgo), ExpiresAt: now.Add(registeredFor),
	}
	if p.role == roleImpostor {
		disguise(&c, p)
	}
	r.credential, err = credential.Issue(c, issuer)
	return err
}

// face is what the registry's match said of the selfie.
func face(p person) siak.Face {
	switch {
	case p.role == roleUnmatched:
		return siak.FaceNotMatched
	case p.role == roleWarned && p.oddity() == oddFace:
		return siak.FacePending
	default:
		return siak.FaceMatched
	}
}

// disguise gives the registration another's birth date or another's name.
func disguise(c *credential.Registration, p person) {
	if p.draw(2, 2) == 0 {
		c.Birth.Year--
		c.Birth.Day = min(c.Birth.Day, 28)
		return
	}
	r := rand.New(rand.NewPCG(uint64(p.ID), 0))
	for given := firstWord(c.Name); firstWord(c.Name) == given; {
		c.Name = newName(r, c.Sex) + " " + pick(r, secondNames)
	}
}

func firstWord(name string) string {
	word, _, _ := strings.Cut(name, " ")
	return word
}

// phoneAlgorithm and issuerFor draw both algorithms alike.
func phoneAlgorithm(p person) credential.Algorithm {
	if p.draw(3, 2) == 0 {
		return credential.ES256
	}
	return credential.EdDSA
}

func issuerFor(k *keys.Ring, p person) *credential.Signer {
	issuers := k.Issuers()
	return issuers[p.draw(4, uint64(len(issuers)))]
}

// newRegistrationID names a registration and nobody.
func newRegistrationID() string {
	var b [8]byte
	_, _ = crand.Read(b[:])
	return "R-" + hex.EncodeToString(b[:])
}

func newPresentationID() (id siak.PresentationID) {
	_, _ = crand.Read(id[:])
	return id
}

// phoneWhere reads a registration with its phone; nil where there is none.
func phoneWhere(tx server.Tx, where string, arg any) (*registration, error) {
	t := tx.(*sqlite.Tx)
	r := &registration{}
	var der, thumbprint, used []byte
	err := t.SQL().QueryRowContext(t.Context(), `SELECT r.id, r.thumbprint, p.phone_key, p.credential, p.used_cti
		FROM registrations r JOIN training_phones p ON p.registration = r.id WHERE `+where+` LIMIT 1`, arg).
		Scan(&r.id, &thumbprint, &der, &r.credential, &used)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	key, err := keys.ParseKey(der)
	if err != nil {
		return nil, err
	}
	if r.phone, err = credential.NewSigner(key, nil); err != nil {
		return nil, err
	}
	copy(r.thumbprint[:], thumbprint)
	if len(used) > 0 {
		r.used = new(siak.PresentationID)
		copy(r.used[:], used)
	}
	return r, nil
}
