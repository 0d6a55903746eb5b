package storagetest

import (
	"crypto"
	"crypto/ed25519"
	"errors"
	"testing"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server"
	"ikd/station/siak/registry/server/officers"
)

// officer is a made-up officer of a station with a signing key.
type officer struct {
	siak.OfficerKey
	key ed25519.PrivateKey
}

func newOfficer(t testing.TB, name string, supervisor bool, at time.Time) officer {
	t.Helper()
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	o := officer{OfficerKey: siak.OfficerKey{Officer: name, Supervisor: supervisor, From: at}, key: key}
	copy(o.Public[:], public)
	return o
}

// certified is the key as this officer certifies it.
func (o officer) certified(by officer, station string) siak.OfficerKey {
	k := o.OfficerKey
	k.By = by.Public
	k.Signature = ed25519.Sign(by.key, k.Statement(station))
	return k
}

// ended is the end of a key as this officer says it.
func (o officer) ended(k siak.OfficerPublicKey, station string, at time.Time) siak.OfficerKeyEnd {
	e := siak.OfficerKeyEnd{Public: k, Ended: at, By: o.Public}
	e.Signature = ed25519.Sign(o.key, e.Statement(station))
	return e
}

func (o officer) sign(p siak.Purpose, station string, at time.Time, body []byte) siak.OfficerSignature {
	return siak.OfficerSignature{Public: o.Public, Signed: at, Signature: ed25519.Sign(o.key, siak.OfficerText(p, station, at, body))}
}

// signed is the citizen's activation with the officer's signature.
func (o officer) signed(t testing.TB, w *Harness, d Station, c Citizen) server.Submission {
	t.Helper()
	sub := d.Activation(t, w, c)
	sub.Officer = o.sign(siak.PurposeActivation, d.ID, w.Clock.Now(), sub.Statement)
	return sub
}

// tell tells of keys and ends, and wants so many of them taken.
func (w *Harness) tell(t testing.TB, d Station, want int, keys []siak.OfficerKey, ends ...siak.OfficerKeyEnd) {
	t.Helper()
	known, ended, err := w.Registry.RegisterOfficers(t.Context(), d.Caller, officers.Told{Keys: keys, Ends: ends})
	if err != nil {
		t.Fatal("register officers:", err)
	}
	if len(known)+len(ended) != want {
		t.Errorf("%d keys and %d ends taken, want %d in all", len(known), len(ended), want)
	}
}

// first is the station's first supervisor, whom the station's own key certifies.
func (w *Harness) first(t testing.TB, d Station, name string) officer {
	t.Helper()
	o := newOfficer(t, name, true, w.Clock.Now())
	signature, err := d.key.Sign(nil, o.Statement(d.ID), crypto.Hash(0))
	if err != nil {
		t.Fatal(err)
	}
	o.Signature = signature
	w.tell(t, d, 1, []siak.OfficerKey{o.OfficerKey})
	return o
}

