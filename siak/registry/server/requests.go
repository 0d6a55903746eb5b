package server

import (
	"context"
	"errors"
	"strings"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/officers"
	"ikd/station/siak/registry/server/population"
	"ikd/station/siak/registry/server/scope"
)

// RequestKind is what a station asked for a citizen.
type RequestKind string

// The kinds.
const (
	RequestDeactivate RequestKind = "deactivate"
	RequestEmail      RequestKind = "email"
	RequestManual     RequestKind = "manual"
)

// Request is one that was answered. Every one is accounted for: who asked, at
// which station, for whom, why, and what became of it.
type Request struct {
	ID           siak.RequestID
	Kind         RequestKind
	Station      string
	Officer      string // account at the station
	Person       int64  // 0: nobody was found
	Registration string // of an e-mail address
	Why          string // the station's reason
	Answer       siak.Answer
	At           time.Time
}

// Requests for citizens. Those of a station are added under its lock.
type Requests interface {
	AddRequest(Request) error
	Request(siak.RequestID) (Request, bool, error)
	// ListRequests are a station's, oldest first.
	ListRequests(station string) ([]Request, error)
	// SetEmail keeps a registration's address in place of the one that it had.
	SetEmail(registrationID string, address siak.Email) error
	// Email is a registration's address where it was corrected; "" else.
	Email(registrationID string) (siak.Email, error)
}

// Requests lists what a station asked for, oldest first.
func (r *RequestService) Requests(ctx context.Context, stationID string) (all []Request, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		all, err = tx.ListRequests(stationID)
		return err
	})
	return all, at("list requests", err)
}

// asked is a request under judgement.
type asked struct {
	Request
	*scope.Judged
	denied bool // nothing shows that the citizen is there: nothing is answered under its id
}

// signedRequest is what officers signed of a request.
type signedRequest struct {
	purpose siak.Purpose
	text    []byte
	officer siak.OfficerSignature
	second  *siak.OfficerSignature // nil: none is needed
	subject []byte                 // whom it is about, for the record; nil where nobody is named
}

// answerSigned is answerOnce for who has signed as the request asks for.
func (r *RequestService) answerSigned(ctx context.Context, op string, q Request, s signedRequest, f func(Tx, *asked) error) (siak.Answer, error) {
	return r.answerOnce(ctx, op, q, s.subject, func(tx Tx, q *asked) error {
		act := officers.Act{Purpose: s.purpose, Station: q.Request.Station, Officer: q.Request.Officer, Body: s.text}
		reason, err := r.judgeRequest(tx, act, s.officer, s.second)
		if err != nil {
			return err
		}
		if reason != siak.ReasonNone {
			q.refuse(reason)
			return nil
		}
		return f(tx, q)
	})
}

func (q *asked) refuse(reason siak.Reason) { q.Answer = siak.Answer{Reason: reason} }

// conclude says in the record what came of a request.
func (q *asked) conclude() {
	q.Judged.Person = q.Request.Person
	switch {
	case q.denied:
		q.Result = scope.NoPresentation
	case q.Answer.Done:
		q.Result = scope.Done
	default:
		q.Result = string(q.Answer.Reason)
	}
}

// answerOnce answers a request once and for ever. The station is locked first, as
// everywhere; f finds what is to be said, and changes what is to be changed. What
// is denied, or beyond a quota, is no answer: the id may be used again.
func (r *RequestService) answerOnce(ctx context.Context, op string, q Request, subject []byte, f func(Tx, *asked) error) (answer siak.Answer, err error) {
	q.At = r.o.Now()
	a := scope.Access{
		Station: q.Station, Officer: q.Officer, Kind: scope.Kind(q.Kind), Subject: subject,
		Registration: q.Registration, Purpose: q.Why, At: q.At,
	}
	before := func(tx Tx) (bool, error) {
		was, found, err := tx.Request(q.ID)
		if err == nil && found && (was.Station != q.Station || was.Kind != q.Kind) {
			return true, siak.E(op, siak.KindRefused, errors.New("the id is another request's"))
		}
		answer = was.Answer
		return found, err
	}
	err = r.accessOnce(ctx, a, before, func(tx Tx, j *scope.Judged) (refused, err error) {
		now := &asked{Request: q, Judged: j}
		if err := f(tx, now); err != nil {
			return nil, err
		}
		if now.conclude(); now.denied {
			return siak.E(op, siak.KindNotPermitted, errNotShown), nil
		}
		answer = now.Answer
		return nil, tx.AddRequest(now.Request)
	})
	if err != nil {
		return siak.Answer{}, at(op, err)
	}
	r.o.Log.Info("request answered", "kind", q.Kind, "station", q.Station, "request", q.ID, "done", answer.Done, "reason", answer.Reason)
	return answer, nil
}

