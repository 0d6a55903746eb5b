package server

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"time"

	"connectrpc.com/connect"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/scope"
)

// usedUp is what a caller is told whose quota is used up: resource_exhausted, with
// Retry-After.
func usedUp(q *scope.UsedUp) *connect.Error {
	err := connect.NewError(connect.CodeResourceExhausted, errors.New("the quota is used up"))
	err.Meta().Set("Retry-After", strconv.Itoa(int(q.Wait/time.Second)+1))
	return err
}

var errNotShown = errors.New("nothing shows that the citizen is there")

// accessService is the record and the bounds of what stations see, on the
// registry's storage.
func accessService(c *core) *scope.Service {
	return scope.NewService(scope.Options{
		Read: func(ctx context.Context, f func(scope.Tx) error) error {
			return c.store.Read(ctx, func(tx Tx) error { return f(tx) })
		},
		Write: func(ctx context.Context, f func(scope.Tx) error) error {
			return c.store.Write(ctx, func(tx Tx) error { return f(tx) })
		},
		Person: func(tx scope.Tx, nik siak.NIK) (int64, siak.Region, error) {
			p, _, err := tx.(Tx).PersonByNIK(nik)
			return p.ID, p.District, err
		},
		Now: c.o.Now, Log: c.o.Log,
	})
}

// Grant gives a station one more; it counts from the next call on. It fails with
// not-found for a station that there is not.
func (r *StationService) Grant(ctx context.Context, stationID string, g scope.Grant) error {
	err := r.change(ctx, "grant", func(tx Tx) (bool, error) {
		_, found, err := tx.StationByID(stationID)
		if err != nil || !found {
			return found, err
		}
		return true, tx.AddGrant(stationID, g, r.o.Now())
	})
	if err == nil {
		r.o.Log.Info("granted", "station", stationID, "grant", string(g))
	}
	return err
}

// usualGrants are those of a station of an office; "" is the registry's own.
func (r *EnrolmentService) usualGrants(office siak.Region) scope.Grants {
	if len(r.o.Grants) > 0 && office == "" {
		return r.o.Grants
	}
	return scope.Grants{scope.Grant(cmp.Or(office, r.o.OfficeRegion))}
}

// accessOnce judges and records one access of a station, under its lock.
// known reports whether the call was answered before. judge gives the access its
// result, and says why the station is refused. What is refused is recorded as what
// is answered: neither it nor a quota that is used up undoes the transaction.
func (r *core) accessOnce(ctx context.Context, a scope.Access, known func(Tx) (bool, error), judge func(Tx, *scope.Judged) (refused, err error)) error {
	var refused error
	err := r.store.Write(ctx, func(tx Tx) error {
		refused = nil
		if err := tx.LockStation(a.Station); err != nil {
			return err
		}
		if done, err := known(tx); err != nil || done {
			return err
		}
		j, used, err := scope.Begin(tx, a)
		if err != nil {
			return err
		}
		if used != nil {
			refused = used
			return nil
		}
		if refused, err = judge(tx, j); err != nil {
			return err
		}
		st, _, err := tx.StationByID(a.Station)
		if err != nil {
			return err
		}
		return j.Record(tx, cmp.Or(st.Region, r.o.OfficeRegion).Zone())
	})
	return cmp.Or(err, refused)
}

// shown is what a presentation shows: a claim, or what is wrong with it.
type shown struct {
	claim siak.Claim
	wrong siak.Reason
}

// judgeNow judges a presentation that a phone makes now, as far as that needs no
// storage.
func (r *core) judgeNow(presentation []byte) (s shown) {
	if presentation == nil {
		return s
	}
	claim, err := r.verifyNow(presentation)
	if err == nil {
		return shown{claim: claim}
	}
	if o, ok := siak.OutcomeOf(err); ok {
		return shown{wrong: siak.Reason(o)}
	}
	return shown{wrong: siak.Reason(siak.Malformed)}
}

// registered adds whether the registration of what was shown stands.
func (s shown) registered(tx Tx) (shown, error) {
	if s.wrong != "" {
		return s, nil
	}
	reg, found, err := tx.Registration(s.claim.RegistrationID)
	if err != nil {
		return s, err
	}
	p, _, err := tx.PersonOf(s.claim.RegistrationID)
	if !found || reg.Revoked || reg.Phone != s.claim.Phone || p.NIK != s.claim.NIK {
		s.wrong = siak.Reason(siak.Revoked)
	}
	return s, err
}

