package server

import (
	"bytes"
	"cmp"
	"context"
	crand "crypto/rand"
	"errors"
	"slices"
	"strconv"
	"sync"
	"time"

	"connectrpc.com/connect"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/scope"
)

// Settings of what stations may see.
const (
	settingLimits    = "limits"
	settingAccessKey = "access_key" // of the record's hashes; who lost it finds no misses any more
)

// quotaError: a quota is used up for so long.
type quotaError struct{ wait time.Duration }

func (*quotaError) Error() string { return "a quota is used up" }

// answer is what the caller is told: resource_exhausted, with Retry-After.
func (q *quotaError) answer() *connect.Error {
	err := connect.NewError(connect.CodeResourceExhausted, errors.New("the quota is used up"))
	err.Meta().Set("Retry-After", strconv.Itoa(int(q.wait/time.Second)+1))
	return err
}

var errNotShown = errors.New("nothing shows that the citizen is there")

// readLimits are the limits as they are now.
func readLimits(tx Tx) (scope.Limits, error) {
	kept, err := tx.Setting(settingLimits)
	if err != nil {
		return scope.Limits{}, err
	}
	return scope.ReadLimits(kept)
}

// subject is the hash by which the record knows a NIK. Its key is made where there
// is none.
func (r *core) subject(ctx context.Context, nik siak.NIK) ([]byte, error) {
	if key := r.accessKey.Load(); key != nil {
		return scope.Subject(*key, nik), nil
	}
	var key []byte
	err := r.store.Read(ctx, func(tx Tx) (err error) {
		key, err = tx.Setting(settingAccessKey)
		return err
	})
	if err == nil && key == nil {
		fresh := make([]byte, 32)
		_, _ = crand.Read(fresh)
		err = r.store.Write(ctx, func(tx Tx) error {
			if key, err = tx.Setting(settingAccessKey); err != nil || key != nil {
				return err // somebody was first
			}
			key = fresh
			return tx.SetSetting(settingAccessKey, fresh)
		})
	}
	if err != nil {
		return nil, at("read the key of the record", err)
	}
	key = bytes.Clone(key)
	r.accessKey.Store(&key)
	return scope.Subject(key, nik), nil
}

// access is one that is being judged, with what the station did before.
type access struct {
	scope.Access
	limits scope.Limits
	recent []scope.Access
	raised []scope.AlarmKind // beside those that the access raises by itself
}

// bounded looks whether a station may make one more access; a quota that is used
// up is no error of the transaction, for its alarm must stand. The station is
// locked by the caller.
func bounded(tx Tx, a scope.Access) (x *access, used *quotaError, err error) {
	x = &access{Access: a}
	if x.limits, err = readLimits(tx); err != nil {
		return nil, nil, err
	}
	if x.recent, err = tx.RecentAccesses(a.Station, a.At.Add(-scope.Window)); err != nil {
		return nil, nil, err
	}
	if wait := x.limits.Wait(a, x.recent); wait > 0 {
		return nil, &quotaError{wait}, tx.RaiseAlarm(scope.AlarmQuota, a.Station, a.Officer, a.At)
	}
	return x, nil, nil
}

// phoneSeen raises an alarm where several people registered one phone.
func (x *access) phoneSeen(tx Tx, phone siak.Thumbprint) error {
	people, err := tx.PeopleOfPhone(phone)
	if people > x.limits.PeoplePhone {
		x.raised = append(x.raised, scope.AlarmPhone)
	}
	return err
}

