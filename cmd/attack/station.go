package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/credential"
	"ikd/station/siak/registry"
)

// Bounds of what a station tries.
const (
	mostLookUps = 200
	mostChanges = 3
	pageRows    = 200
)

// scope tries what a certificate opens beyond the station's own work.
func (a *attack) scope(ctx context.Context) {
	if a.client == nil {
		a.tell(outcome{Attack: "scope", Result: notTried, Why: "no station: it needs a code"})
		return
	}
	var people []siak.Resident
	why := ""
	c := a.measured(func() { people, why = a.othersPeople(ctx) })
	a.report("people of other kecamatan", why, c)
	c = a.measured(func() { why, c.Calls = a.lookUps(ctx, people) })
	a.report("look-ups of any NIK without a registration", why, c)
	if !a.Change {
		a.tell(outcome{Attack: "strangers' phones and addresses", Result: notTried, Why: "it changes records: --change"})
		return
	}
	c = a.measured(func() { why = a.unbind(ctx, people) })
	a.report("strangers' phones unbound", why, c)
	c = a.measured(func() { why = a.divert(ctx) })
	a.report("an activation code's mail turned to another address", why, c)
}

// othersPeople pulls a page of each kecamatan that is not the office's own.
func (a *attack) othersPeople(ctx context.Context) (people []siak.Resident, why string) {
	states, err := a.client.Partitions(ctx)
	if err != nil {
		return nil, ""
	}
	given := 0
	for _, s := range states {
		region := s.Head.Partition
		if region == a.id.OfficeRegion {
			continue
		}
		page, err := a.client.Changes(ctx, siak.Cursor{Partition: region}, pageRows)
		if err == nil && page.StartOver {
			page, err = a.client.Changes(ctx, page.To, pageRows)
		}
		if err != nil || len(page.Upserts) == 0 {
			continue
		}
		given++
		people = append(people, page.Upserts...)
	}
	if given > 0 {
		why = fmt.Sprintf("%d people of %d other kecamatan were given", len(people), given)
	}
	return people, why
}

// lookUps asks for people by their NIKs alone; made-up ones where none are known.
func (a *attack) lookUps(ctx context.Context, people []siak.Resident) (why string, calls int) {
	answered, found := 0, 0
	for i := range mostLookUps {
		nik, err := siak.ParseNIK(fmt.Sprintf("327601%02d0190%04d", 1+i%28, 9000+i))
		if i < len(people) {
			nik, err = people[i].NIK, nil
		}
		if err != nil {
			continue
		}
		calls++
		if _, is, err := a.client.LookUp(ctx, siak.LookUp{NIK: nik, Officer: "petugas"}); err == nil {
			answered++
			if is {
				found++
			}
		}
	}
	if answered > 0 {
		why = fmt.Sprintf("%d were answered, %d with a person", answered, found)
	}
	return why, calls
}

// unbind asks for the phones of a few people to be unbound.
func (a *attack) unbind(ctx context.Context, people []siak.Resident) (why string) {
	people = slices.DeleteFunc(slices.Clone(people), func(r siak.Resident) bool { return r.ActivePhone.IsZero() })
	done := 0
	for _, r := range people[:min(mostChanges, len(people))] {
		answer, err := a.client.DeactivatePhone(ctx, siak.Deactivation{
			ID: siak.RequestID(siak.NewActivationID()), NIK: r.NIK, Reason: siak.PhoneLost, Officer: "petugas",
		})
		if err == nil && answer.Done {
			done++
		}
	}
	if done > 0 {
		why = fmt.Sprintf("%d phones were unbound, for an officer whom nobody knows", done)
	}
	return why
}

// divert has the mail of somebody's registration sent elsewhere.
func (a *attack) divert(ctx context.Context) (why string) {
	phone, err := a.phone(ctx, registry.PhoneRequest{Outcome: siak.Eligible})
	if err != nil {
		return ""
	}
	answer, err := a.client.CorrectEmail(ctx, siak.EmailCorrection{
		ID: siak.RequestID(siak.NewActivationID()), RegistrationID: phone.RegistrationID, Email: "penyerang@surel.invalid", Officer: "petugas",
	})
	if err == nil && answer.Done {
		why = "the address was changed without the citizen's phone"
	}
	return why
}