// Deactivate unbinds a citizen's phone; the change goes out to the copies, and the
// address of the phone's registration is told. It fails with not-permitted where
// nothing shows that the citizen is there.
func (r *RequestService) Deactivate(ctx context.Context, stationID string, d siak.Deactivation) (siak.Answer, error) {
	subject, err := r.access.Subject(ctx, d.NIK)
	if err != nil {
		return siak.Answer{}, err
	}
	s := r.judgeNow(d.Presentation)
	q := Request{ID: d.ID, Kind: RequestDeactivate, Station: stationID, Officer: d.Officer, Why: string(d.Reason)}
	return r.answerSigned(ctx, "deactivate a phone", q, deactivationSigned(d, subject), func(tx Tx, q *asked) error {
		p, found, err := tx.LockPersonByNIK(d.NIK)
		if err != nil {
			return err
		}
		q.Request.Person = p.ID
		if may, err := mayDeactivate(tx, q, d, s); err != nil || !may {
			return err
		}
		switch {
		case !found || p.Version == 0 || !r.whole(p):
			q.refuse(siak.ReasonNotFound)
			return nil
		case p.ActivePhone.IsZero():
			q.refuse(siak.ReasonNotActive)
			return nil
		case !d.Phone.IsZero() && d.Phone != p.ActivePhone:
			q.refuse(siak.ReasonAnotherPhone)
			return nil
		}
		before := p.Resident
		p.ActivePhone = siak.Thumbprint{}
		q.Answer.Done = true
		if err := r.tellHolder(tx, p, before.ActivePhone); err != nil {
			return err
		}
		return population.Publish(tx, before, p)
	})
}

// deactivationSigned is what has to be signed of a deactivation: by one officer where
// the citizen's new phone is shown, by two where it is not.
func deactivationSigned(d siak.Deactivation, subject []byte) signedRequest {
	s := signedRequest{siak.PurposeDeactivate, d.Text(), d.Signature, nil, subject}
	if d.Presentation == nil {
		s.second = &d.SupervisorSignature
	}
	return s
}

// mayDeactivate reports whether a phone may be unbound on what came with the
// request, and says in the request why not. The two ways are the citizen's new
// phone, whose registration's face was matched (anybody can register a phone in the
// app for a NIK that they know), and two officers' signatures, which were judged by
// then ([deactivationSigned]). What nobody signed, as stations of the version before
// send it, is no way.
func mayDeactivate(tx Tx, q *asked, d siak.Deactivation, s shown) (may bool, err error) {
	if d.Presentation == nil {
		q.denied = d.Signature.IsZero()
		return !q.denied, nil
	}
	s, err = s.registered(tx)
	switch {
	case err != nil:
		return false, err
	case s.wrong != "":
		q.refuse(s.wrong)
	case s.claim.NIK != d.NIK:
		q.refuse(siak.ReasonAnotherCitizen)
	case s.claim.Face == siak.FaceNotMatched:
		q.refuse(siak.Reason(siak.FaceMismatch))
	case s.claim.Face != siak.FaceMatched:
		q.refuse(siak.ReasonCentralCheck)
	default:
		err := q.Judged.Phone(tx, s.claim.Phone)
		return err == nil, err
	}
	return false, nil
}

// tellHolder tells the address of a phone's registration that the phone was
// unbound.
func (r *RequestService) tellHolder(tx Tx, p Person, phone siak.Thumbprint) error {
	id, err := tx.RegistrationOfPhone(p.ID, phone)
	if err != nil {
		return err
	}
	to, err := addressOf(tx, id, p)
	if err != nil {
		return err
	}
	return tx.AddNotice(scope.Notice{Registration: id, To: to, What: scope.PhoneDeactivated, Sent: r.o.Now()})
}

// addressOf is the address of a registration as it is now, masked.
func addressOf(tx Tx, registrationID string, p Person) (string, error) {
	corrected, err := tx.Email(registrationID)
	if err != nil || corrected == "" {
		return maskedAddress(p.Name), err
	}
	return masked(corrected), nil
}

// correctedFor is how long after an activation its own station may correct the
// address: the day of the activation, when the citizen comes back because no mail
// came.
const correctedFor = 24 * time.Hour

