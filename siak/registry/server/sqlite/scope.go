package sqlite

import (
	"time"

	"ikd/station/siak"
	"ikd/station/siak/registry/server/scope"
)

// AddGrant gives a station one.
func (t grantsTx) AddGrant(station string, g scope.Grant, at time.Time) error {
	return t.exec(`INSERT INTO grants VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, station, string(g), nanos(at))
}

// DropGrant takes one.
func (t grantsTx) DropGrant(station string, g scope.Grant) (bool, error) {
	return t.touched(`DELETE FROM grants WHERE station = ? AND what = ?`, station, string(g))
}

// ListGrants are a station's.
func (t grantsTx) ListGrants(station string) (scope.Grants, error) {
	return list(t.conn, func(scan func(...any) error) (g scope.Grant, err error) {
		err = scan(&g)
		return g, err
	}, `SELECT what FROM grants WHERE station = ? ORDER BY what`, station)
}

// AddAccess records one.
func (t accessesTx) AddAccess(a scope.Access) error {
	return t.exec(`INSERT INTO accesses (station, officer, kind, result, person, subject, registration, purpose, at)
		VALUES (?, ?, ?, ?, nullif(?, 0), ?, ?, ?, ?)`, a.Station, a.Officer, string(a.Kind), a.Result, a.Person, a.Subject,
		a.Registration, a.Purpose, nanos(a.At))
}

const accessColumns = `station, officer, kind, result, coalesce(person, 0), subject, registration, purpose, at`

func scanAccess(scan func(...any) error) (a scope.Access, err error) {
	var at int64
	err = scan(&a.Station, &a.Officer, &a.Kind, &a.Result, &a.Person, &a.Subject, &a.Registration, &a.Purpose, &at)
	a.At = fromNanos(at)
	return a, err
}

// RecentAccesses are a station's after a time.
func (t accessesTx) RecentAccesses(station string, after time.Time) ([]scope.Access, error) {
	return list(t.conn, scanAccess, `SELECT `+accessColumns+` FROM accesses WHERE station = ? AND at > ? ORDER BY at, seq`,
		station, nanos(after))
}

// ListAccesses are all of a person or of a subject.
func (t accessesTx) ListAccesses(person int64, subject []byte) ([]scope.Access, error) {
	return list(t.conn, scanAccess, `SELECT `+accessColumns+` FROM accesses WHERE person = ?1 AND ?1 <> 0 OR subject = ?2
		UNION ALL SELECT station, '', 'activation', state, person, NULL, registration, '', received
		FROM activations WHERE person = ?1 AND ?1 <> 0 ORDER BY 9`, person, subject)
}

// AddCopied adds to what a station got.
func (t accessesTx) AddCopied(c scope.Copied) (rowsOfDay int, err error) {
	err = t.exec(`INSERT INTO copied VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
		from_seq = min(from_seq, excluded.from_seq), to_seq = max(to_seq, excluded.to_seq), rows = rows + excluded.rows, last = excluded.last`,
		c.Station, c.Day, string(c.Region), c.ByFile, atMost(c.From), atMost(c.To), c.Rows, nanos(c.First), nanos(c.Last))
	if err != nil {
		return 0, err
	}
	_, err = t.one([]any{&rowsOfDay}, `SELECT coalesce(sum(rows), 0) FROM copied WHERE station = ? AND day = ? AND NOT by_file`, c.Station, c.Day)
	return rowsOfDay, err
}

// ListCopied are all of a partition.
func (t accessesTx) ListCopied(region siak.Region) ([]scope.Copied, error) {
	return list(t.conn, func(scan func(...any) error) (c scope.Copied, err error) {
		var first, last int64
		err = scan(&c.Station, &c.Day, &c.Region, &c.ByFile, &c.From, &c.To, &c.Rows, &first, &last)
		c.First, c.Last = fromNanos(first), fromNanos(last)
		return c, err
	}, `SELECT station, day, region, by_file, from_seq, to_seq, rows, first, last FROM copied WHERE region = ? ORDER BY first, station`, string(region))
}

// LeftRegions are the partitions that a NIK has left.
func (t accessesTx) LeftRegions(nik siak.NIK) ([]siak.Region, error) {
	return list(t.conn, func(scan func(...any) error) (r siak.Region, err error) {
		err = scan(&r)
		return r, err
	}, `SELECT district FROM tombstones WHERE nik = ? ORDER BY district`, nik.Digits())
}

// ForgetAccesses forgets what is before a time.
func (t accessesTx) ForgetAccesses(before time.Time) error {
	for _, statement := range []string{
		`DELETE FROM accesses WHERE at < ?`, `DELETE FROM copied WHERE last < ?`, `DELETE FROM alarms WHERE last < ?`,
	} {
		if err := t.exec(statement, nanos(before)); err != nil {
			return err
		}
	}
	return nil
}

// Activated are those of some registrations that a station has activated.
func (t accessesTx) Activated(station string, registrations ...string) (map[string]bool, error) {
	activated := map[string]bool{}
	for _, r := range registrations {
		found, err := t.one([]any{new(int)}, `SELECT 1 FROM activations WHERE registration = ? AND station = ? LIMIT 1`, r, station)
		if err != nil {
			return nil, err
		}
		if found {
			activated[r] = true
		}
	}
	return activated, nil
}

// PeopleOfPhone counts who registered a phone's key.
func (t accessesTx) PeopleOfPhone(phones ...siak.Thumbprint) (most int, err error) {
	for _, phone := range phones {
		var n int
		if _, err := t.one([]any{&n}, `SELECT count(DISTINCT person) FROM registrations WHERE thumbprint = ?`, phone[:]); err != nil {
			return 0, err
		}
		most = max(most, n)
	}
	return most, nil
}

// PeopleOfAddress counts who has a corrected address.
func (t accessesTx) PeopleOfAddress(address siak.Email) (n int, err error) {
	_, err = t.one([]any{&n}, `SELECT count(DISTINCT r.person) FROM emails e JOIN registrations r ON r.id = e.registration
		WHERE e.address = ?`, string(address))
	return n, err
}

// RegistrationOfPhone is a person's registration of a phone.
func (t accessesTx) RegistrationOfPhone(person int64, phone siak.Thumbprint) (id string, err error) {
	_, err = t.one([]any{&id}, `SELECT id FROM registrations WHERE person = ? AND thumbprint = ? ORDER BY id LIMIT 1`, person, phone[:])
	return id, err
}

// RaiseAlarm counts one more.
func (t alarmsTx) RaiseAlarm(k scope.AlarmKind, station, officer string, at time.Time) error {
	return t.exec(`INSERT INTO alarms VALUES (?1, ?2, ?3, ?4, 1, ?5, ?5)
		ON CONFLICT DO UPDATE SET count = count + 1, first = min(first, excluded.first), last = max(last, excluded.last)`,
		string(k), station, officer, scope.Day(at), nanos(at))
}

// ListAlarms are those since a time.
func (t alarmsTx) ListAlarms(since time.Time) ([]scope.Alarm, error) {
	return list(t.conn, func(scan func(...any) error) (a scope.Alarm, err error) {
		var first, last int64
		err = scan(&a.Kind, &a.Station, &a.Officer, &a.Day, &a.Count, &first, &last)
		a.First, a.Last = fromNanos(first), fromNanos(last)
		return a, err
	}, `SELECT kind, station, officer, day, count, first, last FROM alarms WHERE last >= ? ORDER BY last, station, officer, kind`, nanos(since))
}

// AddNotice adds one.
func (t noticesTx) AddNotice(n scope.Notice) error {
	return t.exec(`INSERT INTO notices (registration, recipient, what, sent) VALUES (?, ?, ?, ?)`,
		n.Registration, n.To, string(n.What), nanos(n.Sent))
}

// ListNotices gives those after a sequence.
func (t noticesTx) ListNotices(after uint64, limit int) ([]scope.Notice, error) {
	return list(t.conn, func(scan func(...any) error) (n scope.Notice, err error) {
		var sent int64
		err = scan(&n.Seq, &n.Registration, &n.To, &n.What, &sent)
		n.Sent = fromNanos(sent)
		return n, err
	}, `SELECT seq, registration, recipient, what, sent FROM notices WHERE seq > ? ORDER BY seq LIMIT ?`, atMost(after), limit)
}
