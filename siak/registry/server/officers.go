package server

import (
	"context"
	"crypto/ed25519"
	"time"

	"connectrpc.com/connect"

	"ikd/station/siak"
	pb "ikd/station/siak/registry/registryv1"
	"ikd/station/siak/registry/server/officers"
	"ikd/station/siak/registry/wire"
)

// RegisterOfficers takes in what a station tells of its officers' keys, and gives
// what of it the registry has now, see [officers.Register].
func (r *OfficerService) RegisterOfficers(ctx context.Context, c Caller, told officers.Told) (known, ended []siak.OfficerPublicKey, err error) {
	own, _ := c.Key.(ed25519.PublicKey)
	err = r.store.Write(ctx, func(tx Tx) error {
		if err := tx.LockStation(c.ID); err != nil {
			return err
		}
		known, ended, err = officers.Register(tx, c.ID, own, told, r.o.Now())
		return err
	})
	if refused := len(told.Keys) + len(told.Ends) - len(known) - len(ended); err == nil && refused > 0 {
		r.o.Log.Warn("officers' keys refused", "station", c.ID, "keys", refused)
	}
	return known, ended, at("register officers", err)
}

// OfficerKeys are a station's, in the order in which they were registered.
func (r *OfficerService) OfficerKeys(ctx context.Context, stationID string) (all []officers.Key, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		all, err = tx.OfficerKeys(stationID)
		return err
	})
	return all, at("list officers' keys", err)
}

func (v service) RegisterOfficers(ctx context.Context, req *connect.Request[pb.RegisterOfficersRequest]) (*connect.Response[pb.RegisterOfficersResponse], error) {
	res, err := v.r.registerOfficers(ctx, *callerFrom(ctx), req.Msg)
	if err != nil {
		return nil, v.r.Answer("register officers", err)
	}
	return connect.NewResponse(res), nil
}

// registerOfficers answers what a station tells, in a call or in a file.
func (r *OfficerService) registerOfficers(ctx context.Context, c Caller, m *pb.RegisterOfficersRequest) (*pb.RegisterOfficersResponse, error) {
	keys, ends, err := wire.ToOfficers(m)
	if err != nil {
		return nil, siak.E("register officers", siak.KindRefused, err)
	}
	known, ended, err := r.RegisterOfficers(ctx, c, officers.Told{Keys: keys, Ends: ends})
	if err != nil {
		return nil, err
	}
	res := wire.FromOfficersKnown(known, ended)
	res.ServerTime = r.time()
	return res, nil
}

// officersSince notes, once, since when the registry knows officers' keys.
func (r *core) officersSince(ctx context.Context) error {
	var since int64
	read := func(tx Tx) (err error) {
		since, err = tx.Number(numberOfficers)
		return err
	}
	if err := r.store.Read(ctx, read); err != nil {
		return err
	}
	if since == 0 {
		err := r.store.Write(ctx, func(tx Tx) error {
			if err := read(tx); err != nil || since != 0 {
				return err
			}
			since = r.o.Now().Unix()
			return tx.SetNumber(numberOfficers, since)
		})
		if err != nil {
			return err
		}
	}
	r.withoutOfficer = time.Unix(since, 0).Add(r.o.WithoutOfficerFor)
	return nil
}

// judgeSigned judges who signed, and whether it was when it should have been. A
// recording that is used in training carries a time of its own.
func (r *ActivationService) judgeSigned(tx Tx, c Caller, js []*judgement, now time.Time) error {
	all, err := tx.OfficerKeys(c.ID)
	if err != nil {
		return err
	}
	past, err := officers.PastOf(tx, c.ID, c.Enrolled, now)
	if err != nil {
		return err
	}
	for _, j := range js {
		reason := r.judgeOfficer(officers.Keys(all), c.ID, j, now)
		if reason == siak.ReasonNone && !r.o.Training {
			reason = past.Judge(officers.Times{
				Presented: j.claim.PresentedAt, Read: registryTime(j.statement), Confirmed: confirmedAt(j.statement),
			})
		}
		if reason != siak.ReasonNone {
			j.held(reason)
		}
	}
	return nil
}

func confirmedAt(st siak.Statement) time.Time { return st.ConfirmedAt.Add(st.ClockOffset) }

// judgeOfficer judges the officer's signature. Where there is none the station may
// be of an older version, but not one that has told its officers' keys by then.
func (r *core) judgeOfficer(ks officers.Keys, station string, j *judgement, now time.Time) siak.Reason {
	confirmed := confirmedAt(j.statement)
	if j.submission.Officer.IsZero() {
		return ks.Unsigned(confirmed, now, r.withoutOfficer)
	}
	return ks.Judge(j.submission.Officer, officers.Act{
		Purpose: siak.PurposeActivation, Station: station, Officer: j.statement.Officer, Body: j.submission.Statement, At: confirmed,
	})
}

// judgeRequest judges the signatures of a request that a station makes now: the
// officer's, and a second officer's where two have to sign.
func (r *RequestService) judgeRequest(tx Tx, a officers.Act, officer siak.OfficerSignature, second *siak.OfficerSignature) (siak.Reason, error) {
	all, err := tx.OfficerKeys(a.Station)
	if err != nil {
		return siak.ReasonNone, err
	}
	ks, now := officers.Keys(all), r.o.Now()
	if a.At = now; officer.IsZero() {
		return ks.Unsigned(now, now, r.withoutOfficer), nil
	}
	if reason := ks.Judge(officer, a); reason != siak.ReasonNone || second == nil {
		return reason, nil
	}
	return ks.JudgeSecond(officer, *second, a), nil
}

// working are the calls that a station makes while it hands in what it has: each of
// them is a contact.
var working = map[string]bool{
	pb.RegistryServiceAnchorAuditProcedure: true, pb.RegistryServiceSubmitActivationsProcedure: true,
	pb.RegistryServiceListVerdictsProcedure: true,
}

// contactByFile notes when a station wrote a file that was taken in.
func (r *core) contactByFile(ctx context.Context, station string, made time.Time) error {
	if now := r.o.Now(); made.After(now) {
		made = now
	}
	return at("note a file", r.store.Write(ctx, func(tx Tx) error { return tx.AddContact(station, made) }))
}

// noteContact notes that a station called. Where that cannot be written, the call
// itself will say so.
func (r *Registry) noteContact(ctx context.Context, call, station string) {
	now := r.o.Now()
	if !working[call] || !r.contacts.Due(station, now) {
		return
	}
	if err := r.store.Write(ctx, func(tx Tx) error { return tx.AddContact(station, now) }); err != nil {
		r.o.Log.Debug("a contact could not be noted", "station", station, "error", err)
	}
}
