package server

import (
	"context"
	"slices"
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/scope"
)

// Limits are the quotas and the bounds of the alarms, as they are now.
func (r *AccessService) Limits(ctx context.Context) (l scope.Limits, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		l, err = readLimits(tx)
		return err
	})
	return l, at("read the limits", err)
}

// SetLimit changes one of the limits, from the next call on. It fails with refused,
// see [scope.Limits.With].
func (r *AccessService) SetLimit(ctx context.Context, name string, value int) error {
	err := r.store.Write(ctx, func(tx Tx) error {
		l, err := readLimits(tx)
		if err != nil {
			return err
		}
		if l, err = l.With(name, value); err != nil {
			return err
		}
		return tx.SetSetting(settingLimits, l.Bytes())
	})
	if err == nil {
		r.o.Log.Info("limit changed", "limit", name, "value", value)
	}
	return at("change a limit", err)
}

// Alarms are those since a time, the newest last.
func (r *AccessService) Alarms(ctx context.Context, since time.Time) (all []scope.Alarm, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		all, err = tx.ListAlarms(since)
		return err
	})
	return all, at("list alarms", err)
}

// LastDay is how often an alarm was raised on the days of the last 24 hours, for
// each that there is.
func (r *AccessService) LastDay(ctx context.Context) (map[scope.AlarmKind]int, error) {
	counts := map[scope.AlarmKind]int{}
	all, err := r.Alarms(ctx, r.o.Now().Add(-scope.Window))
	for _, a := range all {
		counts[a.Kind] += a.Count
	}
	return counts, err
}

// Notices are the mails without a code after a sequence, oldest first.
func (r *AccessService) Notices(ctx context.Context, after uint64) (all []scope.Notice, err error) {
	err = r.store.Read(ctx, func(tx Tx) error {
		all, err = tx.ListNotices(after, mailPage)
		return err
	})
	return all, at("list notices", err)
}

// Looked is who saw a person's record.
type Looked struct {
	// Accesses are the look-ups and requests, answered and refused, and the
	// activations, oldest first.
	Accesses []scope.Access
	// Copies are what stations got of the partitions in which the person is or was.
	Copies []scope.Copied
}

// WhoLooked is who saw the record of a NIK, or asked for it in vain, for all that
// is kept. The NIK need not be in the register.
func (r *AccessService) WhoLooked(ctx context.Context, nik siak.NIK) (l Looked, err error) {
	subject, err := r.subject(ctx, nik)
	if err != nil {
		return l, err
	}
	err = r.store.Read(ctx, func(tx Tx) error {
		l = Looked{}
		p, found, err := tx.PersonByNIK(nik)
		if err != nil {
			return err
		}
		if l.Accesses, err = tx.ListAccesses(p.ID, subject); err != nil {
			return err
		}
		regions, err := tx.LeftRegions(nik)
		if err != nil {
			return err
		}
		if found && !slices.Contains(regions, p.District) {
			regions = append(regions, p.District)
		}
		for _, region := range regions {
			copies, err := tx.ListCopied(region)
			if err != nil {
				return err
			}
			l.Copies = append(l.Copies, copies...)
		}
		return nil
	})
	slices.SortStableFunc(l.Copies, func(a, b scope.Copied) int { return a.First.Compare(b.First) })
	return l, at("find who looked", err)
}

// ForgetAccesses forgets what is older than the retention.
func (r *AccessService) ForgetAccesses(ctx context.Context) error {
	err := r.store.Write(ctx, func(tx Tx) error {
		l, err := readLimits(tx)
		if err != nil {
			return err
		}
		return tx.ForgetAccesses(r.o.Now().AddDate(0, 0, -l.RetentionInDays))
	})
	return at("forget accesses", err)
}