// record writes an access down, and the alarms that it raises.
func (r *core) record(tx Tx, x *access) error {
	if err := tx.AddAccess(x.Access); err != nil {
		return err
	}
	st, _, err := tx.StationByID(x.Station)
	if err != nil {
		return err
	}
	raised := append(x.raised, x.limits.Unusual(x.Access, x.recent, cmp.Or(st.Region, r.o.OfficeRegion).Zone())...)
	if used := x.limits.Unused(x.recent, x.At); x.Kind == scope.LookUp && used != nil {
		activated, err := tx.Activated(x.Station, used...)
		if err != nil {
			return err
		}
		if x.limits.MostUnused(used, activated) {
			raised = append(raised, scope.AlarmUnused)
		}
	}
	for _, k := range raised {
		if err := tx.RaiseAlarm(k, x.Station, x.Officer, x.At); err != nil {
			return err
		}
	}
	return nil
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
func (r *PopulationService) LookUp(ctx context.Context, c Caller, l siak.LookUp) (res siak.Resident, found bool, err error) {
	const op = "look up resident"
	subject, err := r.subject(ctx, l.NIK)
	if err != nil {
		return res, false, err
	}
	a := scope.Access{
		Station: c.ID, Officer: l.Officer, Kind: scope.LookUp, Subject: subject,
		Registration: l.RegistrationID, Purpose: string(l.Purpose), At: r.o.Now(),
	}
	if l.Purpose != "" {
		a.Kind = scope.ByNIK
	}
	s := r.judgeNow(l.Presentation)
	var refused error
	err = r.store.Write(ctx, func(tx Tx) error {
		res, found, refused = siak.Resident{}, false, nil
		if err := tx.LockStation(c.ID); err != nil {
			return err
		}
		x, used, err := bounded(tx, a)
		if err != nil || used != nil {
			if used != nil {
				refused = used
			}
			return err
		}
		why, err := r.mayLookUp(tx, x, l, s)
		if err != nil {
			return err
		}
		p, known, err := tx.PersonByNIK(l.NIK)
		if err != nil {
			return err
		}
		x.Person, found = p.ID, known && p.Version != 0 && r.whole(p) && why == ""
		switch {
		case why != "":
			x.Result, refused = why, siak.E(op, siak.KindNotPermitted, errNotShown)
		case found:
			x.Result, res = scope.Given, p.Resident
		default:
			x.Result = scope.NotFound
		}
		return r.record(tx, x)
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return siak.Resident{}, false, at(op, err)
	}
	return res, found, nil
}

// mayLookUp is why a station may not look somebody up; "" where it may. A look-up
// by NIK alone stands on the station's right and on the officer, whose own
// signature belongs here once officers have keys.
func (r *PopulationService) mayLookUp(tx Tx, x *access, l siak.LookUp, s shown) (why string, err error) {
	switch {
	case l.Purpose != "":
		granted, err := tx.ListGrants(x.Station)
		if err != nil || granted.Has(scope.LookUpByNIK) {
			return "", err
		}
		return scope.NoRight, nil
	case l.Presentation == nil:
		older := r.o.AcceptOlderStations && l.Officer == "" && l.RegistrationID != ""
		p, found, err := tx.PersonOf(l.RegistrationID)
		if err != nil || older && found && p.NIK == l.NIK {
			return "", err
		}
		return scope.NoPresentation, nil
	}
	if s, err = s.registered(tx); err != nil || s.wrong != "" {
		return string(s.wrong), err
	}
	x.Registration = s.claim.RegistrationID
	if s.claim.NIK != l.NIK || l.RegistrationID != "" && l.RegistrationID != s.claim.RegistrationID {
		return string(siak.ReasonAnotherCitizen), nil
	}
	return "", x.phoneSeen(tx, s.claim.Phone)
}

// errRowsUsed: a station got as many rows as it may in a day.
var errRowsUsed = errors.New("the rows of the day are used up")

// changesFor is a page for a station over the network.
func (r *PopulationService) changesFor(ctx context.Context, station string, after siak.Cursor, limit int) (siak.Page, error) {
	return r.copied(ctx, scope.Copied{Station: station}, after, limit)
}

// copied is a page of changes for a station, which must be granted the partition;
// what it brings is recorded before it is given. It fails with not-found, as for a
// partition that there is not.
func (r *PopulationService) copied(ctx context.Context, c scope.Copied, after siak.Cursor, limit int) (page siak.Page, err error) {
	const op = "list changes"
	if limit <= 0 {
		limit = defaultPage
	}
	granted := true
	err = r.store.Read(ctx, func(tx Tx) error {
		grants, err := tx.ListGrants(c.Station)
		if granted = grants.Covers(after.Partition); err != nil || !granted {
			return err
		}
		page, err = r.changes(tx, after, min(limit, maxPage))
		return err
	})
	now := r.o.Now()
	switch {
	case err != nil:
		return page, at(op, err)
	case !granted:
		raise := func(tx Tx) error { return tx.RaiseAlarm(scope.AlarmNotGranted, c.Station, "", now) }
		return siak.Page{}, at(op, cmp.Or(r.store.Write(ctx, raise), siak.E(op, siak.KindNotFound, nil)))
	case len(page.Upserts)+len(page.Removed) == 0:
		return page, nil
	}
	c.Region, c.Day, c.Rows, c.First, c.Last = after.Partition, scope.Day(now), len(page.Upserts)+len(page.Removed), now, now
	c.From, c.To = after.Seq, page.To.Seq
	err = r.store.Write(ctx, func(tx Tx) error {
		limits, err := readLimits(tx)
		if err != nil {
			return err
		}
		rows, err := tx.AddCopied(c)
		if err == nil && !c.ByFile && rows > limits.RowsStation {
			err = errRowsUsed
		}
		return err
	})
	if errors.Is(err, errRowsUsed) {
		raise := func(tx Tx) error { return tx.RaiseAlarm(scope.AlarmQuota, c.Station, "", now) }
		tomorrow := now.UTC().Truncate(scope.Window).Add(scope.Window)
		err = cmp.Or(r.store.Write(ctx, raise), error(&quotaError{tomorrow.Sub(now)}))
	}
	if err != nil {
		return siak.Page{}, at(op, err)
	}
	return page, nil
}

// pace remembers when stations confirmed lately, by their own clocks. It is kept
// in memory: each replica knows what came through it.
type pace struct {
	mu sync.Mutex
	of map[string][]time.Time
}

// add gives a station's last confirmations with some more, at most as many as an
// alarm needs.
func (p *pace) add(station string, times []time.Time, most int) []time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of == nil || len(p.of) > mostAddresses {
		p.of = map[string][]time.Time{}
	}
	all := slices.SortedFunc(slices.Values(slices.Concat(p.of[station], times)), time.Time.Compare)
	p.of[station] = slices.Clone(all[max(0, len(all)-most):])
	return all
}

// unusual raises the alarms of activations that were accepted.
func (h *handing) unusual(tx Tx, js []*judgement) error {
	var times []time.Time
	var phones []siak.Thumbprint
	officer := ""
	for _, j := range js {
		if j.state == siak.Accepted {
			times, phones, officer = append(times, j.statement.ConfirmedAt), append(phones, j.claim.Phone), j.statement.Officer
		}
	}
	if len(times) == 0 {
		return nil
	}
	l, err := readLimits(tx)
	if err != nil {
		return err
	}
	people, err := tx.PeopleOfPhone(phones...)
	if err != nil {
		return err
	}
	zone := cmp.Or(h.caller.Office, h.r.o.OfficeRegion).Zone()
	for kind, raised := range map[scope.AlarmKind]bool{
		scope.AlarmPhone: people > l.PeoplePhone,
		scope.AlarmPace:  l.TooFast(h.r.pace.add(h.caller.ID, times, l.PaceMinute)),
		scope.AlarmHours: slices.ContainsFunc(times, func(at time.Time) bool { return l.OutOfHours(at, zone) }),
	} {
		if !raised {
			continue
		}
		if err := tx.RaiseAlarm(kind, h.caller.ID, officer, h.now); err != nil {
			return err
		}
	}
	return nil
}