// LookUp finds a person of any area for a citizen who is there, and notes who
// asked and why. Who was newly recorded is not found: no copy of the register has
// them yet. Neither is who has a damaged record, as in the copies. It fails with
// not-permitted, and where a quota is used up.
func (r *LookUpService) LookUp(ctx context.Context, c Caller, l siak.LookUp) (res siak.Resident, found bool, err error) {
	const op = "look up resident"
	a := scope.Access{
		Station: c.ID, Officer: l.Officer, Kind: scope.LookUp,
		Registration: l.RegistrationID, Purpose: string(l.Purpose), At: r.o.Now(),
	}
	if l.Purpose != "" {
		a.Kind = scope.ByNIK
	}
	if a.Subject, err = r.access.Subject(ctx, l.NIK); err != nil {
		return res, false, err
	}
	s := r.judgeNow(l.Presentation)
	never := func(Tx) (bool, error) { return false, nil }
	err = r.accessOnce(ctx, a, never, func(tx Tx, j *scope.Judged) (refused, err error) {
		res, found = siak.Resident{}, false
		why, err := r.mayLookUp(tx, j, l, s)
		if err != nil {
			return nil, err
		}
		p, known, err := tx.PersonByNIK(l.NIK)
		if j.Person = p.ID; why != "" {
			j.Result = why
			return siak.E(op, siak.KindNotPermitted, errNotShown), err
		}
		j.Result = scope.NotFound
		if found = known && p.Version != 0 && r.whole(p); found {
			j.Result, res = scope.Given, p.Resident
		}
		return nil, err
	})
	if err != nil {
		return siak.Resident{}, false, at(op, err)
	}
	return res, found, nil
}

// mayLookUp is why a station may not look somebody up; "" where it may. A look-up
// by NIK alone stands on the station's right and on the officer, whose own
// signature belongs here once officers have keys.
func (r *LookUpService) mayLookUp(tx Tx, j *scope.Judged, l siak.LookUp, s shown) (why string, err error) {
	switch {
	case l.Purpose != "":
		granted, err := tx.ListGrants(j.Station)
		if err != nil || granted.Has(scope.LookUpByNIK) {
			return "", err
		}
		return scope.NoRight, nil
	case l.Presentation == nil:
		if older, err := r.olderMay(tx, l); err != nil || older {
			return "", err
		}
		return scope.NoPresentation, nil
	}
	if s, err = s.registered(tx); err != nil || s.wrong != "" {
		return string(s.wrong), err
	}
	j.Registration = s.claim.RegistrationID
	if s.claim.NIK != l.NIK || l.RegistrationID != "" && l.RegistrationID != s.claim.RegistrationID {
		return string(siak.ReasonAnotherCitizen), nil
	}
	return "", j.Phone(tx, s.claim.Phone)
}

// olderMay reports whether a look-up without a presentation is of a station of the
// version before, where the registry serves those: it names a registration of the
// NIK, which it can know from the phone only.
func (r *LookUpService) olderMay(tx Tx, l siak.LookUp) (bool, error) {
	if !r.o.AcceptOlderStations || l.Officer != "" || l.RegistrationID == "" {
		return false, nil
	}
	p, found, err := tx.PersonOf(l.RegistrationID)
	return found && p.NIK == l.NIK, err
}

// copied is a page of changes for a station, which must be granted the partition;
// what it brings is recorded before it is given. It fails with not-found, as for a
// partition that there is not.
func (r *LookUpService) copied(ctx context.Context, c scope.Copied, after siak.Cursor, limit int) (page siak.Page, err error) {
	const op = "list changes"
	granted := true
	err = r.store.Read(ctx, func(tx Tx) error {
		grants, err := tx.ListGrants(c.Station)
		if granted = grants.Covers(after.Partition); err != nil || !granted {
			return err
		}
		page, err = r.people.ChangesIn(tx, after, limit)
		return err
	})
	if err == nil && !granted {
		err = cmp.Or(r.access.Raise(ctx, scope.AlarmNotGranted, c.Station), siak.E(op, siak.KindNotFound, nil))
	}
	if c.Rows = len(page.Upserts) + len(page.Removed); err == nil && c.Rows > 0 {
		c.Region, c.From, c.To = after.Partition, after.Seq, page.To.Seq
		err = r.access.Copy(ctx, c)
	}
	if err != nil {
		return siak.Page{}, at(op, err)
	}
	return page, nil
}

// unusual raises the alarms of activations that were accepted.
func (h *handing) unusual(tx Tx, js []*judgement) error {
	c := scope.Confirmed{Station: h.caller.ID}
	for _, j := range js {
		if j.state == siak.Accepted {
			c.At, c.Phones, c.Officer = append(c.At, j.statement.ConfirmedAt), append(c.Phones, j.claim.Phone), j.statement.Officer
		}
	}
	if len(c.At) == 0 {
		return nil
	}
	return h.r.access.Activated(tx, c, cmp.Or(h.caller.Office, h.r.o.OfficeRegion).Zone())
}
