package sandbox

import (
	"context"
	"crypto"
	crand "crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
)

// registration is a phone that registered, with what the phone keeps.
type registration struct {
	id         string
	person     int64
	phone      *credential.Signer
	thumbprint siak.Thumbprint
	credential []byte
	revoked    bool
	used       *siak.PresentationID // it went through another station
}

// Registrations are a day old, so that codes of the last hours can be shown,
// and good for as long as a sandbox is.
const (
	registeredAgo = 24 * time.Hour
	registeredFor = 10 * 365 * 24 * time.Hour
)

// register lets a person's new phone register.
func (k *keys) register(ctx context.Context, tx *sql.Tx, p person, now time.Time) (*registration, error) {
	r := &registration{id: newRegistrationID(), person: p.id, revoked: p.role == roleRevoked}
	key, err := credential.GenerateKey(phoneAlgorithm(p))
	if err != nil {
		return nil, err
	}
	if err := r.issue(p, key, k.issuerFor(p), now); err != nil {
		return nil, err
	}
	var used []byte
	if p.role == roleUsed {
		cti := newPresentationID()
		r.used, used = &cti, cti[:]
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO registrations VALUES (?, ?, ?, ?, ?, ?, ?)`,
		r.id, r.person, marshalKey(key), r.thumbprint[:], r.credential, r.revoked, used)
	return r, err
}

// issue signs the registration. The person's role says what is wrong with it.
func (r *registration) issue(p person, key crypto.Signer, issuer *credential.Signer, now time.Time) (err error) {
	if r.phone, err = credential.NewSigner(key, nil); err != nil {
		return err
	}
	if r.thumbprint, err = credential.Thumbprint(key.Public()); err != nil {
		return err
	}
	c := credential.Registration{
		ID: r.id, Issuer: issuerName, NIK: p.resident.NIK, Name: p.resident.Name,
		Birth: p.resident.Birth, Sex: p.resident.Sex, Face: face(p), PhoneKey: key.Public(),
		IssuedAt: now.Add(-registeredAgo), ExpiresAt: now.Add(registeredFor),
	}
	if p.role == roleImpostor {
		disguise(&c, p)
	}
	r.credential, err = credential.Issue(c, issuer)
	return err
}

// face is what the central match said of the selfie.
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
	r := rand.New(rand.NewPCG(uint64(p.id), 0))
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

func (k *keys) issuerFor(p person) *credential.Signer {
	return k.issuers[p.draw(4, uint64(len(k.issuers)))]
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

// registrationOf reads a person's registration; nil where there is none.
func registrationOf(ctx context.Context, q querier, personID int64) (*registration, error) {
	return scanRegistration(q.QueryRowContext(ctx, `SELECT id, person, phone_key, thumbprint, credential, revoked, used_cti
		FROM registrations WHERE person = ? LIMIT 1`, personID))
}

// registrationByID reads a registration; nil where there is none.
func registrationByID(ctx context.Context, q querier, id string) (*registration, error) {
	return scanRegistration(q.QueryRowContext(ctx, `SELECT id, person, phone_key, thumbprint, credential, revoked, used_cti
		FROM registrations WHERE id = ?`, id))
}

func scanRegistration(row *sql.Row) (*registration, error) {
	r := &registration{}
	var der, thumbprint, used []byte
	err := row.Scan(&r.id, &r.person, &der, &thumbprint, &r.credential, &r.revoked, &used)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	key, err := parseKey(der)
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