// phone is a made-up citizen's, of a training registry.
func (a *attack) phone(ctx context.Context, r registry.PhoneRequest) (registry.Phone, error) {
	training, err := registry.DialTraining(a.Registry, registry.Options{})
	if err != nil {
		return registry.Phone{}, err
	}
	defer func() { _ = training.Close() }()
	return training.ShowPhone(ctx, r)
}

// times hands in an activation of a code that is an hour old, read when it was
// fresh.
func (a *attack) times(ctx context.Context) {
	const name = "a code shown an hour ago, with a reading time of then"
	tell := func(why string) { a.tell(outcome{Attack: name, Result: notTried, Why: why}) }
	if a.client == nil {
		tell("no station: it needs a code")
		return
	}
	phone, err := a.phone(ctx, registry.PhoneRequest{Outcome: siak.Eligible, Age: time.Hour})
	if err != nil {
		tell("no phones: not a training registry")
		return
	}
	var verdicts []siak.Verdict
	c := a.measured(func() { verdicts, err = a.handInLate(ctx, phone, time.Now().Add(-time.Hour+10*time.Second)) })
	switch {
	case err != nil:
		tell(err.Error())
	case verdicts[0].State == siak.Accepted:
		a.report(name, "it was accepted", c)
	default:
		a.report(name, "", c)
	}
	a.tell(outcome{
		Attack: "a statement signed after the station was revoked", Result: notTried,
		Why: "it goes by file: revoke the station, then take in its outbox file with ikd-registry area receipts",
	})
}

// handInLate hands in an activation as if its code had been read at a time.
func (a *attack) handInLate(ctx context.Context, phone registry.Phone, read time.Time) ([]siak.Verdict, error) {
	trust, _, err := a.client.Trust(ctx)
	if err != nil {
		return nil, err
	}
	claim, err := credential.Verifier{Trust: trust}.Verify(phone.Code, read)
	if err != nil {
		return nil, err
	}
	key, err := a.id.Signer()
	if err != nil {
		return nil, err
	}
	signer, err := credential.NewSigner(key, []byte(a.id.StationID))
	if err != nil {
		return nil, err
	}
	st := siak.Statement{
		ID: siak.NewActivationID(), RegistrationID: claim.RegistrationID, PresentationDigest: claim.Digest, Outcome: siak.Eligible,
		PolicyVersion: 1, TrustVersion: trust.Version, Officer: "petugas", Session: "s1", ReadAt: read, ConfirmedAt: read.Add(time.Second),
	}
	signed, err := credential.SignStatement(st, signer)
	if err != nil {
		return nil, err
	}
	return a.client.Submit(ctx, []siak.Activation{{Statement: st, Signed: signed, Presentation: claim.Presentation}})
}

// mostPages bounds how many pages of revocations are read.
const mostPages = 50

// revocations reads the list whole, as stations of before do, and in pages.
func (a *attack) revocations(ctx context.Context) {
	if a.client == nil {
		a.tell(outcome{Attack: "revocations", Result: notTried, Why: "no station: it needs a code"})
		return
	}
	var trust siak.Trust
	var err error
	c := a.measured(func() { trust, _, err = a.client.Trust(ctx) })
	c.Calls = 1
	c.Found = len(trust.Revoked)
	a.report("the trust list whole", text(err), c)
	listed := 0
	c = a.measured(func() { listed, c.Calls, err = a.readRevocations(ctx) })
	c.Found = listed
	a.report("revocations in pages", text(err), c)
}

func (a *attack) readRevocations(ctx context.Context) (listed, pages int, err error) {
	var at siak.RevocationCursor
	for pages = 1; pages <= mostPages; pages++ {
		page, err := a.client.Revocations(ctx, at, 0)
		if err != nil {
			return listed, pages, err
		}
		if listed += len(page.Revoked); !page.More {
			break
		}
		at = page.To
	}
	return listed, pages, nil
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