// mayCorrect reports whether an address may be corrected on what came with the
// request, and says in the request why not.
func (r *RequestService) mayCorrect(tx Tx, q *asked, c siak.EmailCorrection, s shown) (may bool, err error) {
	if c.Presentation == nil {
		a, found, err := tx.Latest(c.RegistrationID)
		may = found && a.Station == q.Request.Station && a.Code != "" && r.o.Now().Sub(a.ReceivedAt) < correctedFor
		q.denied = !may
		return may && err == nil, err
	}
	s, err = s.registered(tx)
	switch {
	case err != nil:
		return false, err
	case s.wrong != "":
		q.refuse(s.wrong)
	case s.claim.RegistrationID != c.RegistrationID:
		q.refuse(siak.ReasonAnotherCitizen)
	default:
		return true, nil
	}
	return false, nil
}

// CorrectEmail gives a registration another address, sends an open code there, and
// tells both addresses. It fails with not-permitted where nothing shows that the
// citizen is there.
func (r *RequestService) CorrectEmail(ctx context.Context, stationID string, c siak.EmailCorrection) (siak.Answer, error) {
	s := r.judgeNow(c.Presentation)
	q := Request{ID: c.ID, Kind: RequestEmail, Station: stationID, Officer: c.Officer, Registration: c.RegistrationID}
	return r.answerSigned(ctx, "correct an address", q, signedRequest{siak.PurposeCorrectEmail, c.Text(), c.Signature, nil, nil}, func(tx Tx, q *asked) error {
		reg, found, err := tx.Registration(c.RegistrationID)
		if err != nil {
			return err
		}
		q.Request.Person = reg.Person
		if may, err := r.mayCorrect(tx, q, c, s); err != nil || !may {
			return err
		}
		p, _, err := tx.LockPerson(reg.Person)
		switch {
		case err != nil:
			return err
		case !found || reg.Revoked:
			q.refuse(siak.ReasonNotFound)
			return nil
		case p.ActivePhone == reg.Phone:
			q.refuse(siak.ReasonAlreadyActive)
			return nil
		case !c.Email.Plausible():
			q.refuse(siak.ReasonBadAddress)
			return nil
		}
		q.Answer.Done = true
		return r.correct(tx, q, p, c)
	})
}

// correct changes an address and tells both.
func (r *RequestService) correct(tx Tx, q *asked, p Person, c siak.EmailCorrection) error {
	was, err := addressOf(tx, c.RegistrationID, p)
	if err != nil {
		return err
	}
	if err := tx.SetEmail(c.RegistrationID, c.Email); err != nil {
		return err
	}
	for _, to := range []string{was, masked(c.Email)} {
		err := tx.AddNotice(scope.Notice{Registration: c.RegistrationID, To: to, What: scope.AddressChanged, Sent: r.o.Now()})
		if err != nil {
			return err
		}
	}
	if err := q.Address(tx, c.Email); err != nil {
		return err
	}
	q.Answer.CodeSent, err = r.sendAgain(tx, c.RegistrationID, c.Email)
	return err
}

// sendAgain sends an open code once more, to a new address.
func (r *RequestService) sendAgain(tx Tx, registrationID string, to siak.Email) (sent bool, err error) {
	a, found, err := tx.Latest(registrationID)
	if err != nil || !found || a.State != siak.Accepted || !r.o.Now().Before(a.CodeUntil) {
		return false, err
	}
	// The registry has the code itself in the mail alone, sealed for the mailbox.
	m, waits, err := tx.LastMail(a.ID)
	if err != nil || !waits {
		return false, err
	}
	return true, tx.AddMail(a.ID, Mail{RegistrationID: registrationID, To: masked(to), Code: m.Code, Sent: r.o.Now()})
}

// masked is an address as a list of mails may show it.
func masked(e siak.Email) string {
	local, domain, _ := strings.Cut(string(e), "@")
	for _, initial := range local {
		return string(initial) + "•••@" + domain
	}
	return "•••@" + domain
}

// RecordManual notes that a citizen was served without a phone.
func (r *RequestService) RecordManual(ctx context.Context, stationID string, m siak.ManualService) (siak.Answer, error) {
	subject, err := r.access.Subject(ctx, m.NIK)
	if err != nil {
		return siak.Answer{}, err
	}
	q := Request{ID: m.ID, Kind: RequestManual, Station: stationID, Officer: m.Officer, Why: string(m.Reason)}
	return r.answerSigned(ctx, "record a manual service", q, signedRequest{siak.PurposeManualService, m.Text(), m.Signature, nil, subject}, func(tx Tx, q *asked) error {
		p, found, err := tx.PersonByNIK(m.NIK)
		if err != nil {
			return err
		}
		if q.Request.Person = p.ID; !found || p.Version == 0 {
			q.refuse(siak.ReasonNotFound)
			return nil
		}
		q.Answer.Done = true
		return nil
	})
}