// testOfficers: who signs is known by a key that a supervisor stands for, in its
// period; whatever else is signed is held.
func testOfficers(t *testing.T, replicas Replicas) {
	w := NewHarness(t, replicas(t)(), NewClock())
	c, d := w.NewCitizens(t, 0, 9), w.NewStation(t)
	older := d.Activation(t, w, c[0]) // of a station that knows no officers' keys
	w.Clock.Add(time.Second)
	boss := w.first(t, d, "petugas")
	wantVerdict(t, "confirmed before there were keys", w.Submit(t, d, older)[0], siak.Accepted, "")
	wantVerdict(t, "without a signature", w.Submit(t, d, d.Activation(t, w, c[1]))[0], siak.Held, siak.ReasonOfficerUnsigned)
	good := boss.signed(t, w, d, c[2])
	wantVerdict(t, "signed", w.Submit(t, d, good)[0], siak.Accepted, "")
	stolen := boss.signed(t, w, d, c[3])
	stolen.Officer = good.Officer
	wantVerdict(t, "another statement's signature", w.Submit(t, d, stolen)[0], siak.Held, siak.ReasonOfficerUnsigned)

	// A key that nobody stands for; the station's own key stands for one more no longer.
	stranger := newOfficer(t, "petugas", true, w.Clock.Now())
	signature, err := d.key.Sign(nil, stranger.Statement(d.ID), crypto.Hash(0))
	if err != nil {
		t.Fatal(err)
	}
	stranger.Signature = signature
	w.tell(t, d, 0, []siak.OfficerKey{stranger.OfficerKey, stranger.certified(stranger, d.ID)})
	unknown := stranger.signed(t, w, d, c[4])
	wantVerdict(t, "an unknown key", w.Submit(t, d, unknown)[0], siak.Held, siak.ReasonOfficerUnknown)
	wantVerdict(t, "and again", w.Submit(t, d, unknown)[0], siak.Held, siak.ReasonOfficerUnknown)
	w.tell(t, d, 1, []siak.OfficerKey{stranger.certified(boss, d.ID)})
	wantVerdict(t, "once it is registered", w.Submit(t, d, unknown)[0], siak.Accepted, "")
	wantVerdict(t, "for ever", w.Submit(t, d, unknown)[0], siak.Accepted, "")

	// After its end it signs nothing; what it signed before stands.
	before := stranger.signed(t, w, d, c[5])
	w.Clock.Add(time.Minute)
	w.tell(t, d, 1, nil, boss.ended(stranger.Public, d.ID, w.Clock.Now()))
	w.Clock.Add(time.Second)
	wantVerdict(t, "after the end", w.Submit(t, d, stranger.signed(t, w, d, c[6]))[0], siak.Held, siak.ReasonOfficerRevoked)
	wantVerdict(t, "before the end", w.Submit(t, d, before)[0], siak.Accepted, "")
	w.tell(t, d, 0, nil, stranger.ended(boss.Public, d.ID, w.Clock.Now()))
	w.tell(t, d, 0, nil, boss.ended(boss.Public, d.ID, w.Clock.Now())) // the last supervisor
	t.Run("requests", func(t *testing.T) { testOfficerRequests(t, w, d, boss, c[7]) })
	t.Run("end of the older version", func(t *testing.T) {
		other := w.NewStation(t)
		w.Clock.Add(91 * 24 * time.Hour)
		wantVerdict(t, "without a signature, after its time", w.Submit(t, other, other.Activation(t, w, c[8]))[0], siak.Held, siak.ReasonOfficerUnsigned)
	})
}

// testOfficerRequests: a request is its officer's, and unbinding a phone two officers'.
func testOfficerRequests(t *testing.T, w *Harness, d Station, boss officer, c Citizen) {
	clerk := newOfficer(t, "Siti", false, w.Clock.Now())
	w.tell(t, d, 1, []siak.OfficerKey{clerk.certified(boss, d.ID)})
	ask := func(what string, want siak.Reason, sign func(*siak.Deactivation)) {
		t.Helper()
		r := siak.Deactivation{ID: siak.NewActivationID(), NIK: c.NIK, Reason: siak.PhoneLost, Officer: "petugas"}
		sign(&r)
		answer, err := w.Registry.Deactivate(t.Context(), d.ID, r)
		if err != nil || answer.Done || answer.Reason != want {
			t.Errorf("%s: %+v, error %v; want %s", what, answer, err, want)
		}
	}
	now := w.Clock.Now()
	ask("nobody signed", siak.ReasonOfficerUnsigned, func(*siak.Deactivation) {})
	ask("one signed", siak.ReasonSupervisorNeeded, func(r *siak.Deactivation) { r.Signature = boss.sign(siak.PurposeDeactivate, d.ID, now, r.Text()) })
	ask("one signed twice", siak.ReasonSupervisorNeeded, func(r *siak.Deactivation) {
		r.Signature = boss.sign(siak.PurposeDeactivate, d.ID, now, r.Text())
		r.SupervisorSignature = r.Signature
	})
	ask("another signed in the officer's name", siak.ReasonOfficerUnknown, func(r *siak.Deactivation) {
		r.Signature = clerk.sign(siak.PurposeDeactivate, d.ID, now, r.Text())
	})
	ask("two signed, and no phone is bound", siak.ReasonNotActive, func(r *siak.Deactivation) {
		r.Signature = boss.sign(siak.PurposeDeactivate, d.ID, now, r.Text())
		r.SupervisorSignature = clerk.sign(siak.PurposeDeactivate, d.ID, now, r.Text())
	})
	m := siak.ManualService{ID: siak.NewActivationID(), NIK: c.NIK, Reason: siak.NoPhone, Officer: "Siti"}
	if a, err := w.Registry.RecordManual(t.Context(), d.ID, m); err != nil || a.Reason != siak.ReasonOfficerUnsigned {
		t.Errorf("a manual service that nobody signed: %+v, %v", a, err)
	}
	m.ID = siak.NewActivationID()
	m.Signature = clerk.sign(siak.PurposeManualService, d.ID, now, m.Text())
	if a, err := w.Registry.RecordManual(t.Context(), d.ID, m); err != nil || !a.Done {
		t.Errorf("a manual service that its officer signed: %+v, %v", a, err)
	}
}

