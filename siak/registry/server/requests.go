package server

import (
	"context"
	"errors"
	"strings"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/officers"
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

// answerOnce answers a request once and for ever. The station is locked first, as
// everywhere; f finds what is to be said, and changes what is to be changed.
func (r *RequestService) answerOnce(ctx context.Context, op string, q Request, f func(Tx, *Request) error) (answer siak.Answer, err error) {
	err = r.store.Write(ctx, func(tx Tx) error {
		answer = siak.Answer{}
		if err := tx.LockStation(q.Station); err != nil {
			return err
		}
		was, found, err := tx.Request(q.ID)
		switch {
		case err != nil:
			return err
		case found && (was.Station != q.Station || was.Kind != q.Kind):
			return siak.E(op, siak.KindRefused, errors.New("the id is another request's"))
		case found:
			answer = was.Answer
			return nil
		}
		asked := q
		asked.At = r.o.Now()
		if err := f(tx, &asked); err != nil {
			return err
		}
		answer = asked.Answer
		return tx.AddRequest(asked)
	})
	if err == nil {
		r.o.Log.Info("request answered", "kind", q.Kind, "station", q.Station, "request", q.ID, "done", answer.Done, "reason", answer.Reason)
	}
	return answer, at(op, err)
}

// signedRequest is what officers signed of a request.
type signedRequest struct {
	purpose siak.Purpose
	text    []byte
	officer siak.OfficerSignature
	second  *siak.OfficerSignature // nil: none is needed
}

// answerSigned is answerOnce for who has signed as the request asks for.
func (r *RequestService) answerSigned(ctx context.Context, op string, q Request, s signedRequest, f func(Tx, *Request) error) (siak.Answer, error) {
	return r.answerOnce(ctx, op, q, func(tx Tx, q *Request) error {
		act := officers.Act{Purpose: s.purpose, Station: q.Station, Officer: q.Officer, Body: s.text}
		reason, err := r.judgeRequest(tx, act, s.officer, s.second)
		if err != nil {
			return err
		}
		if reason != siak.ReasonNone {
			refuse(q, reason)
			return nil
		}
		return f(tx, q)
	})
}

func refuse(q *Request, reason siak.Reason) { q.Answer = siak.Answer{Reason: reason} }

// Deactivate unbinds a citizen's phone; the change goes out to the copies.
func (r *RequestService) Deactivate(ctx context.Context, stationID string, d siak.Deactivation) (siak.Answer, error) {
	q := Request{ID: d.ID, Kind: RequestDeactivate, Station: stationID, Officer: d.Officer, Why: string(d.Reason)}
	return r.answerSigned(ctx, "deactivate a phone", q, signedRequest{siak.PurposeDeactivate, d.Text(), d.Signature, &d.SupervisorSignature}, func(tx Tx, q *Request) error {
		p, found, err := tx.LockPersonByNIK(d.NIK)
		if err != nil {
			return err
		}
		q.Person = p.ID
		switch {
		case !found || p.Version == 0 || !r.whole(p):
			refuse(q, siak.ReasonNotFound)
			return nil
		case p.ActivePhone.IsZero():
			refuse(q, siak.ReasonNotActive)
			return nil
		case !d.Phone.IsZero() && d.Phone != p.ActivePhone:
			refuse(q, siak.ReasonAnotherPhone)
			return nil
		}
		before := p.Resident
		p.ActivePhone = siak.Thumbprint{}
		q.Answer.Done = true
		return Publish(tx, before, p)
	})
}

// CorrectEmail gives a registration another address, and sends an open code
// there.
func (r *RequestService) CorrectEmail(ctx context.Context, stationID string, c siak.EmailCorrection) (siak.Answer, error) {
	q := Request{ID: c.ID, Kind: RequestEmail, Station: stationID, Officer: c.Officer, Registration: c.RegistrationID}
	return r.answerSigned(ctx, "correct an address", q, signedRequest{siak.PurposeCorrectEmail, c.Text(), c.Signature, nil}, func(tx Tx, q *Request) error {
		reg, found, err := tx.Registration(c.RegistrationID)
		if err != nil {
			return err
		}
		p, _, err := tx.LockPerson(reg.Person)
		switch {
		case err != nil:
			return err
		case !found || reg.Revoked:
			refuse(q, siak.ReasonNotFound)
			return nil
		case p.ActivePhone == reg.Phone:
			refuse(q, siak.ReasonAlreadyActive)
			return nil
		case !c.Email.Plausible():
			refuse(q, siak.ReasonBadAddress)
			return nil
		}
		q.Person, q.Answer.Done = p.ID, true
		if err := tx.SetEmail(reg.ID, c.Email); err != nil {
			return err
		}
		q.Answer.CodeSent, err = r.sendAgain(tx, reg.ID, c.Email)
		return err
	})
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
	q := Request{ID: m.ID, Kind: RequestManual, Station: stationID, Officer: m.Officer, Why: string(m.Reason)}
	return r.answerSigned(ctx, "record a manual service", q, signedRequest{siak.PurposeManualService, m.Text(), m.Signature, nil}, func(tx Tx, q *Request) error {
		p, found, err := tx.PersonByNIK(m.NIK)
		if err != nil {
			return err
		}
		if q.Person = p.ID; !found || p.Version == 0 {
			refuse(q, siak.ReasonNotFound)
			return nil
		}
		q.Answer.Done = true
		return nil
	})
}
