package storagetest

import (
	"crypto"
	"crypto/x509"
	"fmt"
	"slices"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/population"
)

// Citizen is a made-up person with a registered phone.
type Citizen struct {
	server.Person
	RegistrationID string
	phone          *credential.Signer
	credential     []byte
	face           siak.Face // that the registry found at the registration
}

// person makes up the i-th person of a district, whom no storage knows yet.
func person(t testing.TB, i int, district siak.Region, version uint64) server.Person {
	t.Helper()
	birth := siak.DateOf(time.Date(1970, 1, 1+i/1000, 0, 0, 0, 0, time.UTC))
	nik, err := siak.ParseNIK(fmt.Sprintf("%s%02d%02d%02d%04d", home, birth.Day, birth.Month, birth.Year%100, 9000+i%1000))
	if err != nil {
		t.Fatal(err)
	}
	return server.Person{Resident: siak.Resident{
		NIK: nik, Name: fmt.Sprintf("Warga Ke%d", i), Sex: siak.Male, Birth: birth, Marital: siak.Married,
		Recorded: true, District: district, Village: "Depok", Version: version,
	}}
}

// Residents makes up n residents of the home partition, from the from-th on.
func Residents(t testing.TB, from, n int) []siak.Resident {
	t.Helper()
	all := make([]siak.Resident, n)
	for i := range all {
		all[i] = person(t, from+i, home, 0).Resident
	}
	return all
}

// NewCitizens adds people from the from-th on to the home partition, each with a
// registered phone.
func (w *Harness) NewCitizens(t testing.TB, from, n int) []Citizen {
	t.Helper()
	return w.newCitizens(t, from, n, func(*siak.Resident) {})
}

// newCitizens is NewCitizens with something else in each record.
func (w *Harness) newCitizens(t testing.TB, from, n int, change func(*siak.Resident)) []Citizen {
	t.Helper()
	citizens := make([]Citizen, n)
	write(t, w.Store, func(tx server.Tx) error {
		last, _, err := tx.NextSeqs(home, n, n)
		if err != nil {
			return err
		}
		people := make([]server.Person, n)
		for i := range people {
			people[i] = person(t, from+i, home, last-uint64(n-1-i))
			change(&people[i].Resident)
		}
		if err := tx.AddPeople(slices.Values(people)); err != nil {
			return err
		}
		niks := make([]siak.NIK, n)
		for i, p := range people {
			niks[i] = p.NIK
		}
		found, err := tx.LockPeople(niks...)
		if err != nil {
			return err
		}
		for i, nik := range niks {
			if citizens[i], err = w.register(tx, found[nik], i); err != nil {
				return err
			}
		}
		return nil
	})
	return citizens
}

// AnotherPhone registers a second phone of a citizen.
func (w *Harness) AnotherPhone(t testing.TB, c Citizen) (another Citizen) {
	t.Helper()
	return w.PhoneWithFace(t, c, siak.FaceMatched)
}

// PhoneWithFace registers a second phone of a citizen, whose face was compared with
// that result.
func (w *Harness) PhoneWithFace(t testing.TB, c Citizen, face siak.Face) (another Citizen) {
	t.Helper()
	write(t, w.Store, func(tx server.Tx) error {
		key, err := credential.GenerateKey(credential.ES256)
		if err != nil {
			return err
		}
		another, err = w.registerKey(tx, Citizen{Person: c.Person, face: face}, key, 1)
		return err
	})
	return another
}

// register lets a phone register; which draws its algorithms.
func (w *Harness) register(tx server.Tx, p server.Person, which int) (Citizen, error) {
	key, err := credential.GenerateKey([]credential.Algorithm{credential.EdDSA, credential.ES256}[which%2])
	if err != nil {
		return Citizen{}, err
	}
	return w.registerKey(tx, Citizen{Person: p, face: siak.FaceMatched}, key, which)
}

// registerKey lets a phone with that key register; which draws the issuer.
func (w *Harness) registerKey(tx server.Tx, c Citizen, key crypto.Signer, which int) (_ Citizen, err error) {
	id, p := siak.NewActivationID(), c.Person
	c.RegistrationID = fmt.Sprintf("R-%x", id[:])
	if c.phone, err = credential.NewSigner(key, nil); err != nil {
		return c, err
	}
	keys := w.Registry.Keys()
	now := w.Clock.Now()
	c.credential, err = credential.Issue(credential.Registration{
		ID: c.RegistrationID, Issuer: keys.Issuer(), NIK: p.NIK, Name: p.Name, Birth: p.Birth, Sex: p.Sex,
		Face: c.face, PhoneKey: key.Public(), IssuedAt: now.Add(-time.Hour), ExpiresAt: now.AddDate(1, 0, 0),
	}, keys.Issuers()[which%len(keys.Issuers())])
	if err != nil {
		return c, err
	}
	thumbprint, err := credential.Thumbprint(key.Public())
	if err != nil {
		return c, err
	}
	return c, tx.AddRegistration(population.Registration{ID: c.RegistrationID, Person: p.ID, Phone: thumbprint})
}

// Present has the citizen's phone show a code.
func (c Citizen) Present(t testing.TB, w *Harness) siak.Claim {
	t.Helper()
	now := w.Clock.Now()
	cti := siak.PresentationID(siak.NewActivationID())
	text, err := credential.Present(c.credential, c.phone, cti, now, now.Add(credential.MaxLifetime))
	if err != nil {
		t.Fatal(err)
	}
	trust, err := w.Registry.Trust(t.Context(), "", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	claim, err := credential.Verifier{Trust: siak.Trust{Issuers: trust.Issuers}}.Verify(text, now)
	if err != nil {
		t.Fatal(err)
	}
	return claim
}

// Confirm signs an activation of what a phone showed.
func (d Station) Confirm(t testing.TB, claim siak.Claim, at time.Time) server.Submission {
	t.Helper()
	st := siak.Statement{
		ID: siak.NewActivationID(), RegistrationID: claim.RegistrationID, PresentationDigest: claim.Digest,
		Outcome: siak.Eligible, PolicyVersion: 1, Officer: "petugas", Session: "s1", ReadAt: at, ConfirmedAt: at,
	}
	signed, err := credential.SignStatement(st, d.signer)
	if err != nil {
		t.Fatal(err)
	}
	return server.Submission{ID: st.ID, Statement: signed, Presentation: claim.Presentation}
}

// Activation is a confirmed activation of a citizen, as a station hands it in.
func (d Station) Activation(t testing.TB, w *Harness, c Citizen) server.Submission {
	t.Helper()
	return d.Confirm(t, c.Present(t, w), w.Clock.Now())
}

func publicKey(t testing.TB, key crypto.PublicKey) []byte {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}