// testLateReadings: what was read before a contact is handed in at it, or held; so is
// what is signed by a station that may not call any more.
func testLateReadings(t *testing.T, replicas Replicas) {
	s := replicas(t)()
	w := NewHarness(t, s, NewClock())
	c, d := w.NewCitizens(t, 0, 4), w.NewStation(t)
	contact := func(at time.Time) {
		write(t, s, func(tx server.Tx) error { return tx.AddContact(d.ID, at) })
	}
	contact(w.Clock.Now())
	old := d.Activation(t, w, c[0]) // of this moment, as a backdated one looks later
	young := w.NewStation(t)
	backdated := young.Activation(t, w, c[2])
	w.Clock.Add(3 * 24 * time.Hour)
	offline := d.Activation(t, w, c[1])
	w.Clock.Add(24 * time.Hour)
	contact(w.Clock.Now()) // back on the line a moment ago
	w.Clock.Add(time.Minute)
	wantVerdict(t, "read while nothing answered", w.Submit(t, d, offline)[0], siak.Accepted, "")
	w.Clock.Add(2 * officers.Settle)
	contact(w.Clock.Now())
	w.Clock.Add(time.Minute)
	wantVerdict(t, "read before two contacts", w.Submit(t, d, old)[0], siak.Held, siak.ReasonReadingLate)

	young.Enrolled = w.Clock.Now()
	w.Clock.Add(time.Minute)
	wantVerdict(t, "read before the station was one", w.Submit(t, young, backdated)[0], siak.Held, siak.ReasonReadingLate)

	if err := w.Registry.RevokeStation(t.Context(), d.ID); err != nil {
		t.Fatal(err)
	}
	w.Clock.Add(5 * 24 * time.Hour)
	wantVerdict(t, "signed after the revocation", w.Submit(t, d, d.Activation(t, w, c[3]))[0], siak.Held, siak.ReasonAfterRevocation)
}

// testContacts: a station's contacts are kept as far as they are asked for.
func testContacts(t *testing.T, replicas Replicas) {
	s := replicas(t)()
	w := NewHarness(t, s, NewClock())
	d, now := w.NewStation(t), w.Clock.Now()
	write(t, s, func(tx server.Tx) error {
		return errors.Join(tx.AddContact(d.ID, now), tx.AddContact(d.ID, now.Add(time.Minute)), tx.AddContact(d.ID, now.Add(5*time.Hour)),
			tx.NoteRevocation(d.ID, now), tx.NoteRevocation(d.ID, now.Add(time.Hour)))
	})
	read(t, s, func(tx server.Tx) error {
		last, err := tx.Contact(d.ID, now.Add(4*time.Hour))
		gone, err2 := tx.Contact(d.ID, now)
		none, err3 := tx.Contact("S-nobody", now)
		revoked, err4 := tx.Revoked(d.ID)
		if !last.Equal(now.Add(time.Minute)) || !gone.IsZero() || !none.IsZero() || !revoked.Equal(now) {
			t.Errorf("last %v, before it %v, of nobody %v, revoked %v", last, gone, none, revoked)
		}
		return errors.Join(err, err2, err3, err4)
	})
}
